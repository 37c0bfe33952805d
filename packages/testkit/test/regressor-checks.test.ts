import type { FittedRegressor, Table } from '@asdf/contract'
import type { RegressorSubject } from '@asdf/testkit'
import type { Changes } from './support/alter.ts'
import type { Victim } from './support/learner-faults.ts'
import { withRole } from '@asdf/core'
import { mixedTable, regressorChecks } from '@asdf/testkit'
import { describeRegressor } from '@asdf/testkit/vitest'
import { alter } from './support/alter.ts'
import { expectCaught } from './support/expect-caught.ts'
import { groupMean } from './support/group-mean.ts'
import { changing, learnerFaults } from './support/learner-faults.ts'

type GroupMean = ReturnType<typeof groupMean>

const train = withRole(mixedTable(300, 1), 'amount', 'target')

function checksOf(changes: Changes<GroupMean, FittedRegressor>, subject: Partial<RegressorSubject<object>> = {}) {
  return regressorChecks({ nulls: 'rejected', ...subject, factory: alter(groupMean, changes) })
}

const predicting: Victim<GroupMean, FittedRegressor>['predicting'] =
  (change) =>
  ({ predict }) => ({ predict: change(predict) })

const onPredict = (change: (data: Float64Array, table: Table) => Float64Array) =>
  checksOf({ model: predicting(changing(change)) })

// Altering alone breaks nothing.
describeRegressor({ factory: alter(groupMean, {}), nulls: 'rejected' })

const every = [checksOf({}), checksOf({}, { nulls: 'modelled', weights: 'rejected' })].flat()

expectCaught('regressorChecks', every, {
  'predictions are one finite number per row': [
    onPredict((data) => data.map(() => NaN)),
    onPredict((data) => data.subarray(1)),
    checksOf({
      model: predicting((predict) => async (table) => ({ ...(await predict(table)), shape: [table.rowCount, 1] })),
    }),
  ],
  'it beats the mean on new rows by far': [onPredict((data) => data.map(() => 5))],
  ...learnerFaults({ target: 'amount', train, checksOf, predicting }),
})

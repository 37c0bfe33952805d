import type { FittedClassifier, Table } from '@asdf/contract'
import type { ClassifierSubject } from '@asdf/testkit'
import type { Changes } from './support/alter.ts'
import type { Victim } from './support/learner-faults.ts'
import { fieldIndex } from '@asdf/core'
import { classifierChecks, mixedTable } from '@asdf/testkit'
import { describeClassifier } from '@asdf/testkit/vitest'
import { alter } from './support/alter.ts'
import { expectCaught } from './support/expect-caught.ts'
import { changing, learnerFaults } from './support/learner-faults.ts'
import { nearestMean } from './support/nearest-mean.ts'

type NearestMean = ReturnType<typeof nearestMean>

const train = mixedTable(300, 1)

function checksOf(
  changes: Changes<NearestMean, FittedClassifier>,
  subject: Partial<ClassifierSubject<{ epochs: number }>> = {},
) {
  return classifierChecks({ nulls: 'rejected', ...subject, factory: alter(nearestMean, changes) })
}

const predicting: Victim<NearestMean, FittedClassifier>['predicting'] =
  (change) =>
  ({ predictProbability }) => ({ predictProbability: change(predictProbability) })

const onPredict = (change: (data: Float64Array, table: Table) => Float64Array) =>
  checksOf({ model: predicting(changing(change)) })

/** One that cannot do without a certain target. */
const refusing = (isRefused: (kind: string, classes: number) => boolean) =>
  checksOf({
    fit: (fit) => async (table, run) => {
      const field = table.schema.fields[fieldIndex(table.schema, 'outcome')]!
      if (isRefused(field.kind, field.kind === 'categorical' ? field.categories.length : 2)) throw new TypeError('no')
      return fit(table, run)
    },
  })

// Altering alone breaks nothing.
describeClassifier({ factory: alter(nearestMean, {}), nulls: 'rejected' })

const every = [checksOf({}), checksOf({}, { nulls: 'modelled', weights: 'rejected' })].flat()

expectCaught('classifierChecks', every, {
  'classes are the categories of the target, in their order, also once loaded': [
    checksOf({ model: ({ classes }) => ({ classes: classes.toReversed() }) }),
    checksOf({ load: (load) => (artifact) => ({ ...load(artifact), classes: ['a', 'b', 'c'] }) }),
  ],
  'probabilities have one row per row, lie in [0, 1] and sum to one': [
    onPredict((data) => data.map((share) => share / 2)),
    onPredict((data) => data.map((share, i) => share + ((i % 3) - 1))),
    onPredict((data) => data.subarray(3)),
  ],
  'it beats chance on new rows by far': [onPredict((data) => data.map(() => 1 / 3))],
  'two classes are learned like three': [refusing((_, classes) => classes === 2)],
  'a boolean target is two classes with its labels for names': [refusing((kind) => kind === 'boolean')],
  'a class without rows keeps its place, and is improbable': [
    onPredict((data) => data.map((share) => share / 2 + 1 / 6)),
    onPredict((data) => data.map((share) => (share === 0 ? NaN : share))),
  ],
  'a target with one class is an error that names the column': [
    checksOf({ fit: (fit) => (table, run) => fit(table, run).catch(() => fit(train, run)) }),
  ],
  ...learnerFaults({ target: 'outcome', train, checksOf, predicting }),
})

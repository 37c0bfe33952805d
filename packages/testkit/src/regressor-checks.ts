import type { FittedRegressor, RegressorFactory, Table } from '@asdf/contract'
import type { Check } from './check.ts'
import type { MixedTableOptions } from './fixtures.ts'
import type { LearnerSetup, LearnerSubject } from './learner/subject.ts'
import assert from 'node:assert/strict'
import { columnOf, fieldIndex, withRole } from '@asdf/core'
import { mixedTable } from './fixtures.ts'
import { learnerDataChecks } from './learner/data-checks.ts'
import { learnerRunChecks } from './learner/run-checks.ts'
import { setUpLearner } from './learner/subject.ts'

export interface RegressorSubject<Options> extends LearnerSubject<Options> {
  readonly factory: RegressorFactory<Options>
}

/** Every promise of a regressor over tables. Knows nothing of test runners. */
export function regressorChecks<Options>(subject: RegressorSubject<Options>): readonly Check[] {
  const setup = setUpLearner({
    ...subject,
    target: 'amount',
    wrongTarget: 'outcome',
    table: amountTable,
    predict: (model: FittedRegressor, table: Table) => model.predict(table),
    checkPredictions({ shape, data }, rowCount) {
      assert.deepEqual([shape, data.length], [[rowCount], rowCount])
      assert.ok(data.every(Number.isFinite), 'predictions are finite numbers')
    },
  })
  valueChecks(setup)
  learnerDataChecks(setup)
  learnerRunChecks(setup)
  return setup.checks
}

/** The mixed table with its numeric `amount` as the target, never null, which `outcome` explains all but 8 % of. */
function amountTable(rowCount: number, seed: number, options: MixedTableOptions = {}): Table {
  const table = withRole(mixedTable(rowCount, seed, { ...options, outcome: 'feature' }), 'amount', 'target')
  const whole = columnOf(mixedTable(rowCount, seed), 'amount')
  return { ...table, columns: table.columns.with(fieldIndex(table.schema, 'amount'), whole) }
}

function valueChecks<Options>(setup: LearnerSetup<Options, FittedRegressor>): void {
  const { train, test, fit, checkPredictions, check } = setup

  check('predictions are one finite number per row', async () => {
    checkPredictions(await (await fit()).predict(test), 200)
  })

  check('it beats the mean on new rows by far', async () => {
    const { data } = await (await fit()).predict(test)
    const truth = numbersOf(test, 'amount')
    const mean = numbersOf(train, 'amount').reduce((sum, value) => sum + value, 0) / train.rowCount
    const squares = (guess: (row: number) => number) =>
      truth.reduce((sum, value, row) => sum + (value - guess(row)) ** 2, 0)
    const share = squares((row) => data[row]!) / squares(() => mean)
    assert.ok(share < 0.3, `its squared error is ${share} of that of the mean`)
  })
}

function numbersOf(table: Table, name: string): Float64Array {
  const column = columnOf(table, name)
  if (column.kind !== 'numeric') throw new TypeError(`column '${name}' is ${column.kind}`)
  return column.values
}

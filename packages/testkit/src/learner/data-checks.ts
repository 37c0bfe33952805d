import type { Column, Table, Tensor } from '@asdf/contract'
import type { LearnerModel, LearnerSetup } from './subject.ts'
import assert from 'node:assert/strict'
import {
  appendTables,
  columnOf,
  createRng,
  fieldIndex,
  permutation,
  selectColumns,
  takeRows,
  withRole,
} from '@asdf/core'
import { expectAsdfError } from '../expect.ts'
import { columnNames } from './subject.ts'

/** What a classifier or regressor promises about the rows it learns from and predicts. */
export function learnerDataChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  predictionChecks(setup)
  roleChecks(setup)
  targetChecks(setup)
  featureChecks(setup)
}

function predictionChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { target, test, fit, predict, check } = setup

  check('the prediction of a row depends on that row alone, and not on the target', async () => {
    const model = await fit()
    const all = await predict(model, test)
    const width = all.data.length / test.rowCount
    const some = await predict(model, takeRows(test, Uint32Array.of(7, 3)))
    const expected = [7, 3].flatMap((row) => [...all.data.subarray(row * width, (row + 1) * width)])
    assert.deepEqual([...some.data], expected)
    assert.deepEqual(await predict(model, selectColumns(test, columnNames(test, target))), all)
  })

  check('columns are matched by name, not by place', async () => {
    const model = await fit()
    const reversed = selectColumns(test, columnNames(test).toReversed())
    assert.deepEqual(await predict(model, reversed), await predict(model, test))
  })

  check('no rows give no predictions', async () => {
    const model = await fit()
    const { shape, data } = await predict(model, takeRows(test, new Uint32Array(0)))
    assert.deepEqual(shape, [0, ...(await predict(model, test)).shape.slice(1)])
    assert.equal(data.length, 0)
  })
}

function roleChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { table, target, test, fit, predict, fitAndPredict, weights, weightTolerance = 1e-6, check } = setup

  check('identifiers are left out', async () => {
    const named = withRole(table(300, 1), 'age', 'identifier')
    const renamed = withColumn(named, 'age', takeRows(named, permutation(300, createRng(1))))
    assert.deepEqual(await fitAndPredict(renamed), await fitAndPredict(named))
    const model = await fit(table(300, 1, { identifier: true }))
    const others = table(200, 2, { identifier: true })
    const reversed = Uint32Array.from({ length: 200 }, (_, row) => 199 - row)
    const exchanged = withColumn(others, 'key', takeRows(others, reversed))
    assert.deepEqual(await predict(model, exchanged), await predict(model, others))
    assert.deepEqual(await predict(model, test), await predict(model, others))
  })

  if (weights === 'rejected') {
    check('weights are refused, not ignored', async () => {
      await expectAsdfError(() => fit(table(300, 1, { weight: true })), 'ASDF_UNSUPPORTED', 'a column of weights')
    })
    return
  }

  check('a row of weight 3 counts as three rows, and one of weight 0 as none', async () => {
    const { weighted, repeated } = contradiction(setup)
    const [means, expected] = [await fitAndPredict(weighted), await fitAndPredict(repeated)].map(meansByOutcome)
    const gap = means!.reduce((sum, mean, i) => sum + Math.abs(mean - expected![i]!), 0) / means!.length
    const share = gap / unitOf(columnOf(test, target))
    assert.ok(share <= weightTolerance, `predictions are ${share} off those for the same rows repeated`)
  })

  check('a negative weight is an error that names column and row', async () => {
    const times = { kind: 'numeric' as const, values: new Float64Array(300).fill(1) }
    times.values[7] = -1
    const negative = replaceColumn(table(300, 1, { weight: true }), 'times', times)
    const details = await expectAsdfError(() => fit(negative), 'ASDF_DATA_INVALID', 'a negative weight')
    assert.deepEqual(details, { column: 'times', row: 8 })
  })
}

/**
 * Rows of weight 1 beside the same rows of weight 3 with other targets, and those of weight 0 with their own: a learner
 * that ignores weights mostly believes the first.
 */
function contradiction<Options, Model extends LearnerModel>({ table, target }: LearnerSetup<Options, Model>) {
  const given = table(150, 1, { weight: true })
  const wrong = withColumn(given, target, takeRows(given, permutation(150, createRng(2))))
  const weighing = (rows: Table, weight: number) =>
    replaceColumn(rows, 'times', { kind: 'numeric', values: new Float64Array(rows.rowCount).fill(weight) })
  const weighted = appendTables(weighing(given, 1), weighing(wrong, 3), weighing(given, 0))
  const repeated = weighing(appendTables(given, wrong, wrong, wrong), 1)
  return { weighted, repeated }
}

function targetChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { target, wrongTarget, train, fit, check } = setup

  check('no rows, a missing target and a target of another kind are errors with a code', async () => {
    await expectAsdfError(() => fit(takeRows(train, new Uint32Array(0))), 'ASDF_TOO_FEW_ROWS', 'fit on no rows')
    const targets = [withRole(train, target, 'feature'), withRole(train, wrongTarget, 'target')]
    for (const table of targets) await expectAsdfError(() => fit(table), 'ASDF_SCHEMA_MISMATCH', 'a wrong target')
  })

  check('a row whose target is missing is an error that names column and row', async () => {
    const valid = new Uint8Array(train.rowCount).fill(1)
    valid[6] = 0
    const holed = replaceColumn(train, target, { ...columnOf(train, target), valid })
    const details = await expectAsdfError(() => fit(holed), 'ASDF_DATA_INVALID', 'a missing target')
    assert.deepEqual(details, { column: target, row: 7 })
  })
}

function featureChecks<Options, Model extends LearnerModel>(setup: LearnerSetup<Options, Model>): void {
  const { train, test, table, fit, predict, nulls, check } = setup

  check('an infinite value is an error that names column and row', async () => {
    const values = Float64Array.from({ length: train.rowCount }, (_, row) => (row === 4 ? -Infinity : row))
    const broken = replaceColumn(train, 'price', { kind: 'numeric', values })
    const details = await expectAsdfError(() => fit(broken), 'ASDF_DATA_INVALID', 'an infinite value')
    assert.deepEqual(details, { column: 'price', row: 5 })
  })

  check('a column missing at prediction is an error that names it', async () => {
    const model = await fit()
    const without = selectColumns(test, columnNames(test, 'price'))
    const details = await expectAsdfError(() => predict(model, without), 'ASDF_SCHEMA_MISMATCH', 'a missing column')
    assert.equal(details.column, 'price')
  })

  if (nulls === 'rejected') {
    check('a null is an error that names column and row', async () => {
      const details = await expectAsdfError(() => fit(table(300, 1, { nulls: 0.2 })), 'ASDF_DATA_INVALID', 'a null')
      assert.ok(details.row >= 1 && details.column !== '')
    })
    return
  }

  check('nulls are learned from', async () => {
    const model = await fit(table(300, 1, { nulls: 0.2 }))
    const { data } = await predict(model, table(200, 2, { nulls: 0.5 }))
    assert.ok(data.every(Number.isFinite))
  })
}

/** The table with one column taken from another table of the same rows. */
function withColumn(table: Table, name: string, from: Table): Table {
  return replaceColumn(table, name, columnOf(from, name))
}

function replaceColumn(table: Table, name: string, column: Column): Table {
  return { ...table, columns: table.columns.with(fieldIndex(table.schema, name), column) }
}

/** The mean of every column of predictions over the rows of each outcome, as `mixedTable` orders them. */
function meansByOutcome({ data, shape: [rowCount = 0] }: Tensor<'f64'>): number[] {
  const width = data.length / rowCount
  const outcomes = [
    [0, 6],
    [6, 9],
    [9, 10],
  ] as const
  return outcomes.flatMap(([first, end]) => {
    const rows = Array.from({ length: rowCount }, (_, row) => row).filter((row) => row % 10 >= first && row % 10 < end)
    return Array.from({ length: width }, (_, at) => mean(rows.map((row) => data[row * width + at]!)))
  })
}

/** One standard deviation of a numeric target; 1 for classes, whose probabilities need no scale. */
function unitOf(target: Column): number {
  if (target.kind !== 'numeric') return 1
  const values = [...target.values]
  const center = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

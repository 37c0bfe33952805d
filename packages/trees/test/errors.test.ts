import type { ErrorCode } from '@asdf/contract'
import type { ColumnSpec } from './tables.ts'
import { isAsdfError } from '@asdf/contract'
import { headRows, selectColumns, takeRows, withRole } from '@asdf/core'
import { gradientBoosting, gradientBoostingRegressor, randomForest, randomForestRegressor } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import { mixedTable, numberTable, tableOf } from './tables.ts'

const run = { seed: 1 }

const classifiers = [
  ['gradientBoosting', gradientBoosting({ rounds: 5 })],
  ['randomForest', randomForest({ trees: 3 })],
] as const

const regressors = [
  ['gradientBoostingRegressor', gradientBoostingRegressor({ rounds: 5 })],
  ['randomForestRegressor', randomForestRegressor({ trees: 3 })],
] as const

async function failure(work: () => unknown, code: ErrorCode) {
  const error = await Promise.resolve()
    .then(work)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  if (!isAsdfError(error)) throw new Error(`expected ${code}, got ${String(error)}`)
  expect(error.code).toBe(code)
  return error
}

const target: ColumnSpec = { name: 'y', role: 'target', codes: [0, 1, 0, 1, 0, 1], categories: ['no', 'yes'] }
const numberTarget: ColumnSpec = { name: 'y', role: 'target', numbers: [0, 1, 0, 1, 0, 1] }
const x: ColumnSpec = { name: 'x', numbers: [1, 2, 3, 4, 5, 6] }

describe.each([...classifiers, ...regressors])('%s', (name, algorithm) => {
  const isRegressor = name.endsWith('Regressor')
  const y = isRegressor ? numberTarget : target
  const fit = (...columns: readonly ColumnSpec[]) => algorithm.fit(tableOf(...columns), run)

  test('names column and row of a null target', async () => {
    const holed = isRegressor
      ? { ...numberTarget, numbers: [0, 1, null, 1, 0, 1] }
      : { ...target, codes: [0, 1, null, 1, 0, 1] }
    const { details, message } = await failure(() => fit(x, holed), 'ASDF_DATA_INVALID')
    expect(details).toEqual({ column: 'y', row: 3 })
    expect(message).toContain("'y', row 3")
  })

  test('names column and row of an infinite feature', async () => {
    const { details } = await failure(() => fit({ ...x, numbers: [1, 2, 3, Infinity, 5, 6] }, y), 'ASDF_DATA_INVALID')
    expect(details).toEqual({ column: 'x', row: 4 })
  })

  test('names column and row of a NaN that is not marked as missing', async () => {
    const { details } = await failure(() => fit({ ...x, numbers: [1, 2, 3, 4, NaN, 6] }, y), 'ASDF_DATA_INVALID')
    expect(details).toEqual({ column: 'x', row: 5 })
  })

  test('names column and row of a negative weight', async () => {
    const w: ColumnSpec = { name: 'w', role: 'weight', numbers: [1, 1, -1, 1, 1, 1] }
    const { details } = await failure(() => fit(x, w, y), 'ASDF_DATA_INVALID')
    expect(details).toEqual({ column: 'w', row: 3 })
  })

  test('refuses weights that are all 0, missing, or no numbers', async () => {
    const w: ColumnSpec = { name: 'w', role: 'weight', numbers: [0, 0, 0, 0, 0, 0] }
    expect((await failure(() => fit(x, w, y), 'ASDF_DATA_INVALID')).details).toEqual({ column: 'w', row: 0 })
    const holed: ColumnSpec = { ...w, numbers: [1, null, 1, 1, 1, 1] }
    expect((await failure(() => fit(x, holed, y), 'ASDF_DATA_INVALID')).details).toEqual({ column: 'w', row: 2 })
    const named: ColumnSpec = { name: 'w', role: 'weight', codes: [0, 0, 0, 0, 0, 0], categories: ['a'] }
    await failure(() => fit(x, named, y), 'ASDF_SCHEMA_MISMATCH')
  })

  test('needs two rows and a feature that is not text', async () => {
    const table = tableOf(x, y)
    const { details } = await failure(() => algorithm.fit(headRows(table, 1), run), 'ASDF_TOO_FEW_ROWS')
    expect(details).toEqual({ required: 2, received: 1 })
    await failure(() => fit(y), 'ASDF_SCHEMA_MISMATCH')
    await failure(() => fit({ name: 't', texts: ['a', 'b', 'c', 'd', 'e', 'f'] }, y), 'ASDF_SCHEMA_MISMATCH')
  })

  test('ignores text with a warning, and identifiers without one', async () => {
    const texts = ['a', 'b', 'c', 'd', 'e', 'f']
    const model = await fit(x, { name: 'note', texts }, { name: 'id', role: 'identifier', texts }, y)
    expect(model.report.warnings).toEqual(["column 'note' is text and was ignored"])
    expect(model.featureImportance().map((one) => one.column)).toEqual(['x'])
  })

  test('takes constant columns, and columns without any value', async () => {
    const constant = { name: 'constant', numbers: [7, 7, 7, 7, 7, 7] }
    const empty = { name: 'empty', numbers: [null, null, null, null, null, null] }
    const noCategory = { name: 'none', codes: [null, null, null, null, null, null], categories: ['a', 'b'] }
    const model = await fit(constant, empty, noCategory, y)
    expect(model.featureImportance().every((one) => one.importance === 0)).toBe(true)
  })

  test('refuses another kind or other categories at prediction, naming the column', async () => {
    const c: ColumnSpec = { name: 'c', codes: [0, 1, 0, 1, 0, 1], categories: ['a', 'b'] }
    const model = await fit(x, c, y)
    const predict = (...columns: readonly ColumnSpec[]) =>
      'predict' in model ? model.predict(tableOf(...columns)) : model.predictProbability(tableOf(...columns))
    const kind = await failure(
      () => predict({ name: 'c', codes: [0], categories: ['a', 'b'] }, { name: 'x', booleans: [true] }),
      'ASDF_SCHEMA_MISMATCH',
    )
    expect(kind.details).toMatchObject({ column: 'x', expected: 'numeric', received: 'boolean' })
    const categories = await failure(
      () => predict({ name: 'x', numbers: [1] }, { name: 'c', codes: [0], categories: ['b', 'a'] }),
      'ASDF_SCHEMA_MISMATCH',
    )
    expect(categories.details).toMatchObject({ column: 'c' })
    const infinite = await failure(
      () => predict({ name: 'x', numbers: [-Infinity] }, { name: 'c', codes: [0], categories: ['a', 'b'] }),
      'ASDF_DATA_INVALID',
    )
    expect(infinite.details).toEqual({ column: 'x', row: 1 })
  })

  test('refuses a signal that is aborted already, with its reason', async () => {
    const reason = new Error('stop')
    await expect(algorithm.fit(tableOf(x, y), { seed: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe.each(classifiers)('%s', (_, classifier) => {
  test('refuses a target with one class, also when the other has no weight', async () => {
    const one = { ...target, codes: [1, 1, 1, 1, 1, 1] }
    const { details, message } = await failure(() => classifier.fit(tableOf(x, one), run), 'ASDF_DATA_INVALID')
    expect(details).toEqual({ column: 'y', row: 0 })
    expect(message).toContain("only 'yes'")
    const w: ColumnSpec = { name: 'w', role: 'weight', numbers: [1, 0, 1, 0, 1, 0] }
    await failure(() => classifier.fit(tableOf(x, w, target), run), 'ASDF_DATA_INVALID')
  })

  test('takes a class without rows', async () => {
    const table = mixedTable(300, 1, ['low', 'high', 'never'])
    const rows = Uint32Array.from({ length: 300 }, (_, i) => i).filter(
      (i) => (table.columns[3] as { codes: Int32Array }).codes[i]! < 2,
    )
    const model = await classifier.fit(takeRows(table, rows), run)
    const { data } = await model.predictProbability(table)
    expect(model.classes).toEqual(['low', 'high', 'never'])
    expect(data.every((p, i) => (i % 3 === 2 ? p >= 0 && p < 0.01 : p >= 0 && p <= 1))).toBe(true)
  })
})

describe.each(regressors)('%s', (_, regressor) => {
  test('refuses a target of classes', async () => {
    const { details } = await failure(() => regressor.fit(mixedTable(50, 1), run), 'ASDF_SCHEMA_MISMATCH')
    expect(details).toMatchObject({ column: 'class', expected: 'numeric' })
  })

  test('predicts the one value of a constant target', async () => {
    const model = await regressor.fit(tableOf(x, { ...numberTarget, numbers: [4, 4, 4, 4, 4, 4] }), run)
    expect([...(await model.predict(tableOf(x))).data]).toEqual([4, 4, 4, 4, 4, 4])
  })

  test('needs a target', async () => {
    await failure(() => regressor.fit(withRole(numberTable(50, 1), 'y', 'feature'), run), 'ASDF_SCHEMA_MISMATCH')
    await failure(() => regressor.fit(selectColumns(numberTable(50, 1), ['x']), run), 'ASDF_SCHEMA_MISMATCH')
  })
})

const badBoosting: readonly (readonly [string, unknown])[] = [
  ['rounds', 0],
  ['rounds', 1.5],
  ['rounds', 1e9],
  ['learningRate', 0],
  ['learningRate', 1.1],
  ['maximumLeaves', 1],
  ['maximumDepth', 0],
  ['minimumRowsPerLeaf', 0],
  ['l2', -1],
  ['maximumBins', 1],
  ['maximumBins', 256],
  ['subsample', 0],
  ['featureFraction', 2],
  ['threads', 0],
  ['roundsPerEpoch', 0],
  ['earlyStopping', true],
  ['nonsense', 1],
]

test.each(badBoosting)('boosting refuses %s = %j', async (option, value) => {
  const error = await failure(() => gradientBoosting({ [option]: value }), 'ASDF_OPTION_INVALID')
  expect(error.details).toEqual({ option, received: value })
})

test.each([
  ['rounds', 0],
  ['fraction', 1],
  ['tolerance', -1],
])('early stopping refuses %s = %d', async (option, value) => {
  const earlyStopping = { rounds: 5, fraction: 0.1, tolerance: 0, [option]: value }
  const error = await failure(() => gradientBoosting({ earlyStopping }), 'ASDF_OPTION_INVALID')
  expect(error.details).toEqual({ option, received: value })
})

const badForest: readonly (readonly [string, unknown])[] = [
  ['trees', 0],
  ['trees', 1e9],
  ['maximumFeatures', 'some'],
  ['maximumFeatures', 0],
  ['maximumFeatures', 2.5],
  ['maximumDepth', -1],
  ['minimumRowsPerLeaf', 0],
  ['bootstrap', 'yes'],
  ['maximumBins', 1000],
  ['threads', 1.5],
  ['classWeight', 'heavy'],
]

test.each(badForest)('a forest refuses %s = %j', async (option, value) => {
  const error = await failure(() => randomForest({ [option]: value }), 'ASDF_OPTION_INVALID')
  expect(error.details).toMatchObject({ option })
})

test('a workspace beyond 4 GiB is refused in words', async () => {
  const rowCount = 60_000
  const columns = Array.from({ length: 20 }, (_, column) => ({
    name: `x${column}`,
    numbers: Array.from({ length: rowCount }, (_, row) => (row * (column + 1)) % 997),
  }))
  const codes = Array.from({ length: rowCount }, (_, row) => row % 2)
  const table = tableOf(...columns, { name: 'y', role: 'target', codes, categories: ['a', 'b'] })
  const huge = gradientBoosting({ maximumLeaves: rowCount, minimumRowsPerLeaf: 1 })
  const { message } = await failure(() => huge.fit(table, run), 'ASDF_UNSUPPORTED')
  expect(message).toContain('4096')
})

describe.each([...classifiers, ...regressors])('%s', (name, algorithm) => {
  const y = (rowCount: number): ColumnSpec =>
    name.endsWith('Regressor')
      ? { ...numberTarget, numbers: Array.from({ length: rowCount }, (_, row) => row % 7) }
      : { ...target, codes: Array.from({ length: rowCount }, (_, row) => row % 2) }
  const cities = (count: number): ColumnSpec => ({
    name: 'city',
    codes: Array.from({ length: 900 }, (_, row) => row % count),
    categories: Array.from({ length: 300 }, (_, code) => `city ${code}`),
  })

  test('warns of a column with more categories than bins, and keeps the warning', async () => {
    const model = await algorithm.fit(tableOf(cities(300), y(900)), run)
    expect(model.warnings).toEqual([expect.stringMatching(/'city' has 300 categories.*300 of them share/)])
    expect(model.report.warnings).toBe(model.warnings)
  })

  test('does not warn where every category that occurs has a bin', async () => {
    expect((await algorithm.fit(tableOf(cities(255), y(900)), run)).warnings).toEqual([])
  })
})

test('a session warns from the start', async () => {
  const columns: ColumnSpec[] = [
    { name: 'note', texts: ['a', 'b', 'c', 'd', 'e', 'f'] },
    { name: 'x', numbers: [1, 2, 3, 4, 5, 6] },
    target,
  ]
  const session = await gradientBoosting().start(tableOf(...columns), run)
  expect(session.warnings).toEqual([`column 'note' is text and was ignored`])
  await session.close()
})

test.each([
  ['a feature that is null', { features: [null] }],
  ['a report that is null', { report: null }],
  ['losses that are null', { report: { steps: 1, losses: null, warnings: [] } }],
])('refuses a saved model with %s', async (_, change) => {
  const saved = (await gradientBoosting({ rounds: 2 }).fit(tableOf(x, target), run)).save()
  await failure(
    () => gradientBoosting.load({ ...saved, state: { ...saved.state, ...change } }),
    'ASDF_ARTIFACT_INVALID',
  )
})

test.each([
  ['gradientBoosting', gradientBoosting],
  ['randomForest', randomForest],
])('%s refuses a saved model whose sums would not be finite', async (_, factory) => {
  const saved = (await factory().fit(tableOf(x, target), run)).save()
  const baseline = { dtype: 'f64' as const, shape: [1], data: Float64Array.of(Infinity) }
  await failure(() => factory.load({ ...saved, arrays: { ...saved.arrays, baseline } }), 'ASDF_ARTIFACT_INVALID')
})

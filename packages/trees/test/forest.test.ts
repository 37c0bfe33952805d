import type { Table } from '@asdf/contract'
import { createRng, standardNormal, takeRows } from '@asdf/core'
import { randomForest, randomForestRegressor } from '@asdf/trees'
import { expect, test } from 'vitest'
import { mixedTable, numberTable, rocAuc, secondColumn, tableOf, targetOf } from './tables.ts'

const withWeights = (table: Table, weights: readonly number[]): Table => ({
  ...table,
  schema: {
    fields: [...table.schema.fields, { name: 'w', kind: 'numeric', role: 'weight', nullable: false, integer: false }],
  },
  columns: [...table.columns, { kind: 'numeric', values: Float64Array.from(weights) }],
})

test('one whole tree without bootstrap learns its rows by heart', async () => {
  const table = numberTable(250, 1)
  const model = await randomForestRegressor({ trees: 1, bootstrap: false }).fit(table, { seed: 1 })
  expect((await model.predict(table)).data).toEqual(targetOf(table))
})

test('a weight of k is worth k rows', async () => {
  const rng = createRng(2)
  const table = numberTable(150, 1)
  const weights = Array.from({ length: 150 }, () => 1 + Math.floor(rng.next() * 3))
  const rows = Uint32Array.from(weights.flatMap((times, row) => Array(times).fill(row) as number[]))
  const forest = randomForestRegressor({ trees: 1, bootstrap: false, maximumDepth: 5 })
  const weighted = await forest.fit(withWeights(table, weights), { seed: 1 })
  const repeated = await forest.fit(takeRows(table, rows), { seed: 1 })
  const [a, b] = [await weighted.predict(table), await repeated.predict(table)]
  a.data.forEach((y, row) => expect(y).toBeCloseTo(b.data[row]!, 9))
})

test('rows of weight 0 are not seen', async () => {
  const table = mixedTable(400, 1)
  const weights = Array.from({ length: 400 }, (_, i) => (i < 200 ? 1 : 0))
  const turned = targetOf(table).map((code, i) => (i < 200 ? code : 1 - code))
  const columns = [...table.columns.slice(0, 3), { kind: 'categorical', codes: Int32Array.from(turned) } as const]
  const model = await randomForest({ trees: 30 }).fit(withWeights({ ...table, columns }, weights), { seed: 1 })
  expect(rocAuc(targetOf(table), secondColumn(await model.predictProbability(table)))).toBeGreaterThan(0.95)
})

test('balanced class weights make the mean probability one half over classes that weigh the same', async () => {
  const rng = createRng(4)
  const x = Array.from({ length: 2000 }, () => standardNormal(rng))
  const codes: number[] = x.map((value) => (rng.next() < 0.02 + (value > 1 ? 0.2 : 0) ? 1 : 0))
  const table = tableOf({ name: 'x', numbers: x }, { name: 'y', role: 'target', codes, categories: ['no', 'yes'] })
  const share = codes.reduce((a, b) => a + b, 0) / 2000
  const means = async (classWeight: 'balanced' | null) => {
    const model = await randomForest({ trees: 50, classWeight, minimumRowsPerLeaf: 50 }).fit(table, { seed: 1 })
    const yes = secondColumn(await model.predictProbability(table))
    const ofClass = (code: number) => yes.reduce((sum, p, i) => sum + (codes[i] === code ? p : 0), 0) / 2000
    return { plain: ofClass(0) + ofClass(1), balanced: ofClass(0) / (1 - share) / 2 + ofClass(1) / share / 2 }
  }
  expect((await means(null)).plain).toBeCloseTo(share, 2)
  expect((await means('balanced')).plain).toBeGreaterThan(3 * share)
  // Each tree is balanced on the rows it drew, the average on all rows only nearly so.
  expect(Math.abs((await means('balanced')).balanced - 0.5)).toBeLessThan(0.05)
})

test.each([2, 3])('leaves hold at least the rows asked for, with %i classes', async (count) => {
  const table = mixedTable(600, 1, ['a', 'b', 'c'].slice(0, count))
  const fit = (minimumRowsPerLeaf: number) =>
    randomForest({ trees: 1, bootstrap: false, minimumRowsPerLeaf }).fit(table, { seed: 1 })
  const model = await fit(40)
  const { data } = await model.predictProbability(table)
  // Without bootstrap a leaf's probabilities are shares of its rows: count the rows that share them.
  const groups = new Map<string, number>()
  for (let row = 0; row < 600; row++) {
    const key = data.subarray(row * count, (row + 1) * count).join()
    groups.set(key, (groups.get(key) ?? 0) + 1)
  }
  expect(groups.size).toBeGreaterThan(2)
  expect(Math.min(...groups.values())).toBeGreaterThanOrEqual(40)
})

test('maximumDepth and maximumFeatures hold', async () => {
  const table = mixedTable(500, 1)
  const depthOne = await randomForest({ trees: 5, maximumDepth: 1 }).fit(table, { seed: 1 })
  expect([...depthOne.save().arrays['nodeCounts']!.data]).toEqual([3, 3, 3, 3, 3])
  const roots = async (maximumFeatures: 'all' | number) => {
    const model = await randomForest({ trees: 30, maximumDepth: 1, maximumFeatures }).fit(table, { seed: 1 })
    return new Set([...model.save().arrays['nodeFeature']!.data].filter((feature) => feature >= 0))
  }
  expect(await roots('all')).toEqual(new Set([0]))
  expect(await roots(1)).toEqual(new Set([0, 1, 2]))
  expect(await roots(0.34)).toEqual(new Set([0, 1, 2]))
})

test('splits categories as sets and missing values by what they resemble', async () => {
  const rng = createRng(6)
  const codes = Array.from({ length: 1500 }, () => Math.floor(rng.next() * 30))
  const x = codes.map(() => (rng.next() < 0.3 ? null : standardNormal(rng)))
  const truth = codes.map((code, i) => ((code * 7) % 5 < 2 !== (x[i] === null) ? 1 : 0))
  const names = Array.from({ length: 30 }, (_, i) => `c${i}`)
  const table = tableOf(
    { name: 'c', codes, categories: names },
    { name: 'x', numbers: x },
    { name: 'y', role: 'target', codes: truth, categories: ['no', 'yes'] },
  )
  const rows = Uint32Array.from({ length: 1500 }, (_, i) => i)
  const model = await randomForest({ trees: 30, maximumFeatures: 'all' }).fit(takeRows(table, rows.slice(0, 1000)), {
    seed: 1,
  })
  const holdout = takeRows(table, rows.slice(1000))
  expect(rocAuc(targetOf(holdout), secondColumn(await model.predictProbability(holdout)))).toBeGreaterThan(0.99)
})

test('different seeds grow different forests', async () => {
  const saved = async (seed: number) =>
    (await randomForest({ trees: 3 }).fit(mixedTable(300, 1), { seed })).save().arrays
  expect(await saved(1)).toEqual(await saved(1))
  expect(await saved(1)).not.toEqual(await saved(2))
})

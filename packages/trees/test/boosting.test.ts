import { createRng, standardNormal, takeRows } from '@asdf/core'
import { gradientBoosting, gradientBoostingRegressor } from '@asdf/trees'
import { describe, expect, test } from 'vitest'
import { mixedTable, numberTable, rocAuc, secondColumn, tableOf, targetOf } from './tables.ts'

const count = 2000

/** The category decides the class, but not in the order of its code: neighbors differ. */
function scrambledCategories(categories: number, seed: number, rowCount = count) {
  const rng = createRng(seed)
  const codes = Array.from({ length: rowCount }, () => Math.floor(rng.next() * categories))
  const classes = codes.map((code) => ((code * 7919) % 5 < 2 !== rng.next() < 0.05 ? 1 : 0))
  const names = Array.from({ length: categories }, (_, i) => `c${i}`)
  const target = { name: 'y', role: 'target', codes: classes, categories: ['no', 'yes'] } as const
  return {
    asSets: tableOf({ name: 'c', codes, categories: names }, target),
    asNumbers: tableOf({ name: 'c', numbers: codes }, target),
  }
}

test('a weight of k is worth k rows', async () => {
  const rng = createRng(11)
  const plain = numberTable(200, 1)
  const weights = Array.from({ length: 200 }, () => 1 + Math.floor(rng.next() * 3))
  const weighted = {
    ...plain,
    schema: {
      fields: [
        ...plain.schema.fields,
        { name: 'w', kind: 'numeric', role: 'weight', nullable: false, integer: true } as const,
      ],
    },
    columns: [...plain.columns, { kind: 'numeric', values: Float64Array.from(weights) } as const],
  }
  const repeated = takeRows(
    plain,
    Uint32Array.from(weights.flatMap((times, row) => Array(times).fill(row) as number[])),
  )
  // With at least one row per leaf, the number of rows rules nothing; bins are those of the distinct values.
  const boosting = gradientBoostingRegressor({ rounds: 20, minimumRowsPerLeaf: 1, minimumHessianPerLeaf: 3 })
  const a = await (await boosting.fit(weighted, { seed: 1 })).predict(plain)
  const b = await (await boosting.fit(repeated, { seed: 1 })).predict(plain)
  a.data.forEach((prediction, row) => expect(prediction).toBeCloseTo(b.data[row]!, 5))
})

test('rows of weight 0 do not matter', async () => {
  const table = mixedTable(600, 1)
  const weighted = {
    ...table,
    schema: {
      fields: [
        ...table.schema.fields,
        { name: 'w', kind: 'numeric', role: 'weight', nullable: false, integer: true } as const,
      ],
    },
    columns: [
      ...table.columns.slice(0, 3),
      // The labels of the second half are turned round, and then given no weight.
      { kind: 'categorical', codes: Int32Array.from(targetOf(table), (c, i) => (i < 300 ? c : 1 - c)) } as const,
      { kind: 'numeric', values: Float64Array.from({ length: 600 }, (_, i) => (i < 300 ? 1 : 0)) } as const,
    ],
  }
  const model = await gradientBoosting({ rounds: 30 }).fit(weighted, { seed: 1 })
  const score = rocAuc(targetOf(table), secondColumn(await model.predictProbability(table)))
  expect(score).toBeGreaterThan(0.95)
})

test('sets of categories beat their codes as numbers', async () => {
  const fit = async (form: 'asSets' | 'asNumbers') => {
    const model = await gradientBoosting({ rounds: 5, maximumLeaves: 4 }).fit(scrambledCategories(60, 1)[form], {
      seed: 1,
    })
    const holdout = scrambledCategories(60, 2)[form]
    return rocAuc(targetOf(holdout), secondColumn(await model.predictProbability(holdout)))
  }
  expect(await fit('asSets')).toBeGreaterThan(0.9)
  expect(await fit('asSets')).toBeGreaterThan((await fit('asNumbers')) + 0.05)
})

test.each([300, 100_000])(
  'a column of %i categories is learned from as far as they are frequent',
  async (categories) => {
    const { asSets } = scrambledCategories(categories, 1, 6000)
    const model = await gradientBoosting({ rounds: 10, categoricalSmoothing: 1 }).fit(asSets, { seed: 1 })
    const { data } = await model.predictProbability(asSets)
    expect(data.every((p) => p > 0 && p < 1)).toBe(true)
    expect(rocAuc(targetOf(asSets), secondColumn({ data }))).toBeGreaterThan(categories === 300 ? 0.9 : 0.5)
  },
)

test('missing values go to the side that they resemble', async () => {
  const rng = createRng(3)
  const x = Array.from({ length: count }, () => (rng.next() < 0.3 ? null : standardNormal(rng)))
  const classes = x.map((value) => (value === null || value > 0.5 ? 1 : 0))
  const table = tableOf(
    { name: 'x', numbers: x },
    { name: 'y', role: 'target', codes: classes, categories: ['no', 'yes'] },
  )
  const model = await gradientBoosting({ rounds: 30 }).fit(table, { seed: 1 })
  const probe = tableOf({ name: 'x', numbers: [null, 2, 0, -2] })
  const yes = secondColumn(await model.predictProbability(probe))
  expect(yes[0]).toBeGreaterThan(0.9)
  expect(yes[1]).toBeGreaterThan(0.9)
  expect(yes[2]).toBeLessThan(0.1)
  expect(yes[3]).toBeLessThan(0.1)
})

test('a category that no training row had is treated as missing', async () => {
  const categories = ['a', 'b', 'never']
  const codes = Array.from({ length: 200 }, (_, i) => i % 2)
  const target = { name: 'y', role: 'target', codes, categories: ['no', 'yes'] } as const
  const model = await gradientBoosting({ rounds: 10 }).fit(tableOf({ name: 'c', codes, categories }, target), {
    seed: 1,
  })
  const probe = tableOf({ name: 'c', codes: [2, null], categories })
  const [unseen, missing] = secondColumn(await model.predictProbability(probe))
  expect(unseen).toBe(missing)
})

test('dates and booleans are learned from', async () => {
  const dates = Array.from({ length: 200 }, (_, i) => Date.UTC(2020, 0, 1) + i * 86_400_000)
  const flags = Array.from({ length: 200 }, (_, i) => i % 3 === 0)
  const target = dates.map((_, i) => (i > 100 !== flags[i] ? 1 : 0))
  const table = tableOf(
    { name: 'd', dates },
    { name: 'b', booleans: flags },
    { name: 'y', role: 'target', codes: target, categories: ['no', 'yes'] },
  )
  const model = await gradientBoosting({ rounds: 40, minimumRowsPerLeaf: 1 }).fit(table, { seed: 1 })
  const yes = secondColumn(await model.predictProbability(table))
  expect(rocAuc(target, yes)).toBe(1)
})

describe('early stopping', () => {
  const noisy = () => {
    const rng = createRng(5)
    const table = mixedTable(800, 1)
    const codes = Int32Array.from(targetOf(table), (code) => (rng.next() < 0.25 ? 1 - code : code))
    return { ...table, columns: [...table.columns.slice(0, 3), { kind: 'categorical', codes } as const] }
  }
  const earlyStopping = { rounds: 10, fraction: 0.2, tolerance: 0 }

  test('keeps the rounds up to the best validation loss, to the bit', async () => {
    const losses: number[] = []
    const options = { rounds: 300, learningRate: 0.3, earlyStopping }
    const onProgress = ({ values }: { readonly values?: Readonly<Record<string, number>> }) =>
      void losses.push(values!['validation']!)
    const model = await gradientBoosting(options).fit(noisy(), { seed: 1, onProgress })
    const best = losses.indexOf(Math.min(...losses)) + 1
    expect(model.report.steps).toBe(best)
    expect(losses.length).toBe(best + 10)
    expect(model.report.losses['validation']).toBe(losses[best - 1])
    // A run that is cut at that round has the same trees.
    const cut = await gradientBoosting({ ...options, rounds: best }).fit(noisy(), { seed: 1 })
    expect(cut.save().arrays).toEqual(model.save().arrays)
  })

  test('holds back rows of every class alike', async () => {
    const table = mixedTable(500, 1)
    const rare = takeRows(
      table,
      Uint32Array.from({ length: 500 }, (_, i) => i).filter((i) => targetOf(table)[i] === 0 || i < 30),
    )
    const model = await gradientBoosting({ rounds: 20, earlyStopping }).fit(rare, { seed: 1 })
    expect(model.report.losses['validation']).toBeGreaterThan(0)
  })
})

test('tree limits hold', async () => {
  const table = numberTable(1000, 1)
  const nodes = async (options: object) => {
    const model = await gradientBoostingRegressor({ rounds: 3, ...options }).fit(table, { seed: 1 })
    return [...(model.save().arrays['nodeCounts']!.data as Int32Array)]
  }
  expect(await nodes({ maximumLeaves: 5 })).toEqual([9, 9, 9])
  expect(await nodes({ maximumDepth: 1 })).toEqual([3, 3, 3])
  expect(Math.max(...(await nodes({ maximumDepth: 3 })))).toBeLessThanOrEqual(15)
  expect(await nodes({ minimumRowsPerLeaf: 501 })).toEqual([1, 1, 1])
  expect(Math.max(...(await nodes({ minimumRowsPerLeaf: 100 })))).toBeLessThanOrEqual(19)
})

test('subsample and featureFraction change the trees, and the seed decides how', async () => {
  const table = mixedTable(500, 1)
  const saved = async (seed: number) => {
    const model = await gradientBoosting({ rounds: 5, subsample: 0.5, featureFraction: 0.5 }).fit(table, { seed })
    return model.save().arrays
  }
  expect(await saved(1)).toEqual(await saved(1))
  expect(await saved(1)).not.toEqual(await saved(2))
})

test('l2 shrinks leaves', async () => {
  const table = numberTable(500, 1)
  const largest = async (l2: number) => {
    const model = await gradientBoostingRegressor({ rounds: 1, l2 }).fit(table, { seed: 1 })
    return Math.max(...(model.save().arrays['leafValues']!.data as Float64Array).map(Math.abs))
  }
  expect(await largest(1000)).toBeLessThan((await largest(0)) / 2)
})

test('huge and tiny targets are fitted alike', async () => {
  const table = numberTable(500, 1)
  const scaled = (factor: number) => ({
    ...table,
    columns: [
      ...table.columns.slice(0, 2),
      { kind: 'numeric', values: targetOf(table).map((y) => y * factor) } as const,
    ],
  })
  const fit = async (factor: number) => {
    const model = await gradientBoostingRegressor({ rounds: 10 }).fit(scaled(factor), { seed: 1 })
    return (await model.predict(table)).data
  }
  const plain = await fit(1)
  for (const factor of [2 ** 60, 2 ** -60]) {
    const other = await fit(factor)
    plain.forEach((y, row) => expect(other[row]! / factor).toBeCloseTo(y, 6))
  }
})

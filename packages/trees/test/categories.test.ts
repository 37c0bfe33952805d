import { createRng, decodeArtifact, encodeArtifact } from '@asdf/core'
import { gradientBoosting, gradientBoostingRegressor, randomForest } from '@asdf/trees'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binTrainingCodes, fitGroups } from '../src/categories/category-groups.ts'
import { cellCount, cellOf, cutCells } from '../src/categories/cells.ts'
import { rocAuc, secondColumn, tableOf, targetOf } from './tables.ts'

const rowCount = 12_000
const names = (count: number) => Array.from({ length: count }, (_, code) => `c${code}`)

/** Two fifths of the categories, all over the list, have the class 1; 5 % of the rows have the other. */
function manyCategories(categories: number, seed: number) {
  const rng = createRng(seed)
  const codes = Array.from({ length: rowCount }, () => Math.floor(rng.next() * categories))
  const classes = codes.map((code) => ((code * 7919) % 5 < 2 !== rng.next() < 0.05 ? 1 : 0))
  return tableOf(
    { name: 'c', codes, categories: names(categories) },
    { name: 'y', role: 'target', codes: classes, categories: ['no', 'yes'] },
  )
}

function pureNoise(categories: number, classes: number, seed: number) {
  const rng = createRng(seed)
  const draw = (count: number) => Array.from({ length: rowCount }, () => Math.floor(rng.next() * count))
  return tableOf(
    { name: 'c', codes: draw(categories), categories: names(categories) },
    { name: 'y', role: 'target', codes: draw(classes), categories: names(classes) },
  )
}

describe('a column of more categories than bins', () => {
  test.each([
    ['gradientBoosting', gradientBoosting({ rounds: 40 })],
    ['randomForest', randomForest({ trees: 20, minimumRowsPerLeaf: 5 })],
  ])('is learned from by %s as if there were enough', async (_, algorithm) => {
    // Flipped labels leave 0.95.
    for (const [categories, least] of [
      [600, 0.93],
      [3000, 0.85],
    ] as const) {
      // prettier-ignore
      const model = await algorithm.fit(manyCategories(categories, 1), { seed: 1 })
      const holdout = manyCategories(categories, 2)
      expect(rocAuc(targetOf(holdout), secondColumn(await model.predictProbability(holdout)))).toBeGreaterThan(least)
    }
  })

  test('tells several classes apart', async () => {
    const classes = 5
    const rows = (seed: number) => {
      const rng = createRng(seed)
      const codes = Array.from({ length: rowCount }, () => Math.floor(rng.next() * 600))
      const target = codes.map((code) => (code * 7919) % classes)
      return tableOf(
        { name: 'c', codes, categories: names(600) },
        { name: 'y', role: 'target', codes: target, categories: names(classes) },
      )
    }
    const model = await gradientBoosting({ rounds: 20 }).fit(rows(1), { seed: 1 })
    const holdout = rows(2)
    const { data } = await model.predictProbability(holdout)
    const truth = targetOf(holdout)
    const right = truth.filter((code, row) => {
      const own = data.subarray(row * classes, (row + 1) * classes)
      return own.indexOf(Math.max(...own)) === code
    })
    expect(right.length / rowCount).toBeGreaterThan(0.9)
  })

  test('predicts numbers', async () => {
    const rows = (seed: number) => {
      const rng = createRng(seed)
      const codes = Array.from({ length: rowCount }, () => Math.floor(rng.next() * 900))
      const numbers = codes.map((code) => ((code * 7919) % 11) + rng.next())
      return tableOf({ name: 'c', codes, categories: names(900) }, { name: 'y', role: 'target', numbers })
    }
    const model = await gradientBoostingRegressor({ rounds: 60 }).fit(rows(1), { seed: 1 })
    const holdout = rows(2)
    const { data } = await model.predict(holdout)
    const truth = targetOf(holdout)
    const squares = (of: (row: number) => number) => truth.reduce((sum, value, row) => sum + (value - of(row)) ** 2, 0)
    const mean = truth.reduce((sum, value) => sum + value, 0) / rowCount
    expect(1 - squares((row) => data[row]!) / squares(() => mean)).toBeGreaterThan(0.9)
  })

  test.each([2, 4])('does not learn a random target of %i classes by heart', async (classes) => {
    const model = await gradientBoosting({ rounds: 60 }).fit(pureNoise(5000, classes, 1), { seed: 1 })
    expect(model.report.losses['train']).toBeGreaterThan(0.97 * Math.log(classes))
    const holdout = pureNoise(5000, classes, 2)
    const { data } = await model.predictProbability(holdout)
    const first = Float64Array.from({ length: rowCount }, (_, row) => data[row * classes]!)
    const auc = rocAuc(targetOf(holdout).map((code) => (code === 0 ? 1 : 0)), first) // prettier-ignore
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.025)
  })

  test('takes an unknown category for an average one, and a missing one for what it is', async () => {
    const rng = createRng(4)
    const codes = Array.from({ length: 6000 }, (_, row) => (row % 6 === 0 ? null : Math.floor(rng.next() * 500)))
    const classes = codes.map((code) => (code === null || code % 2 === 0 ? 1 : 0))
    const categories = names(501)
    const table = tableOf(
      { name: 'c', codes, categories },
      { name: 'y', role: 'target', codes: classes, categories: ['no', 'yes'] },
    )
    const model = await gradientBoosting({ rounds: 40 }).fit(table, { seed: 1 })
    const probe = tableOf({ name: 'c', codes: [500, null, 2, 1], categories })
    const [unknown, missing, even, odd] = secondColumn(await model.predictProbability(probe))
    expect(missing).toBeGreaterThan(0.9)
    expect(even).toBeGreaterThan(0.9)
    expect(odd).toBeLessThan(0.1)
    expect(unknown).toBeGreaterThan(odd!)
    expect(unknown).toBeLessThan(even!)
  })

  test('is predicted from as before once the model is loaded', async () => {
    const table = manyCategories(600, 1)
    const model = await gradientBoosting({ rounds: 5 }).fit(table, { seed: 1 })
    const copy = gradientBoosting.load(decodeArtifact(encodeArtifact(model.save())))
    expect(await copy.predictProbability(table)).toEqual(await model.predictProbability(table))
  })
})

describe('the bin of a training row', () => {
  test('does not depend on its own target', () => {
    const target = fc.record({ classes: fc.constantFrom(null, 2, 3, 20), seed: fc.nat(1e6), row: fc.nat(199) })
    fc.assert(
      fc.property(target, ({ classes, seed, row }) => {
        const rng = createRng(seed)
        const codes = Int32Array.from({ length: 200 }, () => Math.floor(60 * rng.next() ** 2))
        const draw = () => (classes === null ? rng.next() : Math.floor(classes * rng.next()))
        const values = Float64Array.from(codes, draw)
        const weights = seed % 2 === 0 ? null : Float64Array.from(codes, () => rng.next())
        const targets = { name: 'y', values, weights }
        const groups = fitGroups({ codes }, 60, { classes: classes === null ? null : names(classes), targets }, 20)
        const bins = (own: typeof targets) => {
          const out = new Uint8Array(200)
          binTrainingCodes(groups, { column: { codes }, targets: own, missing: groups.count }, createRng(seed), out)
          return out
        }
        const other = values.slice()
        other[row] = draw()
        expect(bins({ ...targets, values: other })[row]).toBe(bins(targets)[row])
      }),
    )
  })
})

describe('cells', () => {
  const points = fc.integer({ min: 1, max: 3 }).chain(
    (width) =>
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: -4, max: 4 }), { minLength: width, maxLength: width })), { minLength: 1, maxLength: 40 }), // prettier-ignore
  )

  test('hold all points, each enough of them, and are at most as many as asked for', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 }), (list, count, least) => {
        const width = list[0]![1].length
        const values = Float64Array.from(list.flatMap(([, point]) => point))
        const weights = Float64Array.from(list, ([weight]) => weight)
        const cells = cutCells({ values, width, weights }, count, least)
        const held = new Float64Array(cellCount(cells))
        list.forEach(([weight], i) => (held[cellOf(cells, values.subarray(i * width, (i + 1) * width))]! += weight))
        expect(held.length).toBeLessThanOrEqual(count)
        const total = weights.reduce((sum, one) => sum + one, 0)
        expect(Math.min(...held)).toBeGreaterThanOrEqual(Math.min(least, total))
      }),
    )
  })
})

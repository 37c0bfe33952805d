import { createRng } from '@asdf/core'
import { fitCodes } from '@asdf/trees/density'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countCells, dependenceOf, isBeyondChance, levelCount } from '../../src/density/dependence.ts'
import { screenFeatures, takeScreeningSample } from '../../src/density/screen-features.ts'
import { createPace } from '../../src/pace.ts'

const rows = 1000
const sizes = 16
const pairs = 40

/** Columns of 16 codes; each of the last 40 follows one of the first 40 in most rows. The others tell nothing. */
function wideCodes(columns: number): Uint8Array[] {
  const rng = createRng(1)
  const all = Array.from({ length: columns }, () =>
    Uint8Array.from({ length: rows }, () => Math.floor(sizes * rng.next())),
  )
  for (let pair = 0; pair < pairs; pair++) {
    const copy = all[columns - pairs + pair]!
    for (let row = 0; row < rows; row++) if (rng.next() < 0.6) copy[row] = all[pair]![row]!
  }
  return all
}

async function screened(codes: readonly Uint8Array[], target: number): Promise<readonly number[]> {
  const layouts = codes.map(() => ({ size: sizes, ordered: true }))
  const sample = await takeScreeningSample(layouts, (column) => codes[column]!, rows, createPace(undefined))
  const before = Array.from({ length: target }, (_, column) => column)
  return screenFeatures(sample, target, before, 64)
}

describe('the features of a column', () => {
  test('are those of a wide table that it depends on, and hardly any others', async () => {
    const codes = wideCodes(600)
    const found = await Promise.all([0, 20, 39].map((pair) => screened(codes, 560 + pair)))
    found.forEach((features, i) => expect(features).toContain([0, 20, 39][i]))
    expect(Math.max(...found.map(({ length }) => length))).toBeLessThan(6)
    const others = await Promise.all([300, 400, 500].map((target) => screened(codes, target)))
    expect(Math.max(...others.map(({ length }) => length))).toBeLessThan(5)
  })

  test('are as many as are asked for where there are few columns', async () => {
    expect(await screened(wideCodes(200), 150)).toHaveLength(64)
  })

  test('teach a model of a wide table what hangs together', async () => {
    const codes = wideCodes(600)
    const columns = codes.map((column) => ({ codes: column, size: sizes, ordered: true }))
    const { figures } = await fitCodes(columns, { maximumRounds: 20 }, { seed: 1 })
    const risen = figures.map((one) => one.logLikelihood - one.marginalLogLikelihood)
    const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length
    expect(mean(risen.slice(560))).toBeGreaterThan(0.5)
    expect(mean(risen.slice(0, 560))).toBeLessThan(0.02)
  })
})

describe('the dependence of two columns', () => {
  const column = fc.array(fc.nat(levelCount - 1), { minLength: 30, maxLength: 30 })

  test('is as the textbook has it', () => {
    fc.assert(
      fc.property(column, column, (a, b) => {
        const cells = new Uint32Array(2 * levelCount ** 2)
        countCells(Uint8Array.from(a, (level) => level * levelCount), Uint8Array.of(9, ...b), 1, cells) // prettier-ignore
        const { chiSquared, degrees, alongLevels } = dependenceOf(cells, a.length)
        let expected = 0
        for (const x of new Set(a)) {
          for (const y of new Set(b)) {
            const both = a.filter((one, row) => one === x && b[row] === y).length
            const chance = (a.filter((one) => one === x).length * b.filter((one) => one === y).length) / a.length
            expected += (both - chance) ** 2 / chance
          }
        }
        expect(chiSquared).toBeCloseTo(expected, 6)
        expect(degrees).toBe((new Set(a).size - 1) * (new Set(b).size - 1))
        expect(alongLevels).toBeCloseTo(squaredCorrelation(a, b) * a.length, 6)
      }),
    )
  })

  test('is beyond chance for few independent columns', () => {
    const rng = createRng(2)
    const draw = () => Uint8Array.from({ length: rows }, () => Math.floor(levelCount * rng.next()))
    const own = draw().map((level) => level * levelCount)
    const cells = new Uint32Array(2 * levelCount ** 2)
    let beyond = 0
    for (let column = 0; column < 2000; column++) {
      countCells(own, draw(), 0, cells)
      if (isBeyondChance(dependenceOf(cells, rows), 2.5)) beyond++
    }
    // 0.6 % by chi-squared, and 1.2 % by the correlation of levels.
    expect(beyond / 2000).toBeGreaterThan(0.008)
    expect(beyond / 2000).toBeLessThan(0.03)
  })
})

function squaredCorrelation(a: readonly number[], b: readonly number[]): number {
  const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length
  const [x, y] = [a.map((one) => one - mean(a)), b.map((one) => one - mean(b))]
  const product = (p: readonly number[], q: readonly number[]) => p.reduce((sum, one, i) => sum + one * q[i]!, 0)
  const spread = product(x, x) * product(y, y)
  return spread === 0 ? 0 : product(x, y) ** 2 / spread
}

import { readFileSync } from 'node:fs'
import { createRng } from '@asdf/core'
import { mixedTable } from '@asdf/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attackAccuracy, attackAuc, rocCurve, truePositiveRateAt } from '../src/attack-scores.ts'
import { fitComponents } from '../src/attacks/components.ts'
import { logDensities } from '../src/attacks/densities.ts'
import { normalScores } from '../src/attacks/normal-scores.ts'
import { exactInterval, sidak } from '../src/intervals.ts'
import { regularizedBeta } from '../src/statistics/beta.ts'

interface Golden {
  readonly versions: { readonly scipy: string }
  readonly intervals: readonly {
    readonly right: number
    readonly count: number
    readonly alpha: number
    readonly interval: readonly [number, number]
  }[]
  readonly betas: readonly { readonly x: number; readonly a: number; readonly b: number; readonly value: number }[]
  readonly densities: {
    readonly bandwidth: number
    readonly points: readonly number[]
    readonly queries: readonly number[]
    readonly logarithms: readonly number[]
  }
}

const golden = JSON.parse(readFileSync(new URL('./golden/statistics.json', import.meta.url), 'utf8')) as Golden

describe('equals SciPy', () => {
  it.each(golden.intervals)(
    'in the exact interval of $right of $count at $alpha',
    ({ right, count, alpha, interval }) => {
      const found = exactInterval(right / count, count, alpha)
      for (const end of [0, 1] as const) expect(Math.abs(found[end] - interval[end])).toBeLessThanOrEqual(1e-10)
    },
  )

  it.each(golden.betas)('in the beta function at $x for $a and $b', ({ x, a, b, value }) => {
    expect(Math.abs(regularizedBeta(x, a, b) / value - 1)).toBeLessThanOrEqual(1e-9)
  })

  it('in densities by kernels', async () => {
    const { points, queries, bandwidth, logarithms } = golden.densities
    const kernels = { points: Float64Array.from(points), width: 3, bandwidth }
    const found = await logDensities(Float64Array.from(queries), kernels, { seed: 1 }, 'densities')
    found.forEach((value, i) => expect(Math.abs(value - logarithms[i]!)).toBeLessThanOrEqual(1e-10))
  })
})

describe('scores of attacks', () => {
  const distances = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 })
  const pairs = fc.tuple(distances, distances).map(([a, b]) => {
    const count = Math.min(a.length, b.length)
    return [a, b].map((side) => Float64Array.from(side.slice(0, count)).sort()) as [Float64Array, Float64Array]
  })

  it('have an accuracy that is that of guessing the nearer half, ties by chance', () => {
    expect(attackAccuracy(Float64Array.of(1, 2), Float64Array.of(3, 4))).toBe(1)
    expect(attackAccuracy(Float64Array.of(3, 4), Float64Array.of(1, 2))).toBe(0)
    expect(attackAccuracy(Float64Array.of(1, 1), Float64Array.of(1, 1))).toBe(0.5)
    expect(attackAccuracy(Float64Array.of(1, 2, 2), Float64Array.of(2, 2, 5))).toBeCloseTo((2 + 2) / 6, 12)
  })

  it('have an accuracy that turns round when the sides are exchanged', () => {
    fc.assert(
      fc.property(pairs, ([members, others]) => {
        expect(attackAccuracy(members, others) + attackAccuracy(others, members)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('have a curve that rises to (1, 1), passes the rates, and whose trapezoids are the AUC', () => {
    fc.assert(
      fc.property(pairs, ([members, others]) => {
        const { x, y } = rocCurve(members, others)
        expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1])
        let area = 0
        for (let i = 1; i < x.length; i++) {
          expect(x[i]! >= x[i - 1]! && y[i]! >= y[i - 1]!).toBe(true)
          area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2
        }
        expect(area).toBeCloseTo(attackAuc(members, others), 12)
        const reached = Math.max(...y.filter((_, i) => x[i]! <= 0.1 + 1e-9))
        expect(truePositiveRateAt(0.1, members, others)).toBe(reached)
      }),
    )
  })

  it('have a curve of few points, however many rows there are, with all of the first ones', () => {
    const rng = createRng(1)
    const side = () => Float64Array.from({ length: 5000 }, () => rng.next()).sort()
    const { x } = rocCurve(side(), side())
    expect(x.length).toBeLessThanOrEqual(210)
    expect(x[40]).toBeLessThan(0.01)
  })

  it('are compared by rank, ties sharing one', () => {
    const scores = normalScores(Float64Array.of(5, 1, 5, 1e300))
    expect(scores[0]).toBe(scores[2])
    expect([...scores].sort((a, b) => a - b)).toEqual([scores[1], scores[0], scores[2], scores[3]])
    expect(scores.every(Number.isFinite)).toBe(true)
  })
})

it('corrects levels so that all intervals hold together', () => {
  expect((1 - sidak(8)) ** 8).toBeCloseTo(0.95, 12)
  expect(sidak(1)).toBeCloseTo(0.05, 15)
})

describe('principal components', () => {
  it('have unit variance and nothing in common, on tables of all kinds', async () => {
    const table = mixedTable(400, 1, { nulls: 0.1 })
    const { width, project } = await fitComponents(table, { seed: 1 }, createRng(1))
    const image = project(table)
    for (let a = 0; a < width; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0
        for (let row = 0; row < 400; row++) product += (image[row * width + a]! * image[row * width + b]!) / 400
        expect(Math.abs(product - (a === b ? 1 : 0))).toBeLessThan(1e-9)
      }
    }
  })

  it('are nothing where every row is the same, or there are only texts', async () => {
    const texts = mixedTable(20, 1, { kinds: ['text'] })
    const only = { schema: { fields: [texts.schema.fields[0]!] }, rowCount: 20, columns: [texts.columns[0]!] }
    const { width, project } = await fitComponents(only, { seed: 1 }, createRng(1))
    expect([width, ...project(only)]).toEqual([1, ...Array<number>(20).fill(0)])
  })
})

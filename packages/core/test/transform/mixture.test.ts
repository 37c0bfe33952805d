import type { Mixture } from '../../src/transform/mixture.ts'
import type { WeightedValues } from '../../src/transform/weighted-values.ts'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterSorted } from '../../src/transform/kernels/cluster-sorted.ts'
import { digamma } from '../../src/transform/kernels/digamma.ts'
import { updateMoments } from '../../src/transform/kernels/mixture-moments.ts'
import { fitMixture } from '../../src/transform/mixture.ts'
import { maximize, priorOf, startMoments, stickWeights } from '../../src/transform/mixture-posterior.ts'
import { binValues } from '../../src/transform/weighted-values.ts'
import { leastSquares, squaresOf } from './reference/cluster-sorted.ts'

interface Golden {
  readonly fits: readonly {
    readonly column: string
    readonly values: number[]
    readonly counts: number[]
    readonly logDensities: number[]
  }[]
  readonly steps: readonly {
    readonly column: string
    readonly cuts: number[]
    readonly iterations: number
    readonly weights: number[]
    readonly means: number[]
    readonly variances: number[]
  }[]
  readonly digamma: { readonly x: number[]; readonly y: number[] }
}

const golden = JSON.parse(readFileSync(new URL('golden/mixture.json', import.meta.url), 'utf8')) as Golden
const columnOf = (name: string): WeightedValues => {
  const { values, counts } = golden.fits.find(({ column }) => column === name)!
  return { values: Float64Array.from(values), counts: Float64Array.from(counts) }
}

/** Mean log density of a row. */
function logDensity({ weights, means, deviations }: Mixture, { values, counts }: WeightedValues): number {
  let sum = 0
  let rows = 0
  values.forEach((value, i) => {
    let density = 0
    weights.forEach((weight, k) => {
      const distance = (value - means[k]!) / deviations[k]!
      density += (weight / deviations[k]! / Math.sqrt(2 * Math.PI)) * Math.exp(-0.5 * distance * distance)
    })
    sum += counts[i]! * Math.log(density)
    rows += counts[i]!
  })
  return sum / rows
}

describe('fitMixture', () => {
  it.each(golden.fits.map(({ column, logDensities }) => [column, logDensities] as const))(
    'makes the rows of %s as likely as the median fit of scikit-learn does, from every value and from few bins',
    (name, logDensities) => {
      const column = columnOf(name)
      const median = [...logDensities].sort((a, b) => a - b)[2]!
      for (const bins of [5000, 256]) {
        expect(logDensity(fitMixture(binValues(column, bins), 10), column)).toBeGreaterThan(median - 0.002)
      }
    },
  )

  it.each(golden.steps.map((step) => [step.column, step] as const))(
    'takes the same steps as scikit-learn on %s',
    (name, { cuts, iterations, weights, means, variances }) => {
      const { values, counts } = columnOf(name)
      const [low, high] = [values[0]!, values.at(-1)!]
      const positions = values.map((value) => (value - (low + high) / 2) / ((high - low) / 2))
      const points = { positions, weights: counts, squares: new Float64Array(values.length) }
      const starts = [0, ...cuts.map((cut) => values.findIndex((value) => value > cut)), values.length]
      const moments = startMoments(points, Uint32Array.from(starts))
      const prior = priorOf(points)
      let state = maximize(moments, prior)
      for (let step = 0; step < iterations; step++) {
        updateMoments(points, state, moments)
        state = maximize(moments, prior)
      }
      stickWeights(moments.rows).forEach((weight, k) => expect(weight).toBeCloseTo(weights[k]!, 10))
      state.means.forEach((mean, k) => expect(mean).toBeCloseTo(means[k]!, 10))
      state.variances.forEach((variance, k) => expect(variance / variances[k]!).toBeCloseTo(1, 9))
    },
  )

  it('is the same whatever the unit, from the smallest to the largest doubles that can be squared', () => {
    const { values, counts } = columnOf('peaks')
    const fit = fitMixture(binValues({ values, counts }, 256), 10)
    for (const unit of [2 ** -600, 2 ** 400]) {
      const moved = fitMixture(binValues({ values: values.map((value) => value * unit), counts }, 256), 10)
      moved.means.forEach((mean, k) => expect(mean / unit).toBeCloseTo(fit.means[k]!, 6))
      moved.deviations.forEach((deviation, k) => expect(deviation / unit).toBeCloseTo(fit.deviations[k]!, 6))
    }
  })
})

describe('kernels of the mixture', () => {
  it('digamma equals that of SciPy', () => {
    golden.digamma.x.forEach((x, i) => {
      const y = golden.digamma.y[i]!
      expect(Math.abs(digamma(x) - y)).toBeLessThan(1e-10 * Math.max(1, Math.abs(y)))
    })
  })

  it('clusterSorted finds clusters with the least sum of squares there is', () => {
    const point = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 }))
    fc.assert(
      fc.property(
        fc.uniqueArray(point, { minLength: 1, maxLength: 9, selector: ([position]) => position }),
        fc.integer({ min: 1, max: 5 }),
        (points, most) => {
          const sorted = [...points].sort((a, b) => a[0] - b[0])
          const positions = sorted.map(([position]) => position)
          const weights = sorted.map(([, weight]) => weight)
          const clusters = Math.min(most, positions.length)
          const starts = new Uint32Array(clusters + 1)
          clusterSorted({ positions: Float64Array.from(positions), weights: Float64Array.from(weights) }, starts)
          expect(starts[0]).toBe(0)
          expect(starts[clusters]).toBe(positions.length)
          expect(squaresOf(positions, weights, starts)).toBeCloseTo(leastSquares(positions, weights, clusters), 8)
        },
      ),
    )
  })

  it('binValues keeps rows, sum and squares of the values', () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => i ** 1.5 / 1000)
    const counts = values.map((_, i) => 1 + (i % 3))
    const bins = binValues({ values, counts }, 100)
    expect(bins.positions.length).toBeLessThanOrEqual(202)
    const sum = (terms: Float64Array) => terms.reduce((total, term) => total + term, 0)
    expect(sum(bins.weights)).toBe(sum(counts))
    expect(sum(bins.positions.map((at, i) => at * bins.weights[i]!))).toBeCloseTo(
      sum(values.map((value, i) => value * counts[i]!)),
      3,
    )
    const squares = sum(bins.positions.map((at, i) => at * at * bins.weights[i]! + bins.squares[i]!))
    expect(squares / sum(values.map((value, i) => value * value * counts[i]!))).toBeCloseTo(1, 10)
  })
})

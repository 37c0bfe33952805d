import type { Mixture, Process } from './process.ts'
import { factorize, solveFactorized } from './kernels/symmetric-solve.ts'

/** Mean and covariance of the points of a field, what absent numbers count as and where boosting starts. */
export interface Moments {
  readonly means: Float64Array
  /** [dimensions * dimensions], or only its diagonal where there are many dimensions. */
  readonly covariance: Float64Array
}

/** The start of a level: row(x)_j = mean_j + sum over q of weights[j, q] (x_q - signal mean_q). */
export interface LinearStart {
  readonly means: Float64Array
  readonly signal: number
  /** [dimensions * dimensions], or [dimensions] when every dimension starts from itself alone. */
  readonly weights: Float64Array
}

const mostFull = 128

/** An absent number counts as the mean; a dimension without any number has mean 0. */
export function momentsOf(points: readonly Float64Array[]): Moments {
  const count = points.length
  const means = Float64Array.from(points, meanOf)
  const centered = points.map((column, j) => column.map((x) => (Number.isNaN(x) ? 0 : x - means[j]!)))
  if (count > mostFull) return { means, covariance: Float64Array.from(centered, (column) => product(column, column)) }
  const covariance = new Float64Array(count * count)
  for (let j = 0; j < count; j++) {
    for (let q = 0; q <= j; q++) {
      const value = product(centered[j]!, centered[q]!)
      covariance[j * count + q] = value
      covariance[q * count + j] = value
    }
  }
  return { means, covariance }
}

/**
 * What a row of a normal distribution with these moments is expected at, given x = signal row + noise x0: mean +
 * C signal (signal^2 C + noise^2)^-1 (x - signal mean). Discrete dimensions start from their mean, whose steps trees take
 * well; the sawtooth that a slope would leave they do not.
 */
export function gaussianStart({ means, covariance }: Moments, discrete: Uint8Array, mixture: Mixture): LinearStart {
  const { signal, noise } = mixture
  const count = means.length
  if (covariance.length < count * count) {
    const weights = covariance.map((v, j) =>
      discrete[j] === 1 ? 0 : (signal * v) / (signal * signal * v + noise * noise),
    )
    return { means, signal, weights }
  }
  const factor = covariance.map((value) => signal * signal * value)
  // A hair more than the noise, so that constant dimensions at the last level have a factor.
  for (let j = 0; j < count; j++) factor[j * count + j]! += noise * noise + 1e-9
  factorize(factor, count)
  const weights = new Float64Array(count * count)
  for (let j = 0; j < count; j++) {
    if (discrete[j] === 1) continue
    const row = weights.subarray(j * count, (j + 1) * count)
    for (let q = 0; q < count; q++) row[q] = signal * covariance[q * count + j]!
    solveFactorized(factor, count, row)
  }
  return { means, signal, weights }
}

/** Where the published method starts: what is left to learn is then in proportion to its target, x1 - x0 or x0. */
export function publishedStart({ means }: Moments, process: Process, { signal }: Mixture): LinearStart {
  return { means, signal, weights: new Float64Array(means.length).fill(process === 'flow' ? 1 : 1 / signal) }
}

/** Writes the start of dimension j at the points to `out`. */
export function startInto(
  { means, signal, weights }: LinearStart,
  j: number,
  points: readonly Float64Array[],
  rowCount: number,
  out: Float64Array,
): void {
  const count = means.length
  out.fill(means[j]!, 0, rowCount)
  const isFull = weights.length > count || count === 1
  for (let q = isFull ? 0 : j; q < (isFull ? count : j + 1); q++) {
    const weight = weights[isFull ? j * count + q : j]!
    if (weight === 0) continue
    const center = signal * means[q]!
    const column = points[q]!
    for (let row = 0; row < rowCount; row++) {
      const x = column[row]!
      if (!Number.isNaN(x)) out[row]! += weight * (x - center)
    }
  }
}

function meanOf(column: Float64Array): number {
  let sum = 0
  let count = 0
  for (const x of column) {
    if (Number.isNaN(x)) continue
    sum += x
    count++
  }
  return count === 0 ? 0 : sum / count
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!
  return sum / a.length
}

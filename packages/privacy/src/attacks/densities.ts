import type { RunOptions } from '@asdf/contract'
import type { Components } from './components.ts'
import { runSteps } from '@asdf/core'

/** Rows of a density by Gaussian kernels on components of unit variance. */
export interface Kernels {
  readonly points: Components
  readonly width: number
  readonly bandwidth: number
}

/** Scott's bandwidth of `count` rows on `width` components of unit variance (Multivariate density estimation, 1992). */
export function scottBandwidth(count: number, width: number): number {
  return count ** (-1 / (width + 4))
}

/**
 * The logarithm of the density of `kernels` at each query, up to the kernel's own constant. In logarithms throughout, so that
 * far rows keep their order. O(queries × points × width).
 */
export async function logDensities(
  queries: Components,
  kernels: Kernels,
  run: RunOptions,
  phase: string,
): Promise<Float64Array> {
  const { points, width } = kernels
  const count = queries.length / width
  const out = new Float64Array(count)
  const squares = new Float64Array(points.length / width)
  const step = 32
  await runSteps(run, phase, Math.ceil(count / step), (index) => {
    const end = Math.min(count, (index + 1) * step)
    for (let query = index * step; query < end; query++) out[query] = logDensity(queries, query, kernels, squares)
    return {}
  })
  return out
}

function logDensity(
  queries: Components,
  query: number,
  { points, width, bandwidth }: Kernels,
  squares: Float64Array,
): number {
  const factor = 1 / (2 * bandwidth ** 2)
  let least = Infinity
  for (let point = 0; point < squares.length; point++) {
    let square = 0
    for (let k = 0; k < width; k++) square += (queries[query * width + k]! - points[point * width + k]!) ** 2
    squares[point] = square
    if (square < least) least = square
  }
  let sum = 0
  for (const square of squares) {
    const exponent = (least - square) * factor
    // Smaller ones do not reach the last digit of the sum.
    if (exponent > -40) sum += Math.exp(exponent)
  }
  return Math.log(sum / squares.length) - least * factor
}

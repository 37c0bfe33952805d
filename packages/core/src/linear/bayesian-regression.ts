import type { Rng } from '@asdf/contract'
import type { NormalEquations } from './least-squares.ts'
import { standardNormal } from '../distributions.ts'
import { solveUpper } from './kernels/cholesky.ts'

export interface Estimate {
  readonly coefficients: Float64Array
  /** Sum of the squared residuals around them. */
  readonly residualSquares: number
  readonly rowCount: number
}

/**
 * Draws coefficients from their posterior under a flat prior (van Buuren 2018, Algorithm 3.1):
 * σ*² = RSS / χ²(n - p), β* = β̂ + σ* (XᵀX)^-½ z.
 */
export function drawCoefficients({ factor, used }: NormalEquations, estimate: Estimate, rng: Rng): Float64Array {
  const { coefficients, residualSquares, rowCount } = estimate
  const usedCount = used.reduce((sum, value) => sum + value, 0)
  const sigma = Math.sqrt(residualSquares / chiSquared(rng, Math.max(rowCount - usedCount, 1)))
  const drawn = coefficients.map(() => standardNormal(rng))
  solveUpper(factor, drawn.length, drawn)
  return drawn.map((value, i) => (used[i] === 1 ? coefficients[i]! + sigma * value : 0))
}

/** A draw from the χ² distribution, twice a gamma one of half the degrees (Marsaglia & Tsang 2000). */
export function chiSquared(rng: Rng, degrees: number): number {
  // Below shape 1 a draw of shape + 1 is thinned by a power of a uniform number.
  const shape = degrees / 2
  const boost = shape < 1 ? (1 - rng.next()) ** (1 / shape) : 1
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = standardNormal(rng)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - rng.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return 2 * d * v * boost
  }
}

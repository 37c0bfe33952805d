import type { WeightedBins } from '../weighted-values.ts'

/** The expected parameters that the next responsibilities come from. */
export interface MixtureState {
  readonly means: Float64Array
  readonly variances: Float64Array
  /** By component: all of the expected log density but the part that depends on the value. */
  readonly offsets: Float64Array
}

/** By component: how many rows it accounts for, their mean and their variance. */
export interface Moments {
  readonly rows: Float64Array
  readonly means: Float64Array
  readonly variances: Float64Array
}

/** Log densities further below the best than this change no double. */
const negligible = 37

/**
 * Writes the moments of the components under the responsibilities that follow from `state`, and returns the sum of the
 * points' log densities, up to a constant. Sums are about the component's last mean, so nothing cancels.
 */
export function updateMoments(
  { positions, weights, squares }: WeightedBins,
  { means, variances, offsets }: MixtureState,
  out: Moments,
): number {
  const count = means.length
  const halfPrecisions = variances.map((variance) => 0.5 / variance)
  const densities = new Float64Array(count)
  const firsts = new Float64Array(count)
  const seconds = new Float64Array(count)
  const rows = out.rows.fill(0)
  let total = 0
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!
    let best = -Infinity
    for (let k = 0; k < count; k++) {
      const distance = position - means[k]!
      const density = offsets[k]! - distance * distance * halfPrecisions[k]!
      densities[k] = density
      if (density > best) best = density
    }
    let sum = 0
    for (let k = 0; k < count; k++) {
      const below = densities[k]! - best
      const share = below < -negligible ? 0 : Math.exp(below)
      densities[k] = share
      sum += share
    }
    const weight = weights[i]!
    total += weight * (best + Math.log(sum))
    for (let k = 0; k < count; k++) {
      const share = densities[k]! / sum
      if (share === 0) continue
      const distance = position - means[k]!
      rows[k]! += share * weight
      firsts[k]! += share * weight * distance
      seconds[k]! += share * (weight * distance * distance + squares[i]!)
    }
  }
  for (let k = 0; k < count; k++) {
    const own = rows[k]!
    const moved = own > 0 ? firsts[k]! / own : 0
    out.means[k] = means[k]! + moved
    out.variances[k] = own > 0 ? Math.max(0, seconds[k]! / own - moved * moved) : 0
  }
  return total
}

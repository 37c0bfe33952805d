import type { Rng } from '@asdf/contract'

/** The modes of a column, as `NumberPlan` describes them. */
export interface ModeTable {
  readonly centers: Float64Array
  readonly widths: Float64Array
  /** log(share / width) of each mode. */
  readonly logHeights: Float64Array
  /** Largest scalar, either way. */
  readonly limit: number
}

/**
 * Writes to `modes` the mode of each of the values, -1 where one is NaN, and to `scalars` its place in it, within
 * ±`limit`. An exact mode of that value wins; else one of those that reach the value is drawn with the probability that it
 * made the value, or the likeliest is taken when there is no `rng`; what none reaches goes to the end of the nearest.
 */
export function encodeModes(
  values: Float64Array,
  { centers, widths, logHeights, limit }: ModeTable,
  modes: Int32Array,
  scalars: Float64Array,
  rng?: Rng,
): void {
  const count = centers.length
  const shares = new Float64Array(count)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    let exact = value === value ? -2 : -1
    let best = -1
    let highest = -Infinity
    let reached = 0
    let nearest = -1
    let distance = Infinity
    for (let k = 0; k < count; k++) {
      const width = widths[k]!
      const from = value - centers[k]!
      if (width === 0) {
        if (from === 0) exact = k
        shares[k] = -Infinity
        // Nothing is near to an exact value, but something has to be nearest.
        if (nearest < 0) nearest = k
        continue
      }
      const scalar = from / width
      const size = Math.abs(scalar)
      if (size < distance) {
        distance = size
        nearest = k
      }
      shares[k] = size <= limit ? logHeights[k]! - 8 * scalar * scalar : -Infinity
      if (size > limit) continue
      reached++
      if (shares[k]! > highest) {
        highest = shares[k]!
        best = k
      }
    }
    let mode = exact > -2 ? exact : reached > 0 ? best : nearest
    if (exact === -2 && reached > 1 && rng !== undefined) mode = drawShare(shares, highest, best, rng.next())
    modes[row] = mode
    const width = mode < 0 ? 0 : widths[mode]!
    const scalar = width === 0 ? 0 : (value - centers[mode]!) / width
    scalars[row] = scalar > limit ? limit : scalar < -limit ? -limit : scalar
  }
}

/** The index of a share given as a logarithm, where `part` in [0, 1) of the sum of all shares lies. */
function drawShare(shares: Float64Array, highest: number, fallback: number, part: number): number {
  let sum = 0
  for (let k = 0; k < shares.length; k++) {
    const below = shares[k]! - highest
    shares[k] = below < -37 ? 0 : Math.exp(below)
    sum += shares[k]!
  }
  let left = part * sum
  for (let k = 0; k < shares.length; k++) {
    left -= shares[k]!
    if (left < 0) return k
  }
  return fallback
}

import type { Rng } from '@asdf/contract'

/** The modes of a column, as `NumberPlan` describes them. */
export interface ModeTable {
  readonly centers: Float64Array
  /** Four standard deviations, or 0 where the mode is one exact value. */
  readonly widths: Float64Array
  /** log(share / width) of each mode that has a width. */
  readonly logHeights: Float64Array
  /** Largest scalar, either way. */
  readonly limit: number
}

/**
 * Writes to `modes` the mode of each value, -1 where it is NaN, and to `scalars`, which may be the values, its place in the
 * mode, within ±`limit`. A mode that is exactly the value wins; else one of those that reach it is drawn with the
 * probability that it made the value, or the likeliest is taken when there is no `rng`; what none reaches goes to the mode
 * whose reach ends nearest.
 */
export function encodeModes(
  values: Float64Array,
  table: ModeTable,
  modes: Int32Array,
  scalars: Float64Array,
  rng?: Rng,
): void {
  const { centers, widths, limit } = table
  const shares = new Float64Array(centers.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    const mode = Number.isNaN(value) ? -1 : chooseMode(value, table, shares, rng)
    const width = mode < 0 ? 0 : widths[mode]!
    const scalar = width === 0 ? 0 : (value - centers[mode]!) / width
    modes[row] = mode
    scalars[row] = scalar > limit ? limit : scalar < -limit ? -limit : scalar
  }
}

function chooseMode(value: number, table: ModeTable, shares: Float64Array, rng: Rng | undefined): number {
  const { centers, widths, logHeights, limit } = table
  let best = -1
  let highest = -Infinity
  let reached = 0
  for (let k = 0; k < centers.length; k++) {
    const width = widths[k]!
    const distance = value - centers[k]!
    shares[k] = -Infinity
    if (distance === 0 && width === 0) return k
    const scalar = distance / width
    if (!(Math.abs(scalar) <= limit)) continue
    // Widths are four standard deviations: half the square of their number is eight scalars squared.
    const share = logHeights[k]! - 8 * scalar * scalar
    shares[k] = share
    reached++
    if (share > highest) {
      highest = share
      best = k
    }
  }
  if (reached === 0) return nearestMode(value, table)
  return reached === 1 || rng === undefined ? best : drawShare(shares, highest, best, rng.next())
}

/** The mode whose reach ends nearest to a value that none reaches. */
function nearestMode(value: number, { centers, widths, limit }: ModeTable): number {
  let nearest = 0
  let least = Infinity
  for (let k = 0; k < centers.length; k++) {
    const distance = Math.abs(value - centers[k]!) - limit * widths[k]!
    if (distance >= least) continue
    least = distance
    nearest = k
  }
  return nearest
}

/** The index of a share, given as a logarithm, at which the sum of those up to it passes `part` of the sum of all. */
function drawShare(shares: Float64Array, highest: number, fallback: number, part: number): number {
  let sum = 0
  for (let k = 0; k < shares.length; k++) {
    if (shares[k] === -Infinity) continue
    const share = Math.exp(shares[k]! - highest)
    shares[k] = share
    sum += share
  }
  let left = part * sum
  for (let k = 0; k < shares.length; k++) {
    if (shares[k] === -Infinity) continue
    left -= shares[k]!
    if (left < 0) return k
  }
  return fallback
}

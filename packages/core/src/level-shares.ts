import type { UnitRange } from './grid-levels.ts'
import { toLevel } from './grid-levels.ts'
import type { ValueGrid } from './value-grid.ts'

/**
 * Shares of the levels of a grid within each part of a column, the finest grid first, summed up to and including each, part
 * after part; `counts` has the rows of each part by level. A level of fewer than `minimumRows` rows in all is left out. A part
 * whose rows are all left out has the shares of the column. Empty for a grid without levels.
 */
export function shareLevels(counts: readonly Float64Array[], width: number, minimumRows: number): Float64Array {
  if (width === 1) return new Float64Array(0)
  const totals = Float64Array.from({ length: width }, (_, level) => counts.reduce((sum, rows) => sum + rows[level]!, 0))
  const onlyFinest = Float64Array.from({ length: width }, (_, level) => (level === 0 ? 1 : 0))
  const all = sharesOf(totals, totals, minimumRows) ?? onlyFinest
  const shares = new Float64Array(counts.length * width)
  counts.forEach((rows, part) => {
    let sum = 0
    const own = sharesOf(rows, totals, minimumRows) ?? all
    for (let level = 0; level < width; level++) shares[part * width + level] = sum += own[level]!
  })
  return shares
}

function sharesOf(rows: Float64Array, totals: Float64Array, minimumRows: number): Float64Array | undefined {
  const kept = rows.map((count, level) => (totals[level]! >= minimumRows ? count : 0))
  const sum = kept.reduce((total, count) => total + count, 0)
  return sum > 0 ? kept.map((count) => count / sum) : undefined
}

/** Whether the shares of a part, as `shareLevels` sums them, have any of a level; -1 is the finest grid. */
export function hasLevel(shares: Float64Array, part: number, width: number, level: number): boolean {
  const at = part * width + level + 1
  return shares[at]! > (level < 0 ? 0 : shares[at - 1]!)
}

/**
 * The point nearest to `units` on the level that `uniform`, in (0, 1), chooses by the shares of a part. Where the range has
 * no such point, one of the next finer level is taken.
 */
export function pointOnLevel(
  { step, origin, levels = [] }: ValueGrid,
  { shares, part, uniform }: { readonly shares: Float64Array; readonly part: number; readonly uniform: number },
  units: number,
  range: UnitRange,
): number {
  const grids = [{ step, origin }, ...levels]
  const first = part * grids.length
  let level = 0
  while (level < levels.length && shares[first + level]! <= uniform) level++
  for (; level >= 0; level--) {
    const point = toLevel(grids, level, units, range)
    if (point !== undefined) return point
  }
  const nearest = origin + Math.round((units - origin) / step) * step
  return Math.min(range.high, Math.max(range.low, nearest))
}

import type { UnitRange } from './grid-levels.ts'
import type { ValueGrid } from './value-grid.ts'
import { aNumber, checkForms, listOf, numberList } from './argument-forms.ts'
import { toLevel } from './grid-levels.ts'

/**
 * Shares of the levels of a grid within each part of a column, the finest grid first, summed up to and including each, part
 * after part; `counts` has the rows of each part by level, parts in the order of their values. Empty for a grid without levels.
 *
 * No share tells of fewer than `minimumRows` rows. Parts in which a level has fewer, none included, are joined to neighbors
 * of that kind until its usual share would give it rows enough, and have its share in all of them; none where it still has
 * too few rows. Where there are not so many such neighbors, they have the share of the column. The other levels of a part
 * share the rest as their rows do, so that their shares do not tell how many rows are missing.
 */
export function shareLevels(counts: readonly Float64Array[], width: number, minimumRows: number): Float64Array {
  checkForms('shareLevels', {
    counts: [counts, listOf(numberList)],
    width: [width, aNumber],
    minimumRows: [minimumRows, aNumber],
  })
  if (width === 1) return new Float64Array(0)
  const joined = Array.from({ length: width }, (_, level) => joinedShares(counts, level, minimumRows))
  const column = columnShares(counts, width, minimumRows)
  const shares = new Float64Array(counts.length * width)
  counts.forEach((rows, part) => {
    let sum = 0
    const rare = Float64Array.from(joined, (ofLevel) => ofLevel[part]!)
    const own = partShares(rows, rare, minimumRows) ?? column
    for (let level = 0; level < width; level++) shares[part * width + level] = sum += own[level]!
  })
  return shares
}

/** Parts are joined until a level would have so many times the rows needed, if it were as frequent as in the column. */
const expectedTimes = 3

/** Neighboring parts in which a level is rare. */
interface Joined {
  readonly parts: number[]
  rows: number
  total: number
}

/** For each part in which a level has fewer than `minimumRows` rows, its share there and in the parts joined to it. */
function joinedShares(counts: readonly Float64Array[], level: number, minimumRows: number): Float64Array {
  const columnRows = counts.reduce((sum, part) => sum + part[level]!, 0)
  const usual =
    columnRows /
    Math.max(
      1,
      counts.reduce((sum, part) => sum + sumOf(part), 0),
    )
  const isEnough = ({ total }: Joined) => usual * total >= expectedTimes * minimumRows
  const shares = new Float64Array(counts.length)
  for (const groups of joinRuns(counts, level, minimumRows, isEnough)) {
    for (const group of groups) {
      const { parts, rows, total } = group
      const isUnknown = rows < minimumRows && !isEnough(group) && columnRows >= minimumRows
      const share = isUnknown ? usual : rows < minimumRows ? 0 : rows / total
      for (const part of parts) shares[part] = share
    }
  }
  return shares
}

/** For each run of parts in which a level is rare, these in groups; those that are too small alone are in the one before. */
function joinRuns(
  counts: readonly Float64Array[],
  level: number,
  minimumRows: number,
  isEnough: (group: Joined) => boolean,
): Joined[][] {
  const runs: Joined[][] = [[]]
  counts.forEach((part, index) => {
    const total = sumOf(part)
    const run = runs.at(-1)!
    // Parts of exact values have no rows here.
    if (total === 0) return
    if (part[level]! >= minimumRows) {
      if (run.length > 0) runs.push([])
      return
    }
    const last = run.at(-1)
    const group = last === undefined || isEnough(last) ? { parts: [], rows: 0, total: 0 } : last
    if (group !== last) run.push(group)
    addTo(group, [index], part[level]!, total)
  })
  for (const run of runs) {
    const open = run.at(-1)
    if (open === undefined || run.length < 2 || isEnough(open)) continue
    run.pop()
    addTo(run.at(-1)!, open.parts, open.rows, open.total)
  }
  return runs
}

function addTo(group: Joined, parts: readonly number[], rows: number, total: number): void {
  group.parts.push(...parts)
  group.rows += rows
  group.total += total
}

function columnShares(counts: readonly Float64Array[], width: number, minimumRows: number): Float64Array {
  const totals = Float64Array.from({ length: width }, (_, level) => counts.reduce((sum, rows) => sum + rows[level]!, 0))
  const kept = totals.map((rows) => (rows >= minimumRows ? rows : 0))
  const sum = sumOf(kept)
  return sum > 0 ? kept.map((rows) => rows / sum) : kept.map((_, level) => (level === 0 ? 1 : 0))
}

/** The shares of a part by its frequent levels and the shares of the rare ones; `undefined` where either leaves nothing. */
function partShares(rows: Float64Array, rare: Float64Array, minimumRows: number): Float64Array | undefined {
  const frequent = rows.map((count) => (count >= minimumRows ? count : 0))
  const sum = sumOf(frequent)
  const rest = rare.reduce((left, share, level) => left - (frequent[level]! > 0 ? 0 : share), 1)
  if (sum === 0 || rest <= 0) return undefined
  return frequent.map((count, level) => (count > 0 ? rest * (count / sum) : rare[level]!))
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
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

/**
 * One of the grids of a column, within a finer one: every hundred, every quarter of an hour. Units are those of the
 * column's `ValueGrid`.
 */
export interface GridLevel {
  /** Distance of its points in units; of `month`, a mean. */
  readonly step: number
  /** Where its points lie: `origin` + whole multiples of `step`; 0 for `month`. */
  readonly origin: number
  /** First days of months instead of even steps, for datetimes. */
  readonly calendar?: 'month'
}

/** The range that a point of a grid has to lie in, in units, ends included. */
export interface UnitRange {
  readonly low: number
  readonly high: number
}

const day = 86_400_000

/** Whether a whole number of units lies on the level. */
export function isOnLevel({ step, origin, calendar }: GridLevel, units: number): boolean {
  if (calendar === undefined) return (units - origin) % step === 0
  return units % day === 0 && new Date(units).getUTCDate() === 1
}

/** The coarsest level that a number of units lies on; -1 where it lies on none. Levels are in the order of a grid's. */
export function levelOf(levels: readonly GridLevel[], units: number): number {
  let level = levels.length - 1
  while (level >= 0 && !isOnLevel(levels[level]!, units)) level--
  return level
}

/**
 * The point of a level nearest to `units` that no coarser level has and that lies within the range, or `undefined` when
 * there is none beside it.
 */
export function toLevel(
  levels: readonly GridLevel[],
  level: number,
  units: number,
  { low, high }: UnitRange,
): number | undefined {
  const own = levels[level]!
  const coarser = levels[level + 1]
  const kept = Math.min(high, Math.max(low, units))
  const nearest = nearestPoint(own, kept)
  if (coarser === undefined && nearest >= low && nearest <= high) return nearest
  let best: number | undefined
  // Points of a coarser level are at least two apart, and one point may lie beyond an end of the range.
  const [below, above] = [pointBeside(own, nearest, -1), pointBeside(own, nearest, 1)]
  for (const point of [nearest, below, above, pointBeside(own, below, -1), pointBeside(own, above, 1)]) {
    if (point < low || point > high || (coarser !== undefined && isOnLevel(coarser, point))) continue
    if (best === undefined || Math.abs(point - units) < Math.abs(best - units)) best = point
  }
  return best
}

function nearestPoint({ step, origin, calendar }: GridLevel, units: number): number {
  if (calendar === undefined) return origin + Math.round((units - origin) / step) * step
  const below = monthStart(units, 0)
  const above = monthStart(units, 1)
  return units - below < above - units ? below : above
}

function pointBeside({ step, calendar }: GridLevel, point: number, side: -1 | 1): number {
  return calendar === undefined ? point + side * step : monthStart(point, side)
}

/** The start of the month that a moment lies in, or of one so many months later. */
function monthStart(units: number, later: number): number {
  const date = new Date(units)
  const start = new Date(0)
  start.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + later, 1)
  return start.getTime()
}

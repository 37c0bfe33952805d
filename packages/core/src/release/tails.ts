/**
 * The rows of the `count` outermost values, the outermost first and the earliest row first among equals. `side` is 1 for
 * the largest values and -1 for the smallest.
 */
export function outermost(values: Float64Array, rows: Uint32Array, count: number, side: -1 | 1): Uint32Array {
  const found = new Uint32Array(Math.min(count, rows.length))
  let size = 0
  let worst = -Infinity
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const value = side * values[row]!
    if (size === found.length && !(value > worst)) continue
    let place = size === found.length ? size - 1 : size++
    for (; place > 0 && side * values[found[place - 1]!]! < value; place--) found[place] = found[place - 1]!
    found[place] = row
    worst = side * values[found[size - 1]!]!
  }
  return found
}

/** A tail that no single row sets. */
export interface SmoothTail {
  /** The new values of the outermost rows, which may be none; the others stay as they are. */
  readonly values: readonly number[]
  /** Whether the outermost value, as it was or as it is now, is one that enough rows share. */
  readonly isShared: boolean
  /** The mean of the new values. */
  readonly center: number
}

/** A value may lie at most so many times as far out as the next one within. */
const mostGrowth = 2

/**
 * Replaces the outermost values so that none is that of a row. `sorted` are the 2 · `minimumRows` largest values in
 * descending order, or all when there are fewer, but at least `minimumRows`.
 *
 * Fewer than `minimumRows` values beyond one that as many rows share become that one. Otherwise the `minimumRows` largest
 * come to lie evenly about their mean, as far apart as the means of these and of the next `minimumRows` values say. First,
 * the distance of each from the latter mean is cut to twice that of the next value within. Without that, one far outlier
 * would be most of its group's mean, and could be computed back from it.
 *
 * Fewer than 2 · `minimumRows` values, of which `minimumRows` are not equal, are spread evenly about their mean.
 */
export function smoothTail(sorted: Float64Array, minimumRows: number): SmoothTail {
  const shared = firstShared(sorted, minimumRows)
  if (shared >= 0) {
    const at = sorted[shared]!
    return { values: Array.from({ length: shared }, () => at), isShared: true, center: at }
  }
  if (sorted.length < 2 * minimumRows) return spreadEvenly(sorted)
  const base = meanOf(sorted.subarray(minimumRows))
  const distance = meanOf(cutDistances(sorted.slice(0, minimumRows).map((value) => value - base)))
  const middle = (minimumRows - 1) / 2
  const step = distance / minimumRows
  const values = Array.from({ length: minimumRows }, (_, i) => base + distance + step * (middle - i))
  return { values, isShared: false, center: base + distance }
}

/** Where the first value begins that `minimumRows` rows share, with fewer rows before it; -1 without one. */
function firstShared(sorted: Float64Array, minimumRows: number): number {
  for (let i = 0; i < minimumRows && i + minimumRows <= sorted.length; i++) {
    if (sorted[i] === sorted[i + minimumRows - 1]) return i
  }
  return -1
}

/** Descending distances, each at most `mostGrowth` times the next one. */
function cutDistances(distances: Float64Array): Float64Array {
  for (let i = distances.length - 2; i >= 0; i--) {
    distances[i] = Math.min(distances[i]!, mostGrowth * distances[i + 1]!)
  }
  return distances
}

/** Values as far from their mean as before on average, once far ones are cut on either side of the median. */
function spreadEvenly(sorted: Float64Array): SmoothTail {
  const half = sorted.length >> 1
  const median = sorted[half]!
  const above = cutDistances(sorted.slice(0, half).map((value) => value - median))
  const below = cutDistances(
    sorted
      .slice(half + 1)
      .map((value) => median - value)
      .reverse(),
  )
  const cut = Float64Array.of(...above, 0, ...below.map((distance) => -distance)).map((distance) => median + distance)
  const center = meanOf(cut)
  const reach = 2 * meanOf(cut.map((value) => Math.abs(value - center)))
  const values = Array.from(cut, (_, i) => center + reach * (1 - (2 * i + 1) / cut.length))
  return { values, isShared: false, center }
}

/** The mean, without overflow. */
function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0)
}

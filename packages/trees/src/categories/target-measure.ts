import type { Targets } from '../targets.ts'

/** How the target counts in the statistics of a category: as a number, or as one of several classes. */
export interface TargetMeasure {
  /** Numbers a statistic has: one for each class that counts, or one for two classes and for numbers. */
  readonly width: number
  /** Of several classes the place of each in a statistic, -1 for rare ones; `null` where the value itself counts. */
  readonly placeOf: Int32Array | null
}

/** More classes than these would make statistics long; the rarer ones do not count. */
const mostPlaces = 16

/** The measure of a target of classes, or of numbers where `classes` is `null`. */
export function targetMeasure(classes: readonly string[] | null, { values, weights }: Targets): TargetMeasure {
  if (classes === null || classes.length === 2) return { width: 1, placeOf: null }
  const totals = new Float64Array(classes.length)
  for (let row = 0; row < values.length; row++) totals[values[row]!]! += weights === null ? 1 : weights[row]!
  const frequent = Array.from(totals.keys()).sort((a, b) => totals[b]! - totals[a]! || a - b)
  const width = Math.min(mostPlaces, classes.length)
  const placeOf = new Int32Array(classes.length).fill(-1)
  frequent.slice(0, width).forEach((code, place) => (placeOf[code] = place))
  return { width, placeOf }
}

/** Sums over the rows of each category: `width` numbers, and the rows' weights. */
export interface CategorySums {
  /** [categories × width] */
  readonly sums: Float64Array
  /** [categories] */
  readonly rows: Float64Array
}

/** Codes of the rows of a column; rows that `valid` marks with 0 have none. */
export interface CategoryRows {
  readonly codes: Int32Array
  readonly valid?: Uint8Array
}

/** Sums up the target by category, over the rows that `isTaken` says. */
export function sumByCategory(
  { codes, valid }: CategoryRows,
  categories: number,
  { width, placeOf }: TargetMeasure,
  { values, weights }: Targets,
  isTaken: (row: number) => boolean,
): CategorySums {
  const sums = new Float64Array(categories * width)
  const rows = new Float64Array(categories)
  for (let row = 0; row < codes.length; row++) {
    if (valid?.[row] === 0 || !isTaken(row)) continue
    const code = codes[row]!
    const weight = weights === null ? 1 : weights[row]!
    rows[code]! += weight
    const place = placeOf === null ? 0 : placeOf[values[row]!]!
    if (place >= 0) sums[code * width + place]! += placeOf === null ? weight * values[row]! : weight
  }
  return { sums, rows }
}

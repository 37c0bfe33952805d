import type { CategorySums } from './target-measure.ts'

/** Draws the means of categories towards those of all rows: `strength` rows of `prior` are added to each. */
export interface Smoothing {
  /** [width] The means of all rows. */
  readonly prior: Float64Array
  readonly strength: number
}

// Fewer rows of the prior would take single rows at their word.
const leastStrength = 1

/**
 * The smoothing that empirical Bayes finds (Micci-Barreca, SIGKDD Explorations 2001): the variance of rows within a
 * category over that of the categories' true means. `squares` is the sum of the squared measures of all rows.
 */
export function smoothingOf({ sums, rows }: CategorySums, squares: number): Smoothing {
  const width = sums.length / rows.length
  const total = rows.reduce((all, count) => all + count, 0)
  const prior = new Float64Array(width)
  if (total === 0) return { prior, strength: leastStrength }
  for (let i = 0; i < sums.length; i++) prior[i % width]! += sums[i]! / total
  let between = 0
  let within = squares
  let seen = 0
  let rowSquares = 0
  for (let code = 0; code < rows.length; code++) {
    const count = rows[code]!
    if (count === 0) continue
    seen++
    rowSquares += count * count
    for (let place = 0; place < width; place++) {
      const mean = sums[code * width + place]! / count
      between += count * (mean - prior[place]!) ** 2
      within -= count * mean * mean
    }
  }
  // The one-way analysis of variance with groups of unequal sizes.
  const perRow = Math.max(0, within) / Math.max(1, total - seen)
  const size = (total - rowSquares / total) / Math.max(1, seen - 1)
  const perCategory = (between / Math.max(1, seen - 1) - perRow) / size
  const strength = perCategory > 0 ? perRow / perCategory : total
  return { prior, strength: Math.min(total, Math.max(leastStrength, strength)) }
}

/** Writes the smoothed means of a category, whose sums stand at `at`, less those of `without`. */
export function smoothInto(
  { prior, strength }: Smoothing,
  { sums, rows }: CategorySums,
  code: number,
  without: CategorySums | null,
  out: Float64Array,
): void {
  const width = prior.length
  const count = rows[code]! - (without === null ? 0 : without.rows[code]!)
  for (let place = 0; place < width; place++) {
    const at = code * width + place
    const sum = sums[at]! - (without === null ? 0 : without.sums[at]!)
    out[place] = (sum + strength * prior[place]!) / (count + strength)
  }
}

import { bytes, checkForms, numberList, optional } from '../argument-forms.ts'
import { checkNumberOption } from '../options.ts'

/**
 * Numbers that may be released in the place of a column's: means of `minimumRows` or more neighboring values, in ascending
 * order; equal values stay together. Fewer rows at the upper end join the last mean. Empty without enough values.
 * `minimumRows` below 1 is an `ASDF_OPTION_INVALID`.
 */
export function sharedMeans(values: Float64Array, valid: Uint8Array | undefined, minimumRows: number): Float64Array {
  checkForms('sharedMeans', { values: [values, numberList], valid: [valid, optional(bytes)] })
  checkNumberOption('sharedMeans', 'minimumRows', minimumRows, { integer: true, minimum: 1 })
  const sorted = (valid === undefined ? values.slice() : values.filter((_, row) => valid[row] === 1)).sort()
  const means: number[] = []
  let from = 0
  while (sorted.length - from >= minimumRows) {
    let to = from + minimumRows
    while (to < sorted.length && sorted[to] === sorted[to - 1]) to++
    if (sorted.length - to < minimumRows) to = sorted.length
    let mean = 0
    for (let i = from; i < to; i++) mean += sorted[i]! / (to - from)
    // Rounding must not move a value that all share.
    means.push(sorted[from] === sorted[to - 1] ? sorted[from]! : mean)
    from = to
  }
  return Float64Array.from(means)
}

/** The nearest of the means, which ascend, for each value; NaN stays NaN. */
export function nearestMeans(values: Float64Array, means: Float64Array): Float64Array {
  checkForms('nearestMeans', { values: [values, numberList], means: [means, numberList] })
  if (means.length === 0) return values
  return values.map((value) => {
    let low = 0
    let high = means.length - 1
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (means[middle]! <= value) low = middle
      else high = middle
    }
    if (Number.isNaN(value)) return value
    return value - means[low]! <= means[high]! - value ? means[low]! : means[high]!
  })
}

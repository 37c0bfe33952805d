/**
 * The area between the distribution functions of two ascending arrays, in units of their values: Wasserstein-1. Neither may be
 * empty.
 */
export function wasserstein1(a: Float64Array, b: Float64Array): number {
  let [i, j, area] = [0, 0, 0]
  let previous = Math.min(a[0]!, b[0]!)
  while (i < a.length || j < b.length) {
    const value = j === b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!
    area += Math.abs(i / a.length - j / b.length) * (value - previous)
    previous = value
    while (i < a.length && a[i]! <= value) i++
    while (j < b.length && b[j]! <= value) j++
  }
  return area
}

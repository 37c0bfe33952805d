/**
 * Pearson's correlation over the rows in which both arrays hold a number, from -1 to 1; NaN where either is constant there.
 * Two passes, so that a large mean costs no digits.
 */
export function pearson(a: Float64Array, b: Float64Array): number {
  let [count, meanA, meanB] = [0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    if (a[row]! !== a[row]! || b[row]! !== b[row]!) continue
    count++
    meanA += a[row]!
    meanB += b[row]!
  }
  meanA /= count
  meanB /= count
  let [both, squaresA, squaresB] = [0, 0, 0]
  for (let row = 0; row < a.length; row++) {
    if (a[row]! !== a[row]! || b[row]! !== b[row]!) continue
    const [x, y] = [a[row]! - meanA, b[row]! - meanB]
    both += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return squaresA > 0 && squaresB > 0 ? both / Math.sqrt(squaresA * squaresB) : NaN
}

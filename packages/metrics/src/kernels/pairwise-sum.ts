const blockLength = 64

/** The sum of values[start … end - 1] by halves (Higham 1993): an error that grows with log n, not n. */
export function pairwiseSum(values: Float64Array, start = 0, end = values.length): number {
  if (end - start <= blockLength) {
    let sum = 0
    for (let i = start; i < end; i++) sum += values[i]!
    return sum
  }
  const middle = (start + end) >>> 1
  return pairwiseSum(values, start, middle) + pairwiseSum(values, middle, end)
}

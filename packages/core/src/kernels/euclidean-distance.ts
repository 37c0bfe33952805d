/**
 * Squared Euclidean distance between row `i` of `a` and row `j` of `b` (row-major, `columns` wide), or some number above
 * `limit` as soon as the partial sum is: sums of squares only grow.
 */
export function squaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  columns: number,
  limit: number,
): number {
  let sum = 0
  let p = i * columns
  let q = j * columns
  const end = p + columns
  const blocksEnd = end - (columns & 7)
  while (p < blocksEnd) {
    let difference = a[p]! - b[q]!
    sum += difference * difference
    difference = a[p + 1]! - b[q + 1]!
    sum += difference * difference
    difference = a[p + 2]! - b[q + 2]!
    sum += difference * difference
    difference = a[p + 3]! - b[q + 3]!
    sum += difference * difference
    difference = a[p + 4]! - b[q + 4]!
    sum += difference * difference
    difference = a[p + 5]! - b[q + 5]!
    sum += difference * difference
    difference = a[p + 6]! - b[q + 6]!
    sum += difference * difference
    difference = a[p + 7]! - b[q + 7]!
    sum += difference * difference
    if (sum > limit) return sum
    p += 8
    q += 8
  }
  for (; p < end; p++, q++) {
    const difference = a[p]! - b[q]!
    sum += difference * difference
  }
  return sum
}

/** Sum of `costs[c]` over the columns in which code row `i` of `a` differs from code row `j` of `b`. */
export function mismatchDistance(
  a: Int32Array,
  i: number,
  b: Int32Array,
  j: number,
  columns: number,
  costs: Float64Array,
): number {
  let sum = 0
  const p = i * columns
  const q = j * columns
  for (let c = 0; c < columns; c++) if (a[p + c] !== b[q + c]) sum += costs[c]!
  return sum
}

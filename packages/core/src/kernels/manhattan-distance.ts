/**
 * City-block distance between row `i` of `a` and row `j` of `b` (row-major, `columns` wide), where one column counts at
 * most `cap`. NaN is a null: against a value it counts `nullCost`, against another null nothing.
 */
export function manhattanDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  columns: number,
  cap: number,
  nullCost: number,
): number {
  let sum = 0
  const p = i * columns
  const q = j * columns
  for (let c = 0; c < columns; c++) {
    const difference = Math.abs(a[p + c]! - b[q + c]!)
    if (difference <= cap) sum += difference
    else if (difference > cap) sum += cap
    else sum += Number.isNaN(a[p + c]!) === Number.isNaN(b[q + c]!) ? 0 : nullCost
  }
  return sum
}

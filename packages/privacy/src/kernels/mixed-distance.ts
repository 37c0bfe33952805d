/**
 * Distance between row `i` of `a` and row `j` of `b` (row-major, as wide as `ranges`) over their numbers: the sum of
 * |difference| / range, added up in the order `summation`. NaN is a null: against a value it counts 1, against another null
 * nothing.
 */
export function scaledDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  ranges: Float64Array,
  summation: Uint32Array,
): number {
  const columns = summation.length
  let sum = 0
  for (let k = 0; k < columns; k++) {
    const c = summation[k]!
    const x = a[i * columns + c]!
    const y = b[j * columns + c]!
    const difference = Math.abs(x - y)
    if (difference >= 0) sum += difference / ranges[c]!
    else if (Number.isNaN(x) !== Number.isNaN(y)) sum += 1
  }
  return sum
}

/**
 * The smaller of `nearest` and the least distance, `offset` included, from row `i` of `queries` to rows `begin` …
 * `end` - 1 of `references`. A row is given up as soon as a bound, made of products with `inverses` in place of
 * quotients, exceeds what is known by `slack` (above 1, more than rounding can do); the others are measured by
 * `scaledDistance`. With `sorted` the references ascend in their first column, and the search goes outward from the
 * query's place until that column alone is too far. Time O((end - begin) × columns) at worst.
 */
export function nearestNumbers(
  queries: Float64Array,
  i: number,
  references: Float64Array,
  begin: number,
  end: number,
  sorted: boolean,
  ranges: Float64Array,
  inverses: Float64Array,
  summation: Uint32Array,
  offset: number,
  slack: number,
  nearest: number,
): number {
  const columns = summation.length
  const start = i * columns
  const middle = sorted ? lowerBound(references, columns, begin, end, queries[start]!) : begin
  let limit = nearest * slack
  for (let step = 1; step >= -1; step -= 2) {
    for (let j = step === 1 ? middle : middle - 1; j >= begin && j < end; j += step) {
      const place = j * columns
      let sum = offset
      let c = 0
      for (; c < columns && sum < limit; c++) {
        const x = queries[start + c]!
        const y = references[place + c]!
        const term = Math.abs(x - y) * inverses[c]!
        if (term >= 0) sum += term
        else if (Number.isNaN(x) !== Number.isNaN(y)) sum += 1
      }
      if (sum >= limit) {
        if (sorted && c <= 1) break
        continue
      }
      const distance = scaledDistance(queries, i, references, j, ranges, summation) + offset
      if (distance >= nearest) continue
      nearest = distance
      limit = nearest * slack
    }
  }
  return nearest
}

/** The first row of `begin` … `end` - 1 whose first number is at least `value`, or `end`; `begin` for NaN. */
function lowerBound(rows: Float64Array, columns: number, begin: number, end: number, value: number): number {
  if (columns === 0 || Number.isNaN(value)) return begin
  let low = begin
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rows[middle * columns]! < value) low = middle + 1
    else high = middle
  }
  return low
}

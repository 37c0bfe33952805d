import type { MixedRows, MixedSpace } from '../../src/mixed-rows.ts'

/** Distance from each query to its nearest reference, by comparing every pair with every column. */
export function nearestByEveryPair(
  { ranges, summation, codeColumns }: MixedSpace,
  a: MixedRows,
  b: MixedRows,
): Float64Array {
  return Float64Array.from({ length: a.rowCount }, (_, i) => {
    let nearest = Infinity
    for (let j = 0; j < b.rowCount; j++) {
      let sum = 0
      for (const c of summation) {
        const [x, y] = [a.numbers[i * ranges.length + c]!, b.numbers[j * ranges.length + c]!]
        if (Number.isNaN(x) || Number.isNaN(y)) sum += Number.isNaN(x) && Number.isNaN(y) ? 0 : 1
        else sum += Math.abs(x - y) / ranges[c]!
      }
      let differing = 0
      for (let c = 0; c < codeColumns; c++) {
        if (a.codes[i * codeColumns + c] !== b.codes[j * codeColumns + c]) differing++
      }
      nearest = Math.min(nearest, sum + 2 * differing)
    }
    return nearest
  })
}

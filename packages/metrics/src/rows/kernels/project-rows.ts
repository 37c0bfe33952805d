import type { EncodedRows } from '../encoded-rows.ts'

/** Each row's product with `direction`, which has a number for each number column and then for each code of each code column. */
export function projectRows(rows: EncodedRows, direction: Float64Array): Float64Array {
  const { rowCount, numberColumns, numbers, codeColumns, codes, sizes } = rows
  const firsts = new Uint32Array(codeColumns)
  for (let c = 0, next = numberColumns; c < codeColumns; next += sizes[c]!, c++) firsts[c] = next
  const out = new Float64Array(rowCount)
  for (let row = 0; row < rowCount; row++) {
    let sum = 0
    for (let c = 0; c < numberColumns; c++) sum += numbers[row * numberColumns + c]! * direction[c]!
    for (let c = 0; c < codeColumns; c++) sum += direction[firsts[c]! + codes[row * codeColumns + c]!]!
    out[row] = sum
  }
  return out
}

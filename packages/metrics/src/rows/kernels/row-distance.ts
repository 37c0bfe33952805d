import type { EncodedRows } from '../encoded-rows.ts'
import { squaredDistance } from '@asdf/core'
import { codeCost } from '../encoded-rows.ts'

/** The squared distance of row `i` of `a` and row `j` of `b`, or some number above `limit` as soon as it is that far. */
export function squaredRowDistance(a: EncodedRows, i: number, b: EncodedRows, j: number, limit: number): number {
  let sum = squaredDistance(a.numbers, i, b.numbers, j, a.numberColumns, limit)
  const columns = a.codeColumns
  const p = i * columns
  const q = j * columns
  for (let c = 0; c < columns && sum <= limit; c++) if (a.codes[p + c] !== b.codes[q + c]) sum += codeCost
  return sum
}

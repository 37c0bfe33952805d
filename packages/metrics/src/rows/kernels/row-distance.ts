import type { EncodedRows } from '../encoded-rows.ts'
import { squaredDistance } from '@asdf/core'
import { codeCost } from '../encoded-rows.ts'

/**
 * The squared distance of row `i` of `a` and row `j` of `b`, added up as `nearestNeighbors` does, or some number above
 * `limit` as soon as it is that far.
 */
export function squaredRowDistance(a: EncodedRows, i: number, b: EncodedRows, j: number, limit: number): number {
  const sum = squaredDistance(a.numbers, i, b.numbers, j, a.numberColumns, limit)
  const columns = a.codeColumns
  const p = i * columns
  const q = j * columns
  const first = a.codes
  const second = b.codes
  let differing = 0
  for (let c = 0; c < columns; c++) {
    // Its sign is that of a number other than 0. A branch would be mispredicted half the time.
    const bits = first[p + c]! ^ second[q + c]!
    differing += (bits | -bits) >>> 31
  }
  return sum + codeCost * differing
}

import type { Table } from '@asdf/contract'
import { numbersIn } from './cells.ts'

/**
 * The bound that several columns make for each row: the largest of them for sign 1, the smallest for sign -1; NaN where all
 * are null. `start` is a bound of all rows.
 */
export function boundOf(table: Table, names: readonly string[], sign: 1 | -1, start = Number.NaN): Float64Array {
  const bound = new Float64Array(table.rowCount).fill(start)
  for (const name of names) {
    const values = numbersIn(table)(name)
    for (let row = 0; row < bound.length; row++) {
      if (Number.isNaN(bound[row]!) || sign * values[row]! > sign * bound[row]!) bound[row] = values[row]!
    }
  }
  return bound
}

import type { NumberCode } from './number-codes.ts'
import type { SortedValues } from './sorted-values.ts'
import { levelOf, shareLevels } from '@asdf/core'

/** For each code the shares of the grid's levels among its smooth rows: values are often rounded more where they are larger. */
export function shareCodeLevels(
  { grid: { levels = [] }, values }: SortedValues,
  codes: readonly NumberCode[],
  minimumRows: number,
): Float64Array {
  const width = levels.length + 1
  const counts = codes.map(({ parts }) => {
    const rows = new Float64Array(width)
    if (width === 1) return rows
    for (const { from, to, exact } of parts) {
      for (let row = from; exact === undefined && row < to; row++) rows[levelOf(levels, values[row]!) + 1]!++
    }
    return rows
  })
  return shareLevels(counts, width, minimumRows)
}

import type { NumericField } from '@asdf/contract'
import { decimalRounder } from '../infer/numbers.ts'

/**
 * Makes numbers into values of a field: whole ones when it is `integer`, on its grid when it has `decimals`, and between
 * `minimum` and `maximum`. Halves round up. Returns a new array; NaN stays NaN.
 */
export function roundToField(values: Float64Array, field: NumericField): Float64Array {
  const { minimum = -Infinity, maximum = Infinity, integer, decimals } = field
  const round = integer ? Math.round : decimals === undefined ? undefined : decimalRounder(decimals)
  return values.map((value) => {
    const rounded = round === undefined ? value : round(value)
    // Rounding may leave the range, where its ends are off the grid.
    return rounded < minimum ? minimum : rounded > maximum ? maximum : rounded
  })
}

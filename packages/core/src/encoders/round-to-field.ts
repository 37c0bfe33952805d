import type { NumericField } from '@asdf/contract'
import { roundToDecimals } from '../infer/numbers.ts'

/**
 * Makes numbers into values of a field: whole ones when it is `integer`, on its grid when it has `decimals`, and between
 * `minimum` and `maximum`. Halves round up. Returns a new array; NaN stays NaN.
 */
export function roundToField(values: Float64Array, field: NumericField): Float64Array {
  const { minimum = -Infinity, maximum = Infinity, integer, decimals } = field
  return values.map((value) => {
    const rounded = integer ? Math.round(value) : decimals === undefined ? value : roundToDecimals(value, decimals)
    // Rounding may leave the range, where its ends are off the grid.
    return rounded < minimum ? minimum : rounded > maximum ? maximum : rounded
  })
}

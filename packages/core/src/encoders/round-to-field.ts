import type { NumericField } from '@asdf/contract'
import { aField, checkForms, numberList } from '../argument-forms.ts'
import { decimalRounder } from '../infer/numbers.ts'

/**
 * Makes numbers into values of a field: whole ones when it is `integer`, on its grid when it has `decimals`, and between
 * `minimum` and `maximum`. Halves round up. Returns a new array; NaN stays NaN.
 */
export function roundToField(values: Float64Array, field: NumericField): Float64Array {
  checkForms('roundToField', { values: [values, numberList], field: [field, aField] })
  const { minimum = -Infinity, maximum = Infinity, integer, decimals } = field
  const rounded = values.slice()
  const round = integer ? Math.round : decimals === undefined ? undefined : decimalRounder(decimals)
  for (let i = 0; i < rounded.length; i++) {
    const value = round === undefined ? rounded[i]! : round(rounded[i]!)
    // Rounding may leave the range, where its ends are off the grid.
    rounded[i] = value < minimum ? minimum : value > maximum ? maximum : value
  }
  return rounded
}

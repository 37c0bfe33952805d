import type { DatetimeField, NumericField } from '@asdf/contract'
import { hasIdName } from './roles.ts'

const codeName = /(?:^|[^a-z])(?:zip|zipcode|postal|postcode|postleitzahl|plz|fips|code|cd)$/i
const camelCodeName = /[a-z](?:Zip|Code|Postcode)$|^(?:zip|postal) ?code$/i
/** So few different whole numbers, each in so many rows, are categories, or might as well be. */
const mostCategories = 10
const rowsOfCategory = 5

/**
 * Whether the whole numbers of a column are codes, of which none lies between two others: those with the name of codes or of
 * keys, such as `zip`, `country_code` or `doctor_id`, and those of few different values. `values` holds no nulls.
 */
export function isIntegerCode(field: NumericField | DatetimeField, values: Float64Array): boolean {
  if (field.kind !== 'numeric' || !field.integer) return false
  const { name } = field
  if (codeName.test(name) || camelCodeName.test(name)) return true
  // Indices of prices or of body mass are measured.
  if (hasIdName(name) && !/index$/i.test(name)) return true
  const seen = new Set<number>()
  for (let i = 0; i < values.length && seen.size <= mostCategories; i++) seen.add(values[i]!)
  return seen.size <= mostCategories && values.length >= rowsOfCategory * seen.size
}

import type { DatetimeField, NumericField } from '@asdf/contract'
import { aField, aNumber, checkForms, numberList } from '../argument-forms.ts'
import { hasIdName } from './id-names.ts'

const codeName = /(?:^|[^a-z])(?:zip|zipcode|postal|postcode|postleitzahl|plz|fips|code|cd)$/i
const camelCodeName = /[a-z](?:Zip|Code|Postcode)$|^(?:zip|postal) ?code$/i
/** So few different whole numbers, each in so many rows, are categories, or might as well be. */
const mostCategories = 10
const rowsOfCategory = 5
/** Codes that are released stand for at least this share of the rows. */
const leastCovered = 0.5

/**
 * Whether the whole numbers of a column are codes, of which none lies between two others: those with the name of codes or of
 * keys, such as `zip`, `country_code` or `doctor_id`, and those of few different values. `values` holds no nulls.
 */
export function isIntegerCode(field: NumericField | DatetimeField, values: Float64Array): boolean {
  checkForms('isIntegerCode', { field: [field, aField], values: [values, numberList] })
  if (field.kind !== 'numeric' || !field.integer) return false
  const { name } = field
  if (codeName.test(name) || camelCodeName.test(name)) return true
  // Indices of prices or of body mass are measured.
  if (hasIdName(name) && !/index$/i.test(name)) return true
  const seen = new Set<number>()
  for (let i = 0; i < values.length && seen.size <= mostCategories; i++) seen.add(values[i]!)
  return seen.size <= mostCategories && values.length >= rowsOfCategory * seen.size
}

/**
 * The codes that at least `minimumRows` rows share, in ascending order, where a column holds codes: no model may draw any
 * other number, since it would be a code that never was. `undefined` where the column holds no codes, or where fewer than
 * half of its rows have such a code: its numbers are keys, which are not released. `values` holds no nulls.
 */
export function sharedCodes(
  field: NumericField | DatetimeField,
  values: Float64Array,
  minimumRows: number,
): Float64Array | undefined {
  checkForms('sharedCodes', {
    field: [field, aField],
    values: [values, numberList],
    minimumRows: [minimumRows, aNumber],
  })
  if (!isIntegerCode(field, values)) return undefined
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value + 0, (counts.get(value + 0) ?? 0) + 1)
  const shared = [...counts].filter(([, count]) => count >= minimumRows)
  const rows = shared.reduce((sum, [, count]) => sum + count, 0)
  if (rows === 0 || rows < leastCovered * values.length) return undefined
  return Float64Array.from(shared, ([code]) => code).sort()
}

/** The codes of a column that holds released codes alone: all its values, in ascending order; else `undefined`. */
export function listedCodes(
  field: NumericField | DatetimeField,
  values: Float64Array,
  minimumRows: number,
): Float64Array | undefined {
  checkForms('listedCodes', {
    field: [field, aField],
    values: [values, numberList],
    minimumRows: [minimumRows, aNumber],
  })
  const codes = sharedCodes(field, values, minimumRows)
  const known = new Set(codes)
  return values.every((value) => known.has(value)) ? codes : undefined
}

/** The `most` codes that most values have, the lower of equals, in ascending order. */
export function frequentCodes(codes: Float64Array, values: Float64Array, most: number): Float64Array {
  checkForms('frequentCodes', { codes: [codes, numberList], values: [values, numberList], most: [most, aNumber] })
  if (codes.length <= most) return codes
  const counts = new Map(Array.from(codes, (code) => [code, 0]))
  for (const value of values) if (counts.has(value)) counts.set(value, counts.get(value)! + 1)
  const byCount = Array.from(codes).sort((a, b) => counts.get(b)! - counts.get(a)! || a - b)
  return Float64Array.from(byCount.slice(0, most)).sort()
}

/** The code nearest to a value, the lower of two. `codes` ascend and are not empty. */
export function nearestCode(codes: Float64Array, value: number): number {
  let low = 0
  let high = codes.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (codes[middle]! < value) low = middle + 1
    else high = middle
  }
  const below = codes[low - 1]
  return below !== undefined && value - below <= codes[low]! - value ? below : codes[low]!
}

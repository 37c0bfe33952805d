import type { Field } from '@asdf/contract'
import { aField, checkForms } from '../argument-forms.ts'
import { codesByValue, numberOf } from './cell-text.ts'
import { datetimeSpelling } from './datetime.ts'
import { isForeign, numberSpelling } from './number-text.ts'

/**
 * One value as a field's column stores it: a number, the code of a category, 0 or 1. Texts may be in the column's own
 * spelling, such as `31/12/2024` or `1.234,50`, or plain: ISO 8601, `1234.5`. A value that the field cannot hold is
 * `undefined`.
 */
export function fieldValue(field: Field, value: string | number | boolean): number | undefined {
  checkForms('fieldValue', { field: [field, aField] })
  if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined
  if (field.kind === 'categorical') return categoryCode(field.categories, String(value))
  if (field.kind === 'boolean') {
    return typeof value === 'boolean' ? Number(value) : categoryCode(field.labels ?? ['false', 'true'], String(value))
  }
  if (field.kind === 'text') return 0
  if (typeof value === 'boolean') return undefined
  if (typeof value === 'string' && field.kind === 'datetime') return datetimeSpelling(field).read(value)
  const number = typeof value === 'string' && field.kind === 'numeric' ? numberFrom(value, field.format) : Number(value)
  const isOnGrid = field.kind !== 'numeric' || !field.integer || Number.isInteger(number)
  return Number.isFinite(number) && isOnGrid ? number : undefined
}

function numberFrom(text: string, format: Parameters<typeof isForeign>[0]): number {
  if (text.trim() === '') return Number.NaN
  const own = isForeign(format) ? numberSpelling(format).read(text) : undefined
  return own ?? Number(text)
}

/** A category by its name or, where all are numbers, by its value: `1.0` is `1`. */
function categoryCode(names: readonly string[], name: string): number | undefined {
  const code = names.indexOf(name)
  if (code >= 0) return code
  const value = numberOf(name)
  return value === undefined ? undefined : codesByValue(names)?.get(value)
}

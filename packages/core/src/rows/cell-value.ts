import type { InferRules } from '../infer/infer-rules.ts'
import { cellError } from '../infer/fit-column.ts'
import { show } from '../options.ts'

/** What a key of a plain row holds once it has been through a table. Dates are valid; numbers are finite. */
export type CellValue = string | number | boolean | Date | null

/** A row as a plain object, one key a column. */
export type PlainRow = Record<string, CellValue>

/** The JavaScript type of a column's values: `number` for bigint too, `none` for a column of nulls. */
export type ValueType = 'number' | 'boolean' | 'date' | 'text' | 'none'

/** The type that all values of a column share, or `mixed` where the caller says that this is fine. */
export interface Survey {
  readonly type: ValueType | 'mixed'
  /** Some bigint has more digits than a number keeps. */
  readonly isLong: boolean
}

/** Whether a value stands for a missing one. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

/**
 * Looks at all values of a column. A value that no column holds, such as NaN, an invalid Date, or an object, is an
 * `ASDF_DATA_INVALID` with its column and row; so are values of two types, unless `mayMix`.
 */
export function surveyValues(name: string, values: ArrayLike<unknown>, mayMix: boolean, rules: InferRules): Survey {
  let type: Survey['type'] = 'none'
  let isLong = false
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (isMissing(value)) continue
    const own = typeOf(value)
    if (own === undefined) throw cellError(name, row, faultOf(value), rules)
    if (typeof value === 'bigint' && BigInt(Number(value)) !== value) isLong = true
    if (type === 'none') type = own
    if (type === own) continue
    if (!mayMix || own === 'date' || type === 'date') throw cellError(name, row, mixFault(value, own, type), rules)
    type = 'mixed'
  }
  return { type, isLong }
}

function typeOf(value: unknown): Exclude<ValueType, 'none'> | undefined {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'bigint') return 'number'
  if (typeof value === 'number') return Number.isFinite(value) ? 'number' : undefined
  return value instanceof Date && !Number.isNaN(value.getTime()) ? 'date' : undefined
}

function faultOf(value: unknown): string {
  if (Number.isNaN(value)) return 'got NaN; use null for a missing value'
  if (typeof value === 'number') return `got ${value}; replace it by a finite number, or by null`
  if (value instanceof Date) return 'got an invalid Date; use null for a missing value'
  const what = Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
  return `got ${what}; use a string, number, boolean, Date, bigint or null`
}

function mixFault(value: unknown, own: string, other: string): string {
  const got = own === 'date' ? 'a Date' : show(typeof value === 'bigint' ? Number(value) : value)
  return `got ${got} (${own}) where earlier rows hold a ${other}; use one type, or say the column's kind in kinds`
}

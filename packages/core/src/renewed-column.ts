import type { Column, DatetimeField, Field, JsonObject, JsonValue, NumericField, TextField } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aColumn, aField, checkForms } from './argument-forms.ts'
import { artifactFault } from './artifacts/checks.ts'
import { schemaFromJson, schemaToJson } from './artifacts/table-state.ts'

/**
 * A column whose values are made anew instead of modelled: identifiers, and free texts. What is kept of it is where new
 * numbers start, or a prefix that no training value has: no identifier of the training rows.
 */
export interface RenewedColumn {
  readonly field: Field
  /** `count` values that differ from each other and from every training value. */
  make(count: number): Column
  readonly state: JsonObject
}

const day = 86_400_000
const decade = 3652 * day
/** Near the year 9900: later ones leave no room to count on. */
const lastStart = 250_000_000_000_000
/** 1 January of the year 0. */
const firstYear = -62_167_219_200_000

/** Learns from a column of identifiers or texts how new ones may look. */
export function renewedColumn(field: Field, column: Column): RenewedColumn {
  checkForms('renewedColumn', { field: [field, aField], column: [column, aColumn] })
  if (column.kind === 'numeric' && field.kind === 'numeric') return newNumbers(field, roundStart(largest(column)))
  if (column.kind === 'datetime' && field.kind === 'datetime') {
    return newDatetimes(field, roundDatetime(largest(column)))
  }
  if (column.kind === 'text' && field.kind === 'text') return newTexts(field, unusedPrefix(column.values))
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `column '${field.name}' is a ${field.kind} identifier, which has no room for new values; read it as text`,
    { column: field.name, expected: 'text, numeric or datetime', received: field.kind },
  )
}

/** Reads what `state` of a renewed column was. */
export function restoreRenewed(json: JsonValue | undefined, writer: string): RenewedColumn {
  const { field, start, prefix } = (json ?? {}) as JsonObject
  const known = schemaFromJson({ fields: [field!] }).fields[0]!
  if (known.kind === 'numeric' && typeof start === 'number') return newNumbers(known, start)
  if (known.kind === 'datetime' && typeof start === 'number') return newDatetimes(known, start)
  if (known.kind === 'text' && typeof prefix === 'string') return newTexts(known, prefix)
  throw artifactFault('content', `has no readable start for column '${known.name}'`, writer)
}

function newNumbers(field: NumericField, start: number): RenewedColumn {
  return {
    field,
    make: (count) => ({ kind: 'numeric', values: Float64Array.from({ length: count }, (_, i) => start + i) }),
    state: { ...stateOf(field), start },
  }
}

function newDatetimes(field: DatetimeField, start: number): RenewedColumn {
  const step = field.format === 'date' ? day : 1000
  return {
    field,
    make: (count) => ({ kind: 'datetime', values: Float64Array.from({ length: count }, (_, i) => start + i * step) }),
    state: { ...stateOf(field), start },
  }
}

function newTexts(field: TextField, prefix: string): RenewedColumn {
  return {
    field,
    make: (count) => ({ kind: 'text', values: Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`) }),
    state: { ...stateOf(field), prefix },
  }
}

function stateOf(field: Field): JsonObject {
  return { field: (schemaToJson({ fields: [field] })['fields'] as readonly JsonValue[])[0]! }
}

/** The next power of ten, so that no identifier can be told from where the new ones start. */
function roundStart(most: number): number {
  const start = most < 1 ? 1 : 10 ** (Math.floor(Math.log10(most)) + 1)
  return start <= Number.MAX_SAFE_INTEGER / 2 ? start : -(2 ** 52)
}

/** Ten years or less after the last one, or before the year 0 where four digits do not reach further. */
function roundDatetime(most: number): number {
  const start = (Math.floor(most / decade) + 1) * decade
  return start <= lastStart ? start : firstYear
}

function unusedPrefix(values: readonly string[]): string {
  let prefix = 'synthetic-'
  while (values.some((value) => value.startsWith(prefix))) prefix = `new-${prefix}`
  return prefix
}

function largest(column: Column & { readonly values: Float64Array }): number {
  let most = -Infinity
  column.values.forEach((value, row) => {
    if (column.valid?.[row] !== 0 && value > most) most = value
  })
  return most === -Infinity ? 0 : most
}

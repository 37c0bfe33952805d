import type { Column, DatetimeColumn, Field, NumericColumn, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aColumn, aCount, aField, aTable, checkForms } from './argument-forms.ts'
import { datetimeRange } from './infer/datetime.ts'
import { withNulls } from './null-cells.ts'

/**
 * The table with its identifier columns replaced by new ones that `train` does not hold and that differ from row to row
 * (see `newIdentifiers`). Rows without an identifier stay without one.
 */
export function renewIdentifiers(table: Table, train: Table): Table {
  checkForms('renewIdentifiers', { table: [table, aTable], train: [train, aTable] })
  const columns = table.columns.map((column, index) => {
    const field = table.schema.fields[index]!
    if (field.role !== 'identifier') return column
    return withNulls(newIdentifiers(field, train.columns[index]!, table.rowCount), column.valid)
  })
  return { ...table, columns }
}

/**
 * `count` identifiers that `existing` does not hold: numbers and times count on from the largest, or fill the gaps from 0
 * up where doubles end to be exact, texts are `synthetic-1`, `synthetic-2` … An identifier column that is categorical or boolean has no room for new values and is
 * an `ASDF_SCHEMA_MISMATCH`.
 */
export function newIdentifiers(field: Field, existing: Column, count: number): Column {
  checkForms('newIdentifiers', { field: [field, aField], existing: [existing, aColumn], count: [count, aCount] })
  if (existing.kind === 'text') {
    const taken = new Set(existing.values)
    let prefix = 'synthetic-'
    while (existing.values.some((value) => value.startsWith(prefix)) && collides(taken, prefix, count)) {
      prefix = `new-${prefix}`
    }
    return { kind: 'text', values: Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`) }
  }
  if (existing.kind === 'numeric' || existing.kind === 'datetime') {
    const step = existing.kind === 'datetime' ? datetimeStep(field) : 1
    const most = existing.kind === 'datetime' ? datetimeRange[1] : Number.MAX_SAFE_INTEGER
    return { kind: existing.kind, values: newNumbers(existing, step, most, count) }
  }
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `column '${field.name}' is a ${existing.kind} identifier, which has no room for new values; read it as text`,
    { column: field.name, expected: 'text, numeric or datetime', received: existing.kind },
  )
}

function newNumbers(
  { values, valid }: NumericColumn | DatetimeColumn,
  step: number,
  most: number,
  count: number,
): Float64Array {
  const first = Math.floor(Math.max(largest(values, valid), -Number.MAX_SAFE_INTEGER)) + step
  if (first + count * step <= most) return Float64Array.from({ length: count }, (_, i) => first + i * step)
  const taken = new Set(values)
  const made = new Float64Array(count)
  for (let i = 0, next = step; i < count; next += step) if (!taken.has(next)) made[i++] = next
  return made
}

function collides(taken: ReadonlySet<string>, prefix: string, count: number): boolean {
  for (let i = 1; i <= count; i++) if (taken.has(`${prefix}${i}`)) return true
  return false
}

function datetimeStep(field: Field): number {
  const isDate = field.kind === 'datetime' && field.format === 'date'
  return isDate ? 86_400_000 : 1000
}

function largest(values: Float64Array, valid: Uint8Array | undefined): number {
  let found = -Infinity
  for (let i = 0; i < values.length; i++)
    if ((valid === undefined || valid[i] === 1) && values[i]! > found) found = values[i]!
  return found === -Infinity ? 0 : found
}

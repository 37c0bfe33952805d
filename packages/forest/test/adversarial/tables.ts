import type { CategoricalField, Column, ColumnRole, Field, NumericField, Table } from '@asdf/contract'
import { createTable } from '@asdf/core'

/** A table of the given fields and columns. */
export function tableOf(...columns: readonly (readonly [Field, Column])[]): Table {
  return createTable(
    { fields: columns.map(([field]) => field) },
    columns.map(([, column]) => column),
  )
}

export function numbers(name: string, values: ArrayLike<number>, more: Partial<NumericField> = {}): [Field, Column] {
  const field: Field = { name, kind: 'numeric', role: 'feature', nullable: false, integer: false, ...more }
  return [field, { kind: 'numeric', values: Float64Array.from(values) }]
}

/** A categorical column of these labels; an empty one is null. */
export function labels(name: string, values: readonly string[], role: ColumnRole = 'feature'): [Field, Column] {
  const categories = [...new Set(values)].filter((value) => value !== '').sort()
  const nullable = values.includes('')
  const field: CategoricalField = { name, kind: 'categorical', role, nullable, categories, ordered: false }
  const codes = Int32Array.from(values, (value) => categories.indexOf(value))
  const valid = nullable ? { valid: Uint8Array.from(values, (value) => (value === '' ? 0 : 1)) } : {}
  return [field, { kind: 'categorical', codes, ...valid }]
}

/** The labels of a categorical column, null as ''. */
export function labelsOf(table: Table, name: string): string[] {
  const index = table.schema.fields.findIndex((field) => field.name === name)
  const field = table.schema.fields[index]
  const column = table.columns[index]
  if (field?.kind !== 'categorical' || column?.kind !== 'categorical') throw new TypeError(`no categories '${name}'`)
  return Array.from(column.codes, (code, row) => (column.valid?.[row] === 0 ? '' : field.categories[code]!))
}

/** The values of a numeric or datetime column. */
export function valuesOf(table: Table, name: string): Float64Array {
  const column = table.columns[table.schema.fields.findIndex((field) => field.name === name)]
  if (column?.kind !== 'numeric' && column?.kind !== 'datetime') throw new TypeError(`no numbers '${name}'`)
  return column.values
}

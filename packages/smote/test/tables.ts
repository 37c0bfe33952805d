import type { CategoricalField, Column, ColumnRole, Field, Table } from '@asdf/contract'
import { cellsOf, createTable } from '@asdf/core'

/** A numeric feature column and its field. */
export function numeric(name: string, values: readonly number[], role: ColumnRole = 'feature', integer = false): Part {
  return [
    { name, kind: 'numeric', role, nullable: false, integer },
    { kind: 'numeric', values: Float64Array.from(values) },
  ]
}

/** A categorical column and its field; categories are numbered in order of appearance unless given. */
export function categorical(
  name: string,
  values: readonly string[],
  role: ColumnRole = 'feature',
  categories: readonly string[] = [...new Set(values)],
): Part {
  const field: CategoricalField = { name, kind: 'categorical', role, nullable: false, categories, ordered: false }
  return [field, { kind: 'categorical', codes: Int32Array.from(values, (value) => categories.indexOf(value)) }]
}

export function boolean(name: string, values: readonly boolean[], role: ColumnRole = 'feature'): Part {
  return [
    { name, kind: 'boolean', role, nullable: false },
    { kind: 'boolean', values: Uint8Array.from(values, Number) },
  ]
}

export function datetime(name: string, values: readonly number[], format?: 'date'): Part {
  return [
    { name, kind: 'datetime', role: 'feature', nullable: false, ...(format === undefined ? {} : { format }) },
    { kind: 'datetime', values: Float64Array.from(values) },
  ]
}

export function text(name: string, values: readonly string[], role: ColumnRole = 'feature'): Part {
  return [
    { name, kind: 'text', role, nullable: false },
    { kind: 'text', values },
  ]
}

/** The table of these columns. */
export function tableOf(...parts: readonly Part[]): Table {
  return createTable(
    { fields: parts.map(([field]) => field) },
    parts.map(([, column]) => column),
  )
}

/** The same column with nulls in the rows given. */
export function withNulls([field, column]: Part, rows: readonly number[]): Part {
  const { length } = cellsOf(column)
  const valid = new Uint8Array(length).fill(1)
  for (const row of rows) valid[row] = 0
  return [
    { ...field, nullable: true },
    { ...column, valid },
  ]
}

export type Part = readonly [Field, Column]

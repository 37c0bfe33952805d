import type { Column, Field, Rng, Table } from '@asdf/contract'
import { cellsOf as cellsInColumn, createTable } from '@asdf/core'

export interface Named {
  readonly field: Field
  readonly column: Column
}

export const rows = (count: number): number[] => Array.from({ length: count }, (_, row) => row)

export function numbers(name: string, values: readonly (number | null)[], more: object = {}): Named {
  const column = { kind: 'numeric', values: Float64Array.from(values, (value) => value ?? Number.NaN) } as const
  return named({ name, kind: 'numeric', role: 'feature', nullable: false, integer: false, ...more }, column, values)
}

export function categories(name: string, values: readonly (string | null)[], more: object = {}): Named {
  const list = [...new Set(values.filter((value) => value !== null))].sort()
  const known = (more as { categories?: string[] }).categories ?? list
  const column = { kind: 'categorical', codes: Int32Array.from(values, (value) => known.indexOf(value ?? '')) } as const
  const field = { name, kind: 'categorical', role: 'feature', nullable: false, categories: known, ordered: false } as const // prettier-ignore
  return named({ ...field, ...more }, column, values)
}

export function booleans(name: string, values: readonly (boolean | null)[], more: object = {}): Named {
  const column = { kind: 'boolean', values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)) } as const
  return named({ name, kind: 'boolean', role: 'feature', nullable: false, ...more }, column, values)
}

export function datetimes(name: string, values: readonly (number | null)[], more: object = {}): Named {
  const column = { kind: 'datetime', values: Float64Array.from(values, (value) => value ?? Number.NaN) } as const
  return named({ name, kind: 'datetime', role: 'feature', nullable: false, ...more }, column, values)
}

export function texts(name: string, values: readonly string[], more: object = {}): Named {
  const field = { name, kind: 'text', role: 'feature', nullable: false, ...more } as Field
  return { field, column: { kind: 'text', values: [...values] } }
}

export function tableOf(...parts: readonly Named[]): Table {
  return createTable({ fields: parts.map(({ field }) => field) }, parts.map(({ column }) => column)) // prettier-ignore
}

/** An index below `shares.length`, drawn with those shares. */
export function pick(rng: Rng, shares: readonly number[]): number {
  let left = rng.next()
  return Math.max(0, shares.findIndex((share) => (left -= share) < 0)) // prettier-ignore
}

/** Cells of a column as plain values, nulls as `null`. */
export function cellsOf(table: Table, name: string): (string | number | boolean | null)[] {
  const index = table.schema.fields.findIndex((field) => field.name === name)
  const [field, column] = [table.schema.fields[index]!, table.columns[index]!]
  return rows(table.rowCount).map((row) => {
    if (column.valid?.[row] === 0) return null
    if (column.kind === 'categorical' && field.kind === 'categorical') return field.categories[column.codes[row]!]!
    if (column.kind === 'boolean') return column.values[row] === 1
    return cellsInColumn(column)[row]!
  })
}

export function numbersOf(table: Table, name: string): number[] {
  return cellsOf(table, name).map((cell) => (typeof cell === 'number' ? cell : Number.NaN))
}

/** The share of cells that satisfy a test. */
export function shareOf<T>(cells: readonly T[], test: (cell: T) => boolean): number {
  return cells.filter(test).length / cells.length
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function named(field: Field, column: Column, values: readonly unknown[]): Named {
  if (!values.includes(null)) return { field, column }
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1))
  return { field: { ...field, nullable: true }, column: { ...column, valid } }
}

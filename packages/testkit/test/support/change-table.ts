import type { Column, Table } from '@asdf/contract'
import { checkTable, columnOf, fieldIndex } from '@asdf/core'

export function hasColumn(table: Table, name: string): boolean {
  return table.schema.fields.some((field) => field.name === name)
}

/** The table with another column of this name, if it has one. */
export function replaceColumn(table: Table, name: string, change: (column: Column) => Column): Table {
  if (!hasColumn(table, name)) return table
  const at = fieldIndex(table.schema, name)
  return { ...table, columns: table.columns.with(at, change(table.columns[at]!)) }
}

/** The table with other numbers or moments in the column of this name, if it has one. */
export function mapNumbers(table: Table, name: string, change: (value: number) => number): Table {
  return replaceColumn(table, name, (column) =>
    column.kind === 'numeric' || column.kind === 'datetime' ? { ...column, values: column.values.map(change) } : column,
  )
}

/** The table with every cell of these columns taken for present. */
export function fillNulls(table: Table, names: readonly string[]): Table {
  return names.reduce((rows, name) => replaceColumn(rows, name, ({ valid: _, ...whole }) => whole), table)
}

/** The table, or `instead` where it is not sound. */
export function soundOr(instead: Table, table: Table): Table {
  try {
    checkTable('test', table)
    return table
  } catch {
    return instead
  }
}

/** Changes a table that was to be left alone. */
export function spoil(table: Table): void {
  const column = columnOf(table, 'price')
  if (column.kind === 'numeric') column.values[0]! += 1
}

import type { Column, ColumnRole, Field, ScalarKind, Table } from '@asdf/contract'
import { createTable } from '@asdf/core'

export type Cell = number | string | boolean | null

/** A table from rows of cells; every column is nullable and categories are those of `categories`. */
export function plainTable(
  kinds: readonly ScalarKind[],
  rows: readonly (readonly Cell[])[],
  roles: readonly ColumnRole[] = [],
): Table {
  const fields = kinds.map((kind, c) => fieldOf(kind, `column ${c + 1}`, roles[c] ?? 'feature'))
  const columns = kinds.map((kind, c) =>
    columnOf(
      kind,
      rows.map((row) => row[c]!),
    ),
  )
  return createTable({ fields }, columns)
}

export const categories = ['red', 'green', 'blue', 'gray']

function fieldOf(kind: ScalarKind, name: string, role: ColumnRole): Field {
  const field = { name, role, nullable: true }
  switch (kind) {
    case 'numeric':
      return { ...field, kind, integer: false }
    case 'categorical':
      return { ...field, kind, categories, ordered: false }
    default:
      return { ...field, kind }
  }
}

function columnOf(kind: ScalarKind, cells: readonly Cell[]): Column {
  const valid = cells.some((cell) => cell === null)
    ? { valid: Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1)) }
    : {}
  switch (kind) {
    case 'numeric':
    case 'datetime':
      return { kind, values: Float64Array.from(cells, (cell) => Number(cell ?? 0)), ...valid }
    case 'categorical':
      return { kind, codes: Int32Array.from(cells, (cell) => categories.indexOf(String(cell ?? 'red'))), ...valid }
    case 'boolean':
      return { kind, values: Uint8Array.from(cells, (cell) => (cell === true ? 1 : 0)), ...valid }
    case 'text':
      return { kind, values: cells.map((cell) => String(cell ?? '')), ...valid }
  }
}

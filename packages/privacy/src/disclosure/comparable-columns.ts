import type { Column, Table } from '@asdf/contract'
import { cellsOf, classCodes, isPresent } from '@asdf/core'

/** One column of several tables, as numbers that are equal where the cells are; NaN for a null. */
export interface ComparableColumn {
  readonly name: string
  /** Whether smaller and larger mean anything. */
  readonly ordered: boolean
  /** The cells of each table. */
  readonly values: readonly Float64Array[]
}

/** The columns of tables with the same columns and categories; texts count as wholes. */
export function comparableColumns(tables: readonly Table[]): ComparableColumn[] {
  return tables[0]!.schema.fields.map(({ name, kind }, index) => {
    const texts = new Map<string, number>()
    return {
      name,
      ordered: kind === 'numeric' || kind === 'datetime',
      values: tables.map(({ columns }) => comparable(columns[index]!, texts)),
    }
  })
}

function comparable(column: Column, texts: Map<string, number>): Float64Array {
  if (column.kind === 'categorical' || column.kind === 'boolean')
    return Float64Array.from(classCodes(column), (code) => (code < 0 ? NaN : code))
  return Float64Array.from(cellsOf(column) as ArrayLike<unknown>, (cell, row) => {
    if (!isPresent(column, row)) return NaN
    if (typeof cell === 'number') return cell
    const text = String(cell)
    if (!texts.has(text)) texts.set(text, texts.size)
    return texts.get(text)!
  })
}

/** Whether two cells are equal; a null equals a null. */
export function isSame(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other))
}

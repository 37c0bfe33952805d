import type { Column, Field, Table } from '@asdf/contract'
import type { CellValue, PlainRow } from './cell-value.ts'
import { checkTable } from '../check-table.ts'
import { unknownKind } from '../known-kinds.ts'
import { isPresent } from '../table.ts'

/**
 * The rows of a table as plain objects, one key a column: the way back from `tableFromRows`. Missing values are null,
 * datetimes Dates. Categories and texts are strings; booleans are booleans, or strings where the column spells them as
 * words, such as `yes` and `no`; both are numbers where they were numbers in the rows that the table was made from.
 */
export function rowsFromTable(table: Table): PlainRow[] {
  checkTable('rowsFromTable', table)
  const { fields } = table.schema
  const readers = table.columns.map((column, index) => readerOf(fields[index]!, column))
  return Array.from({ length: table.rowCount }, (_, row) => {
    // Object.fromEntries makes even a column named __proto__ a key like any other.
    return Object.fromEntries(
      fields.map(({ name }, index) => [name, isPresent(table.columns[index]!, row) ? readers[index]!(row) : null]),
    )
  })
}

type CellReader = (row: number) => CellValue

function readerOf(field: Field, column: Column): CellReader {
  switch (column.kind) {
    case 'numeric':
      return (row) => column.values[row]!
    case 'datetime':
      return (row) => new Date(column.values[row]!)
    case 'text':
      return (row) => column.values[row]!
    case 'categorical': {
      const categories = field.kind === 'categorical' ? field.categories : []
      const values = categories.map((category) => valueOf(field, category))
      return (row) => values[column.codes[row]!]!
    }
    case 'boolean': {
      const labels = field.kind === 'boolean' ? field.labels : undefined
      const values = labels?.map((label) => valueOf(field, label)) ?? [false, true]
      return (row) => values[column.values[row]!]!
    }
    default:
      throw unknownKind('rowsFromTable', field)
  }
}

function valueOf(field: Field, label: string): string | number {
  return (field.kind === 'categorical' || field.kind === 'boolean') && field.numbers === true ? Number(label) : label
}

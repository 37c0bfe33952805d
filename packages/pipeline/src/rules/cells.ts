import type { Column, Field, Table } from '@asdf/contract'
import type { CellValue } from '@asdf/core/rules'
import { columnOf, isPresent } from '@asdf/core'
import { cellValue, ruleNumbers } from '@asdf/core/rules'

/** A column of numbers or datetimes, null where NaN. */
export function numberColumn(kind: 'numeric' | 'datetime', values: Float64Array): Column {
  return values.some(Number.isNaN)
    ? { kind, values, valid: Uint8Array.from(values, (value) => Number(!Number.isNaN(value))) }
    : { kind, values }
}

/** A column of one value a row, in the form of its field; a category that the field lacks becomes null. */
export function columnOfCells(field: Field, cells: readonly CellValue[]): Column {
  const numbers = Float64Array.from(cells, (cell) => numberOf(field, cell))
  if (field.kind === 'numeric' || field.kind === 'datetime') return numberColumn(field.kind, numbers)
  const isFull = !numbers.some(Number.isNaN)
  const valid = isFull ? {} : { valid: Uint8Array.from(numbers, (value) => Number(!Number.isNaN(value))) }
  if (field.kind === 'boolean')
    return { kind: 'boolean', values: Uint8Array.from(numbers, (one) => one || 0), ...valid }
  if (field.kind === 'categorical') {
    return { kind: 'categorical', codes: Int32Array.from(numbers, (one) => (Number.isNaN(one) ? -1 : one)), ...valid }
  }
  return { kind: 'text', values: cells.map((cell) => (cell === null ? '' : String(cell))), ...valid }
}

/** The cells of a column, one value a row. */
export function cellValues(field: Field, column: Column, rowCount: number): CellValue[] {
  return Array.from({ length: rowCount }, (_, row) => cellValue(field, column, row))
}

/** The column with the rows that `isNull` names emptied. */
export function emptied(column: Column, rowCount: number, isNull: (row: number) => boolean): Column {
  const valid = Uint8Array.from({ length: rowCount }, (_, row) => Number(isPresent(column, row) && !isNull(row)))
  if (!valid.includes(0)) return column
  if (column.kind === 'text') {
    return { ...column, values: column.values.map((value, row) => (valid[row] === 1 ? value : '')), valid }
  }
  if (column.kind === 'categorical') {
    return { ...column, codes: column.codes.map((code, row) => (valid[row] === 1 ? code : -1)), valid }
  }
  if (column.kind === 'boolean') {
    return { ...column, values: column.values.map((value, row) => (valid[row] === 1 ? value : 0)), valid }
  }
  if (column.kind === 'image' || column.kind === 'series') return { ...column, valid }
  return { ...column, values: column.values.map((value, row) => (valid[row] === 1 ? value : Number.NaN)), valid }
}

/** The numbers of a named column, NaN where null. */
export function numbersIn(table: Table): (name: string) => Float64Array {
  return (name) => ruleNumbers(columnOf(table, name))
}

function numberOf(field: Field, cell: CellValue): number {
  if (cell === null) return Number.NaN
  if (field.kind === 'categorical') {
    const code = field.categories.indexOf(String(cell))
    return code < 0 ? Number.NaN : code
  }
  return Number(cell)
}

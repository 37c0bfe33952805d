import type { Column, Field, Schema, Table } from '@asdf/contract'
import { anObject, aSchema, aTable, checkForms, listOf } from '../argument-forms.ts'
import { cellsOf, classCodes, classCounts, classNames } from '../fields.ts'
import { isPresent } from '../table.ts'

/** A column that another one determines, as the name of a degree determines its rank. */
export interface DependentColumn {
  /** Its place in the table. */
  readonly column: number
  /** The place of the column of categories or booleans that determines it. */
  readonly source: number
  /** [categories of the source] The cell as the column stores it; NaN for null, and for categories without rows. */
  readonly cells: Float64Array
}

const rowsForEach = 20
/** Rows that must share a cell before it is kept in the model as it is. */
const fewestRows = 5

/**
 * Columns that are a function of one column of categories, over at least 20 rows for each of these on average and 5 for
 * each that occurs: no cell is kept that fewer rows share. They need not be learned, and networks would only learn them
 * nearly. Targets, identifiers and texts are never among them.
 */
export function findDependents(table: Table): DependentColumn[] {
  checkForms('findDependents', { table: [table, aTable] })
  const { fields } = table.schema
  const found: DependentColumn[] = []
  fields.forEach((field, column) => {
    if (field.role === 'target' || field.role === 'identifier' || field.kind === 'text') return
    const source = fields.findIndex(
      (_, other) =>
        other !== column &&
        isSource(table, other) &&
        !found.some((one) => one.column === other) &&
        cellsBySource(table, other, column) !== undefined,
    )
    // What determines others stays.
    if (source < 0 || found.some((one) => one.source === column)) return
    found.push({ column, source, cells: cellsBySource(table, source, column)! })
  })
  return found
}

/** The table without its dependent columns. */
export function withoutDependents(table: Table, dependents: readonly DependentColumn[]): Table {
  checkForms('withoutDependents', { table: [table, aTable], dependents: [dependents, listOf(anObject)] })
  if (dependents.length === 0) return table
  const kept = keptColumns(table.schema, dependents)
  return {
    schema: { fields: kept.map((index) => table.schema.fields[index]!) },
    rowCount: table.rowCount,
    columns: kept.map((index) => table.columns[index]!),
  }
}

/** The table of the whole schema, with dependent columns looked up. */
export function withDependents(table: Table, schema: Schema, dependents: readonly DependentColumn[]): Table {
  checkForms('withDependents', {
    table: [table, aTable],
    schema: [schema, aSchema],
    dependents: [dependents, listOf(anObject)],
  })
  if (dependents.length === 0) return table
  const kept = keptColumns(schema, dependents)
  const columns = schema.fields.map((field, index) => {
    const dependent = dependents.find(({ column }) => column === index)
    if (dependent === undefined) return table.columns[kept.indexOf(index)]!
    return lookUp(field, dependent, classCodes(table.columns[kept.indexOf(dependent.source)]!))
  })
  return { schema, rowCount: table.rowCount, columns }
}

/** The places in the whole table of the columns that are not dependent. */
export function keptColumns(schema: Schema, dependents: readonly DependentColumn[]): number[] {
  checkForms('keptColumns', { schema: [schema, aSchema], dependents: [dependents, listOf(anObject)] })
  return [...schema.fields.keys()].filter((index) => !dependents.some(({ column }) => column === index))
}

function isSource({ schema, columns, rowCount }: Table, index: number): boolean {
  const field = schema.fields[index]!
  if (field.role === 'identifier' || (field.kind !== 'categorical' && field.kind !== 'boolean')) return false
  if (columns[index]!.valid?.includes(0) === true) return false
  const counts = classCounts(field, columns[index]!).filter((count) => count > 0)
  return counts.length > 1 && rowCount >= rowsForEach * counts.length && counts.every((count) => count >= fewestRows)
}

/** The one cell of each category, unless some category has two. */
function cellsBySource(table: Table, source: number, column: number): Float64Array | undefined {
  const cells = new Float64Array(classNames(table.schema.fields[source]!).length).fill(Number.NaN)
  const isKnown = new Uint8Array(cells.length)
  const codes = classCodes(table.columns[source]!)
  for (let row = 0; row < codes.length; row++) {
    const [code, cell] = [codes[row]!, cellOf(table.columns[column]!, row)]
    if (isKnown[code] === 1 && !Object.is(cells[code], cell)) return undefined
    cells[code] = cell
    isKnown[code] = 1
  }
  return cells
}

function cellOf(column: Column, row: number): number {
  if (column.kind === 'text' || !isPresent(column, row)) return Number.NaN
  return cellsOf(column)[row]!
}

function lookUp(field: Field, { cells }: DependentColumn, codes: Int32Array): Column {
  const found = Float64Array.from(codes, (code) => cells[code]!)
  const valid = found.some(Number.isNaN) ? { valid: Uint8Array.from(found, (cell) => Number(!Number.isNaN(cell))) } : {}
  if (field.kind === 'categorical')
    return { kind: 'categorical', codes: Int32Array.from(found, (cell) => (Number.isNaN(cell) ? -1 : cell)), ...valid }
  if (field.kind === 'boolean')
    return { kind: 'boolean', values: Uint8Array.from(found, (cell) => (Number.isNaN(cell) ? 0 : cell)), ...valid }
  return { kind: field.kind === 'datetime' ? 'datetime' : 'numeric', values: found, ...valid }
}

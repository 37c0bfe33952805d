import type { Column, ColumnKind, ColumnRole, Field, SeriesColumn, SeriesField, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { cellsOf } from './fields.ts'
import { imageFault, imageSize } from './nested/image-column.ts'
import { seriesCellFault, seriesFormFault } from './nested/series-column.ts'
import { show } from './options.ts'
import { describeField } from './same-field.ts'
import { typeName } from './type-name.ts'

/**
 * Refuses what is not a sound table, as every function that reads one does first: not a table at all (`null`, an array of
 * rows), columns that do not belong to their fields in number, kind, type of array or length, a `rowCount` that is not
 * theirs, and cells that their field cannot hold: codes without a category, NaN, texts that are not strings. A value that
 * `valid` marks as missing may be anything but must be there. Infinite numbers pass: see `checkFinite`. `where` names the
 * call, as in `smote.fit`. Linear in the cells, without copies.
 *
 * Errors: `ASDF_SCHEMA_MISMATCH` for the form of the table, `ASDF_DATA_INVALID` with column and row for a cell.
 */
export function checkTable(where: string, table: Table): void {
  checkTableForm(where, table)
  table.columns.forEach((column, index) => checkCells(where, table.schema.fields[index]!, column))
}

/** As `checkTable`, but without a look at the cells: for functions that only move them. Linear in the columns. */
export function checkTableForm(where: string, table: Table): void {
  const given = table as Partial<Table> | null | undefined
  const fields: unknown = (given?.schema as Partial<Table['schema']> | null | undefined)?.fields
  if (!Array.isArray(fields) || !Array.isArray(given?.columns)) {
    throw formError(where, '', 'a table: { schema: { fields }, rowCount, columns }', describe(table))
  }
  const { columns, rowCount } = table
  if (!Number.isInteger(rowCount) || rowCount < 0) {
    throw formError(where, '', 'a rowCount that is a whole number of at least 0', show(rowCount))
  }
  if (fields.length !== columns.length) {
    throw formError(where, '', `a column for each of ${fields.length} fields`, `${columns.length} columns`)
  }
  const names = new Set<string>()
  fields.forEach((field: Field, index) => {
    checkField(where, field, index)
    if (names.has(field.name)) throw formError(where, field.name, 'a name of its own', 'a second column of that name')
    names.add(field.name)
    checkColumnForm(where, field, columns[index], rowCount)
  })
}

/** As `checkTable`, for a column alone, whatever its length. */
export function checkColumn(where: string, field: Field, column: Column): void {
  checkField(where, field, 0)
  checkColumnForm(where, field, column, lengthOf(field, column))
  checkCells(where, field, column)
}

/** How many rows a column seems to have, whatever it is. */
function lengthOf(field: Field, column: unknown): number {
  const given = (column ?? {}) as Partial<Record<string, ArrayLike<unknown>>>
  if (field.kind === 'series') return Math.max(0, (given['offsets']?.length ?? 1) - 1)
  const { length = 0 } = given[cellParts[field.kind]] ?? {}
  return field.kind === 'image' ? Math.floor(length / imageSize(field)) || 0 : length
}

/** Every role a column can have. */
export const columnRoles: readonly ColumnRole[] = ['feature', 'target', 'identifier', 'sensitive', 'weight']

/** The type of array that holds the cells of each kind. */
const cellArrays = {
  numeric: 'Float64Array',
  categorical: 'Int32Array',
  boolean: 'Uint8Array',
  datetime: 'Float64Array',
  text: 'Array',
  image: 'Uint8Array',
  series: 'Float64Array',
} as const satisfies Record<ColumnKind, string>

/** The part of a column that holds the cells of each kind. */
const cellParts = {
  numeric: 'values',
  categorical: 'codes',
  boolean: 'values',
  datetime: 'values',
  text: 'values',
  image: 'pixels',
  series: 'values',
} as const satisfies Record<ColumnKind, string>

function checkField(where: string, field: unknown, index: number): void {
  const { name, kind, role, categories, labels } = (field ?? {}) as Record<string, unknown>
  const column = typeof name === 'string' ? name : ''
  if (typeof name !== 'string') {
    throw formError(where, '', `field ${index + 1} with a name that is a text`, describe(field))
  }
  if (typeof kind !== 'string' || !Object.hasOwn(cellArrays, kind)) {
    throw formError(where, column, `a kind out of ${Object.keys(cellArrays).join(', ')}`, show(kind))
  }
  if (!columnRoles.includes(role as ColumnRole))
    throw formError(where, column, `a role out of ${columnRoles.join(', ')}`, show(role))
  if (kind === 'categorical' && !isSoundList(categories)) {
    throw formError(where, column, 'categories that are different texts', show(categories))
  }
  if (kind === 'boolean' && labels !== undefined && !(isSoundList(labels) && labels.length === 2)) {
    throw formError(where, column, 'labels that are two different texts', show(labels))
  }
}

// Lists that were found sound: a column of thousands of categories is not looked through again for every call.
const soundLists = new WeakSet<object>()

function isSoundList(list: unknown): list is readonly string[] {
  if (!Array.isArray(list)) return false
  if (soundLists.has(list)) return true
  // A hole is not a string either: `every` would pass over it.
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== 'string') return false
  if (new Set(list).size !== list.length) return false
  if (list.length > 64) soundLists.add(list)
  return true
}

function checkColumnForm(where: string, field: Field, column: unknown, rowCount: number): void {
  const given = (column ?? {}) as Record<string, unknown>
  const { name, kind } = field
  if (given['kind'] !== kind) throw formError(where, name, `a ${kind} column`, describe(given['kind'] ?? column))
  const part = cellParts[kind]
  const cells = given[part]
  if (typeName(cells) !== cellArrays[kind]) {
    throw formError(where, name, `${part} in a ${cellArrays[kind]}`, describe(cells))
  }
  if (kind === 'image' || kind === 'series') checkNestedForm(where, field, column as Column, rowCount)
  const length = kind === 'image' || kind === 'series' ? rowCount : (cells as ArrayLike<unknown>).length
  if (length !== rowCount) throw formError(where, name, `${rowCount} rows as the table's rowCount says`, `${length}`)
  const { valid } = given
  if (valid === undefined) return
  if (typeName(valid) !== 'Uint8Array') throw formError(where, name, 'valid in a Uint8Array', describe(valid))
  const marks = (valid as Uint8Array).length
  if (marks !== rowCount) throw formError(where, name, `valid with ${rowCount} rows`, `${marks}`)
}

function checkNestedForm(where: string, field: Field, column: Column, rowCount: number): void {
  if (field.kind === 'image' && column.kind === 'image') {
    const fault = imageFault(field, column, rowCount)
    if (fault !== undefined) throw formError(where, field.name, describeField(field), fault)
  }
  if (field.kind !== 'series' || column.kind !== 'series') return
  const found = seriesFormFault(field, column, rowCount)
  if (found === undefined) return
  if (found.row < 0) throw formError(where, field.name, describeField(field), found.fault)
  throw cellError(where, field.name, found.row, `has ${found.fault}`)
}

/** Refuses a series whose steps its field cannot hold. */
export function checkSeriesCells(where: string, field: SeriesField, column: SeriesColumn): void {
  const found = seriesCellFault(field, column)
  if (found !== undefined) throw cellError(where, field.name, found.row, `has ${found.fault}`)
}

function checkCells(where: string, field: Field, column: Column): void {
  if (field.kind === 'series' && column.kind === 'series') checkSeriesCells(where, field, column)
  const row = firstUnsound(field, column)
  if (row < 0) return
  const { valid } = column
  if (valid !== undefined && valid[row] !== 0 && valid[row] !== 1) {
    throw cellError(where, field.name, row, `has ${valid[row]} in valid; 1 marks a value, 0 a null`)
  }
  throw cellError(where, field.name, row, `${cellFault(field, column)}, got ${show(cellsOf(column)[row])}`)
}

function cellFault(field: Field, column: Column): string {
  switch (column.kind) {
    case 'numeric':
    case 'datetime':
      return 'is not a number; mark nulls by a 0 in valid'
    case 'categorical':
      return `must be a code below ${field.kind === 'categorical' ? field.categories.length : 0}`
    case 'boolean':
      return 'must be 0 or 1'
    case 'text':
      return "must be a text, also where it is null: use ''"
    default:
      return 'is not a value of its kind'
  }
}

/** The first row whose cell or mark of validity is not sound, or -1. One loop a kind: this runs over every cell. */
function firstUnsound(field: Field, column: Column): number {
  const { valid } = column
  switch (column.kind) {
    case 'numeric':
    case 'datetime': {
      const { values } = column
      for (let i = 0; i < values.length; i++) {
        if (values[i] !== values[i] && (valid === undefined || valid[i] !== 0)) return i // NaN alone differs from itself
      }
      break
    }
    case 'categorical': {
      const count = field.kind === 'categorical' ? field.categories.length : 0
      const { codes } = column
      for (let i = 0; i < codes.length; i++) {
        if ((codes[i]! < 0 || codes[i]! >= count) && (valid === undefined || valid[i] !== 0)) return i
      }
      break
    }
    case 'boolean': {
      const { values } = column
      for (let i = 0; i < values.length; i++) {
        if (values[i]! > 1 && (valid === undefined || valid[i] !== 0)) return i
      }
      break
    }
    case 'text': {
      const { values } = column
      for (let i = 0; i < values.length; i++) if (typeof values[i] !== 'string') return i
    }
  }
  if (valid !== undefined) for (let i = 0; i < valid.length; i++) if (valid[i]! > 1) return i
  return -1
}

/** What a wrong part is, short: its type where it is an object, the value itself elsewhere. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? `an object (${typeName(value)})` : show(value)
}

function formError(where: string, column: string, expected: string, received: string): AsdfError {
  const subject = column === '' ? '' : `column '${column}' `
  return new AsdfError('ASDF_SCHEMA_MISMATCH', `${where}: ${subject}must have ${expected}, got ${received}`, {
    column,
    expected,
    received,
  })
}

function cellError(where: string, column: string, row: number, fault: string): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', `${where}: column '${column}', row ${row + 1} ${fault}`, {
    column,
    row: row + 1,
  })
}

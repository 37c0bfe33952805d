import type { Table } from '@asdf/contract'
import type { RowOptions } from './row-options.ts'
import { AsdfError } from '@asdf/contract'
import { tableOf } from '../csv/parse-csv.ts'
import { optionError } from '../options.ts'
import { runAtOnce } from '../slices.ts'
import { typeName } from '../type-name.ts'
import { fieldsOf, rulesOfRows } from './row-options.ts'
import { fitValues, inferValues } from './value-column.ts'

/**
 * Makes a table of plain objects: `tableFromRows(payments, { target: 'fraud' })`.
 *
 * Columns are the keys of all rows, in the order of their first appearance. A number or bigint is numeric, a boolean
 * boolean, a Date a datetime (a date when all are midnight in UTC); null, undefined and a missing key are a missing
 * value. Strings are read by the rules for CSV cells, so that `'2024-05-01'` is a datetime, `'12'` a number, `'007'` and
 * other words categories or text, and `''` or `'NA'` missing: say `kinds: { code: 'text' }` or `nulls: []` where that is
 * wrong. As in CSV, a column of the numbers 0 and 1 is boolean, few numbers in the target are classes, and identifiers are
 * recognized as a role. Bigints that a number cannot hold are texts.
 *
 * A value that no column holds (NaN, an array, an invalid Date) and values of two types under one key are an
 * `ASDF_DATA_INVALID` that names row and key; no rows are an `ASDF_TOO_FEW_ROWS` unless there is a schema.
 */
export function tableFromRows(rows: Iterable<object>, options: RowOptions = {}): Table {
  const where = 'tableFromRows'
  if (typeof (rows as Partial<Iterable<object>> | null)?.[Symbol.iterator] !== 'function' || typeof rows === 'string') {
    throw optionError(where, 'rows', rows, 'must be an array of objects')
  }
  const given = [...rows] as readonly Readonly<Record<string, unknown>>[]
  return tableOfValues(where, valuesByKey(where, given), given.length, options)
}

/**
 * Makes a table of arrays or typed arrays, one for each column: `tableFromColumns({ amount: [1, 2], shop: ['a', 'b'] })`.
 * Values are read as `tableFromRows` reads them. Arrays of different lengths are an `ASDF_SHAPE_MISMATCH`.
 */
export function tableFromColumns(
  columns: Readonly<Record<string, ArrayLike<unknown>>>,
  options: RowOptions = {},
): Table {
  const where = 'tableFromColumns'
  const isRecord = typeof columns === 'object' && columns !== null && !Array.isArray(columns)
  if (!isRecord) throw optionError(where, 'columns', columns, 'must be an object of arrays, one for each column')
  const values = new Map(Object.entries(columns))
  for (const [name, column] of values) {
    if (Array.isArray(column) || (ArrayBuffer.isView(column) && !(column instanceof DataView))) continue
    throw optionError(where, `columns.${name}`, column, 'must be an array or a typed array')
  }
  const [rowCount = 0, ...others] = [...values.values()].map(({ length }) => length)
  const odd = others.findIndex((length) => length !== rowCount)
  if (odd < 0) return tableOfValues(where, values, rowCount, options)
  const name = [...values.keys()][odd + 1]!
  throw new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `${where}: column '${name}' has ${others[odd]} values, the columns before it ${rowCount}; make them equally long`,
    { expected: [rowCount], received: [others[odd]!] },
  )
}

type ColumnValues = ReadonlyMap<string, ArrayLike<unknown>>

function valuesByKey(where: string, rows: readonly Readonly<Record<string, unknown>>[]): ColumnValues {
  const columns = new Map<string, unknown[]>()
  rows.forEach((row, index) => {
    if (!isRecord(row)) {
      const got = typeof row === 'object' && row !== null ? `of type ${typeName(row)}` : String(row)
      throw new AsdfError(
        'ASDF_DATA_INVALID',
        `${where}: row ${index + 1} is ${got}; give an object with one key for each column`,
        { column: '', row: index + 1 },
      )
    }
    for (const key of Object.keys(row)) {
      let values = columns.get(key)
      if (values === undefined) columns.set(key, (values = new Array<unknown>(rows.length).fill(null)))
      values[index] = row[key]
    }
  })
  return columns
}

/** Whether a row has its values under keys of its own, as a Map or an array of values has not. */
function isRecord(row: unknown): boolean {
  return typeof row === 'object' && row !== null && !['Array', 'Map', 'Set'].includes(typeName(row))
}

function tableOfValues(where: string, values: ColumnValues, rowCount: number, options: RowOptions): Table {
  const rules = rulesOfRows(where, options)
  const { schema } = options
  if (schema !== undefined) {
    const fields = rowCount === 0 ? schema.fields : fieldsOf(where, schema, new Set(values.keys()))
    const nulls = new Array<null>(rowCount).fill(null)
    const columns = fields.map((field) => fitValues(field, values.get(field.name) ?? nulls, rules).column)
    return { schema: { fields }, rowCount, columns }
  }
  if (rowCount === 0) {
    throw new AsdfError('ASDF_TOO_FEW_ROWS', `${where}: there are no rows; give at least one, or a schema`, {
      required: 1,
      received: 0,
    })
  }
  if (values.size === 0) throw optionError(where, 'rows', {}, 'must have at least one key in one of its objects')
  const columns = [...values].map(([name, column]) => inferValues(name, column, options, rules))
  return runAtOnce(tableOf({ columns, rowCount }, options, rules))
}

import type { Column, Field, Schema, Table, TextColumn } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aColumn, aField, anyColumn, aSchema, aTable, aText, checkForms } from './argument-forms.ts'
import { codesByValue, numberOf } from './infer/cell-text.ts'
import { toCodes } from './number-arrays.ts'
import { show } from './options.ts'

/** Index of the field named `name`, or an `ASDF_SCHEMA_MISMATCH` that lists the names there are. */
export function fieldIndex(schema: Schema, name: string): number {
  checkForms('fieldIndex', { schema: [schema, aSchema], name: [name, aText] })
  const index = schema.fields.findIndex((field) => field.name === name)
  if (index >= 0) return index
  const names = schema.fields.map((field) => field.name)
  throw new AsdfError('ASDF_SCHEMA_MISMATCH', `no column '${name}'; the columns are ${names.join(', ')}`, {
    column: name,
    expected: names.join(', '),
    received: name,
  })
}

/** The column named `name`. */
export function columnOf(table: Table, name: string): Column {
  checkForms('columnOf', { table: [table, aTable], name: [name, aText] })
  return table.columns[fieldIndex(table.schema, name)]!
}

/** Index of the one column whose role is `target`, or an `ASDF_SCHEMA_MISMATCH` in the name of `where`. */
export function targetIndex(schema: Schema, where: string): number {
  checkForms('targetIndex', { schema: [schema, aSchema] })
  const found = schema.fields.flatMap((field, index) => (field.role === 'target' ? [index] : []))
  if (found.length === 1) return found[0]!
  const received = found.length === 0 ? 'none' : found.map((index) => schema.fields[index]!.name).join(', ')
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: needs exactly one column with the role 'target', got ${received}; set it with withRole(table, column, 'target')`,
    { column: received, expected: 'one target', received },
  )
}

/** Indices of the columns a model learns from: roles `feature` and `sensitive`. */
export function featureIndices(schema: Schema): number[] {
  checkForms('featureIndices', { schema: [schema, aSchema] })
  return schema.fields.flatMap((field, index) =>
    field.role === 'feature' || field.role === 'sensitive' ? [index] : [],
  )
}

/** The names of a categorical or boolean field's classes, by code. Other kinds are an `ASDF_SCHEMA_MISMATCH`. */
export function classNames(field: Field): readonly string[] {
  checkForms('classNames', { field: [field, aField] })
  if (field.kind === 'categorical') return field.categories
  if (field.kind === 'boolean') return field.labels ?? ['false', 'true']
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `column '${field.name}' is ${field.kind}; classes need a categorical or boolean column; read it with ` +
      `the option kinds: { ${JSON.stringify(field.name)}: 'categorical' } if each value is a class`,
    { column: field.name, expected: 'categorical or boolean', received: field.kind },
  )
}

/** The class of each row as an index into `classNames(field)`; nulls are -1. */
export function classCodes(column: Column): Int32Array {
  checkForms('classCodes', { column: [column, anyColumn] })
  if (column.kind !== 'categorical' && column.kind !== 'boolean') {
    throw new AsdfError(
      'ASDF_SCHEMA_MISMATCH',
      `classCodes: needs a categorical or boolean column, got ${column.kind}`,
      {
        column: '',
        expected: 'categorical or boolean',
        received: column.kind,
      },
    )
  }
  // Codes in another kind of array are copied as they are checked.
  const codes =
    column.kind === 'categorical'
      ? toCodes('classCodes', 'codes', column.codes).slice()
      : Int32Array.from(toCodes('classCodes', 'values', column.values as ArrayLike<number>))
  if (column.valid !== undefined) {
    for (let i = 0; i < codes.length; i++) if (column.valid[i] === 0) codes[i] = -1
  }
  return codes
}

/** The code of a class given by name, or as a boolean; an unknown one is an `ASDF_OPTION_INVALID`. */
export function classCode(field: Field, value: string | number | boolean): number {
  checkForms('classCode', { field: [field, aField] })
  const names = classNames(field)
  if (field.kind === 'boolean' && typeof value === 'boolean') return value ? 1 : 0
  const code = names.indexOf(String(value))
  if (code >= 0) return code
  // Where all names are numbers, 1 is the class '1.0'.
  const number = typeof value === 'boolean' ? undefined : numberOf(String(value))
  const equal = number === undefined ? undefined : codesByValue(names)?.get(number)
  if (equal !== undefined) return equal
  throw new AsdfError(
    'ASDF_OPTION_INVALID',
    `column '${field.name}' has no value ${show(value)}; it holds ${names.slice(0, 20).join(', ')}`,
    { option: field.name, received: value },
  )
}

/** How many rows each class of the column has, by code. Nulls are not counted. */
export function classCounts(field: Field, column: Column): Uint32Array {
  checkForms('classCounts', { field: [field, aField], column: [column, anyColumn] })
  const counts = new Uint32Array(classNames(field).length)
  for (const code of classCodes(column)) if (code >= 0) counts[code]!++
  return counts
}

/**
 * The cells of a column that holds one value a row: numbers, codes, 0 and 1, or texts. Images and series are an
 * `ASDF_UNSUPPORTED`.
 */
export function cellsOf(column: Exclude<Column, TextColumn>): Float64Array | Int32Array | Uint8Array
export function cellsOf(column: Column): Float64Array | Int32Array | Uint8Array | readonly string[]
export function cellsOf(column: Column): Float64Array | Int32Array | Uint8Array | readonly string[] {
  checkForms('cellsOf', { column: [column, aColumn] })
  if (column.kind === 'categorical') return column.codes
  if (column.kind !== 'image' && column.kind !== 'series') return column.values
  throw new AsdfError('ASDF_UNSUPPORTED', `a column of kind ${column.kind} has no single values; leave it out`, {
    feature: `${column.kind} columns`,
  })
}

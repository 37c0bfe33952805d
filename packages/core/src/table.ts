import type { Column, ColumnRole, Field, Rng, Schema, SeriesColumn, SeriesField, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aColumn, anRng, aTable, checkForms } from './argument-forms.ts'
import { checkSeriesCells, checkTableForm, columnRoles } from './check-table.ts'
import { permutation } from './distributions.ts'
import { cellsOf, fieldIndex } from './fields.ts'
import { imageSize, takeImages } from './nested/image-column.ts'
import { appendSeries, takeSeries } from './nested/series-column.ts'
import { checkChoiceOption, checkNumberOption, optionError } from './options.ts'
import { categoriesAdvice, describeField, isSameField } from './same-field.ts'

/** Puts fields and columns together, checking that they agree in kind, array, length and codes (see `checkTable`). */
export function createTable(schema: Schema, columns: readonly Column[]): Table {
  const fields = (schema as Partial<Schema> | null | undefined)?.fields
  if (Array.isArray(fields) && Array.isArray(columns) && fields.length !== columns.length) {
    throw new AsdfError('ASDF_SHAPE_MISMATCH', `createTable: ${fields.length} fields but ${columns.length} columns`, {
      expected: [fields.length],
      received: [columns.length],
    })
  }
  const table: Table = { schema, rowCount: lengthOfFirst(schema, columns), columns }
  checkTableForm('createTable', table)
  columns.forEach((column, index) => {
    checkCodes(schema.fields[index]!, column)
  })
  return table
}

/** How many rows the first column has, or 0 where there is none, or nothing that could be one. */
function lengthOfFirst(schema: Schema, columns: readonly Column[] | null | undefined): number {
  const first = (columns as readonly unknown[] | null | undefined)?.[0] as LooseColumn | null | undefined
  const field = (schema as Partial<Schema> | null | undefined)?.fields?.[0]
  if (field?.kind === 'image') return Math.floor((first?.pixels?.length ?? 0) / imageSize(field)) || 0
  if (first?.kind === 'series') return Math.max(0, (first.offsets?.length ?? 1) - 1)
  return (first?.kind === 'categorical' ? first.codes : first?.values)?.length ?? 0
}

/** A column that nobody has looked at yet. */
type LooseColumn = { readonly kind?: string } & Partial<
  Readonly<Record<'values' | 'codes' | 'pixels' | 'offsets', ArrayLike<unknown>>>
>

/** How many rows a column has. A column of images needs its field, unless it has nulls. */
export function columnLength(column: Column, field?: Field): number {
  checkForms('columnLength', { column: [column, aColumn] })
  if (column.kind === 'series') return column.offsets.length - 1
  if (column.kind !== 'image') return cellsOf(column).length
  if (field?.kind === 'image') return Math.floor(column.pixels.length / imageSize(field)) || 0
  if (column.valid !== undefined) return column.valid.length
  throw new TypeError('columnLength: a column of images needs its field')
}

/** Whether row `index` of the column holds a value. */
export function isPresent(column: Column, index: number): boolean {
  return column.valid === undefined || column.valid[index] === 1
}

/** The rows at `indices`, in that order; an index may come more than once. */
export function takeRows(table: Table, indices: Uint32Array): Table {
  checkTableForm('takeRows', table)
  checkIndices(indices, table.rowCount)
  return {
    schema: table.schema,
    rowCount: indices.length,
    columns: table.columns.map((column) => takeColumn(column, table.rowCount, indices)),
  }
}

function checkIndices(indices: Uint32Array, rowCount: number): void {
  if (!(ArrayBuffer.isView(indices) || Array.isArray(indices))) {
    throw optionError('takeRows', 'indices', indices, 'must be an array of row numbers')
  }
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    // Of the rows of an Uint32Array only their number has to be looked at.
    if (index < rowCount && index >= 0 && Number.isInteger(index)) continue
    throw optionError('takeRows', 'indices', index, `must be whole numbers from 0 to ${rowCount - 1}`)
  }
}

/** The first `count` rows, or all when there are fewer. */
export function headRows(table: Table, count: number): Table {
  checkTableForm('headRows', table)
  checkNumberOption('headRows', 'count', count, { integer: true, minimum: 0 })
  return takeRows(
    table,
    Uint32Array.from({ length: Math.min(count, table.rowCount) }, (_, i) => i),
  )
}

/** The same rows in random order. */
export function shuffleRows(table: Table, rng: Rng): Table {
  checkForms('shuffleRows', { table: [table, aTable], rng: [rng, anRng] })
  checkTableForm('shuffleRows', table)
  return takeRows(table, permutation(table.rowCount, rng))
}

/** The rows of all tables, one table after the other. Their schemas must agree in names, kinds and categories. */
export function appendTables(first: Table, ...rest: readonly Table[]): Table {
  const tables = [first, ...rest]
  for (const table of tables) checkTableForm('appendTables', table)
  for (const table of rest) checkSameColumns(first.schema, table.schema)
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0)
  const columns = first.columns.map((_, index) =>
    appendColumns(
      tables.map((table) => table.columns[index]!),
      tables.map((table) => table.rowCount),
    ),
  )
  const fields = first.schema.fields.map((_, index) => joinedField(tables.map(({ schema }) => schema.fields[index]!)))
  return { schema: { fields }, rowCount, columns }
}

/** The named columns, in the order given. */
export function selectColumns(table: Table, names: readonly string[]): Table {
  checkTableForm('selectColumns', table)
  if (!Array.isArray(names)) throw optionError('selectColumns', 'names', names, 'must be an array of column names')
  const indices = names.map((name: string) => fieldIndex(table.schema, name))
  return {
    schema: { fields: indices.map((index) => table.schema.fields[index]!) },
    rowCount: table.rowCount,
    columns: indices.map((index) => table.columns[index]!),
  }
}

/** The table with the named column in another role. A new target takes the place of the old, which becomes a feature. */
export function withRole(table: Table, name: string, role: ColumnRole): Table {
  checkTableForm('withRole', table)
  checkChoiceOption('withRole', 'role', role, columnRoles)
  const chosen = fieldIndex(table.schema, name)
  const fields = table.schema.fields.map((field, index): Field => {
    if (index === chosen) return { ...field, role }
    return role === 'target' && field.role === 'target' ? { ...field, role: 'feature' } : field
  })
  return { ...table, schema: { fields } }
}

/** Fails with `ASDF_SCHEMA_MISMATCH` unless both schemas have the same names, kinds and categories in the same order. */
export function checkSameColumns(expected: Schema, received: Schema): void {
  if (expected.fields.length !== received.fields.length) {
    throw mismatch('', `${expected.fields.length} columns`, `${received.fields.length} columns`)
  }
  expected.fields.forEach((field, index) => {
    const other = received.fields[index]!
    if (field.name !== other.name) throw mismatch(field.name, field.name, other.name)
    if (field.kind !== other.kind) throw mismatch(field.name, field.kind, other.kind)
    if (!isSameField(field, other))
      throw mismatch(field.name, describeField(field), describeField(other), categoriesAdvice(field, other))
  })
}

function takeColumn(column: Column, rowCount: number, indices: Uint32Array): Column {
  const valid =
    column.valid === undefined ? {} : { valid: gather(column.valid, indices, new Uint8Array(indices.length)) }
  switch (column.kind) {
    case 'numeric':
    case 'datetime':
      return { kind: column.kind, values: gather(column.values, indices, new Float64Array(indices.length)), ...valid }
    case 'categorical':
      return { kind: 'categorical', codes: gather(column.codes, indices, new Int32Array(indices.length)), ...valid }
    case 'boolean':
      return { kind: 'boolean', values: gather(column.values, indices, new Uint8Array(indices.length)), ...valid }
    case 'text':
      return { kind: 'text', values: Array.from(indices, (index) => column.values[index]!), ...valid }
    case 'image':
      return { ...takeImages(column, rowCount, indices), ...valid }
    case 'series':
      return { ...takeSeries(column, indices), ...valid }
  }
}

function gather<A extends Float64Array | Int32Array | Uint8Array>(from: A, indices: Uint32Array, out: A): A {
  for (let i = 0; i < indices.length; i++) out[i] = from[indices[i]!]!
  return out
}

/** The first field, made to hold the nulls and the lengths of all. */
function joinedField(fields: readonly Field[]): Field {
  const first = fields[0]!
  const nullable = fields.some((field) => field.nullable)
  const field = nullable === first.nullable ? first : { ...first, nullable }
  if (field.kind !== 'series') return field
  const all = fields as readonly SeriesField[]
  return {
    ...field,
    channels: field.channels.map((channel, c) => ({
      ...channel,
      nullable: all.some(({ channels }) => channels[c]!.nullable),
    })),
    minimumLength: Math.min(...all.map(({ minimumLength }) => minimumLength)),
    maximumLength: Math.max(...all.map(({ maximumLength }) => maximumLength)),
  }
}

function appendColumns(columns: readonly Column[], rowCounts: readonly number[]): Column {
  const first = columns[0]!
  const rowCount = rowCounts.reduce((sum, count) => sum + count, 0)
  const valid = columns.some((column) => column.valid !== undefined)
    ? {
        valid: concatenate(
          columns.map((column, index) => column.valid ?? new Uint8Array(rowCounts[index]!).fill(1)),
          new Uint8Array(rowCount),
        ),
      }
    : {}
  switch (first.kind) {
    case 'numeric':
    case 'datetime':
      return {
        kind: first.kind,
        values: concatenate(
          columns.map((c) => (c as typeof first).values),
          new Float64Array(rowCount),
        ),
        ...valid,
      }
    case 'categorical':
      return {
        kind: 'categorical',
        codes: concatenate(
          columns.map((c) => (c as typeof first).codes),
          new Int32Array(rowCount),
        ),
        ...valid,
      }
    case 'boolean':
      return {
        kind: 'boolean',
        values: concatenate(
          columns.map((c) => (c as typeof first).values),
          new Uint8Array(rowCount),
        ),
        ...valid,
      }
    case 'text':
      return { kind: 'text', values: columns.flatMap((c) => (c as typeof first).values), ...valid }
    case 'image': {
      const parts = columns.map((c) => (c as typeof first).pixels)
      const pixels = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
      return { kind: 'image', pixels: concatenate(parts, pixels), ...valid }
    }
    case 'series':
      return { ...appendSeries(columns as readonly SeriesColumn[]), ...valid }
  }
}

function concatenate<A extends Float64Array | Int32Array | Uint8Array>(parts: readonly A[], out: A): A {
  let offset = 0
  for (const part of parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}

/** Refuses codes that are no category's: the one fault of cells that indexing would hide. */
function checkCodes(field: Field, column: Column): void {
  if (field.kind === 'series' && column.kind === 'series') checkSeriesCells('createTable', field, column)
  if (field.kind !== 'categorical' || column.kind !== 'categorical') return
  const count = field.categories.length
  column.codes.forEach((code, index) => {
    if ((code >= 0 && code < count) || !isPresent(column, index)) return
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `column '${field.name}', row ${index + 1}: code ${code} is not below ${count}`,
      { column: field.name, row: index + 1 },
    )
  })
}

function mismatch(column: string, expected: string, received: string, advice = ''): AsdfError {
  const subject = column === '' ? 'table' : `column '${column}'`
  return new AsdfError('ASDF_SCHEMA_MISMATCH', `${subject}: expected ${expected}, got ${received}${advice}`, {
    column,
    expected,
    received,
  })
}

import type { Column, Field, Table } from '@asdf/contract'
import type { SourceRows } from './source-rows.ts'
import { AsdfError } from '@asdf/contract'
import { checkTable } from '../check-table.ts'
import { datetimeRange, datetimeSpelling } from '../infer/datetime.ts'
import { numberSpelling } from '../infer/number-text.ts'
import { unknownKind } from '../known-kinds.ts'
import { checkOptionNames, optionError } from '../options.ts'
import { defaultNulls } from './csv-options.ts'

export interface FormatCsvOptions {
  readonly delimiter?: ',' | ';' | '\t' | '|'
  /**
   * How a null is spelled. By default as the field says with `nullText`, else the empty cell, or `NA` in a table of one
   * column, whose rows would be empty lines.
   */
  readonly null?: string
  /** First rows that are copied from the text they were read from. */
  readonly passed?: PassedRows
}

/** Rows of a table that were read and are written again to the letter. */
export interface PassedRows {
  readonly source: SourceRows
  /** For each of the table's first rows its row in the source, from 0. */
  readonly rows: Uint32Array
}

/**
 * Writes a table as CSV text with a header line and LF line ends, so that `parseCsv` with the table's schema gives the
 * same table. Numbers, datetimes and nulls are written as their fields say, by default numbers in the shortest
 * form that reads back the same. Texts are quoted where they must be,
 * and where they would otherwise be read as null. Numbers that are not finite are an `ASDF_DATA_INVALID`.
 */
export function formatCsv(table: Table, options: FormatCsvOptions = {}): string {
  return [...csvChunks(table, options)].join('')
}

const chunkLength = 1 << 16

/** The text of `formatCsv` in pieces of about 64,000 characters. */
export function* csvChunks(table: Table, options: FormatCsvOptions = {}): Generator<string> {
  checkTable('formatCsv', table)
  checkOptionNames('formatCsv', options, { delimiter: ',', null: '', passed: undefined })
  const { delimiter = ',', null: nullText, passed } = options
  if (nullText !== undefined && !defaultNulls.includes(nullText)) {
    throw optionError('formatCsv', 'null', nullText, `must be one of ${defaultNulls.map((n) => `'${n}'`).join(', ')}`)
  }
  if (table.columns.length === 0) {
    throw new AsdfError('ASDF_SCHEMA_MISMATCH', 'formatCsv: the table has no columns; give it at least one', {
      column: '',
      expected: 'at least one column',
      received: 'none',
    })
  }
  if (table.columns.length === 1 && nullText === '') {
    throw optionError('formatCsv', 'null', nullText, 'must not be empty in a table of one column; use NA')
  }
  const cells = table.columns.map((column, index) =>
    cellWriter(table.schema.fields[index]!, column, delimiter, nullText ?? nullOf(table, index)),
  )
  const header = table.schema.fields.map((field) => headerCell(field.name, delimiter)).join(delimiter)
  let text = `${needsQuotesAtStart.test(header) ? quoteFirst(header, table.schema.fields[0]!.name) : header}\n`
  const lengthWhenBlank = table.columns.length - 1
  const copied = passed === undefined ? undefined : copiedCells(table, passed, delimiter)
  for (let row = 0; row < table.rowCount; row++) {
    const start = text.length
    for (let column = 0; column < cells.length; column++) {
      if (column > 0) text += delimiter
      text += copied?.(row, column) ?? cells[column]!(row)
    }
    // A line of nothing but delimiters would not be read as a row.
    if (text.length - start === lengthWhenBlank && options.null === undefined)
      text = `${text.slice(0, start)}NA${delimiter.repeat(lengthWhenBlank)}`
    text += '\n'
    if (text.length < chunkLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** How the nulls of a column are written: as its field says, or in a way that is no empty line. */
function nullOf(table: Table, index: number): string {
  const { nullText = '' } = table.schema.fields[index]!
  return nullText === '' && table.columns.length === 1 ? 'NA' : nullText
}

/** The source's cell for a row and a column that came from it; `undefined` for others. */
function copiedCells(
  table: Table,
  { source, rows }: PassedRows,
  delimiter: string,
): (row: number, column: number) => string | undefined {
  const places = table.schema.fields.map(({ name }) => source.names.indexOf(name))
  let at = -1
  let cells: readonly string[] = []
  return (row, column) => {
    const place = places[column]!
    if (row >= rows.length || place < 0) return undefined
    if (row !== at) cells = source.cells(rows[row]!)
    at = row
    const cell = cells[place]!
    // An empty line is not a row.
    if (cell === '' && table.columns.length === 1) return undefined
    return cell.startsWith('"') ? cell : headerCell(cell, delimiter)
  }
}

/** The text of each row's cell in a column. */
function cellWriter(field: Field, column: Column, delimiter: string, nullText: string): (row: number) => string {
  const write = valueWriter(field, column, delimiter)
  const { valid } = column
  const empty = headerCell(nullText, delimiter)
  return valid === undefined ? write : (row) => (valid[row] === 0 ? empty : write(row))
}

function valueWriter(field: Field, column: Column, delimiter: string): (row: number) => string {
  switch (column.kind) {
    case 'numeric': {
      const { write } = numberSpelling(field.kind === 'numeric' ? field.format : undefined)
      return (row) => {
        const value = column.values[row]!
        if (!Number.isFinite(value)) throw unwritable(field.name, row, `${value} is not a finite number`)
        return headerCell(write(value), delimiter)
      }
    }
    case 'datetime': {
      const { write } = datetimeSpelling(field.kind === 'datetime' ? field : {})
      return (row) => {
        const value = column.values[row]!
        if (value >= datetimeRange[0] && value <= datetimeRange[1]) return headerCell(write(value), delimiter)
        throw unwritable(field.name, row, `${value} is no moment in the years 0 to 9999`)
      }
    }
    case 'boolean': {
      const labels = (field.kind === 'boolean' && field.labels) || ['false', 'true']
      const texts = labels.map((label) => textCell(label, delimiter, field.nullText))
      return (row) => texts[column.values[row]!]!
    }
    case 'categorical': {
      const categories = field.kind === 'categorical' ? field.categories : []
      const texts = categories.map((category) => textCell(category, delimiter, field.nullText))
      return (row) => texts[column.codes[row]!]!
    }
    case 'text':
      return (row) => textCell(column.values[row]!, delimiter, field.nullText)
    default:
      throw unknownKind('formatCsv', field)
  }
}

const nullSpellings: ReadonlySet<string> = new Set(defaultNulls)

function textCell(text: string, delimiter: string, nullText: string | undefined): string {
  return nullSpellings.has(text) || text === nullText ? quoted(text) : headerCell(text, delimiter)
}

/** Line ends, quotes, control characters, a byte order mark, and blanks at either end. */
const needsQuotes = /["\u0000-\u001f\ufeff]|^ | $/
/** What would make the first line a comment, or one that names the delimiter. */
const needsQuotesAtStart = /^#|^sep=/i

function headerCell(text: string, delimiter: string): string {
  if (!needsQuotes.test(text) && !text.includes(delimiter)) return text
  return quoted(text)
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function quoteFirst(header: string, name: string): string {
  return `"${name}"${header.slice(name.length)}`
}

function unwritable(column: string, row: number, fault: string): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', `formatCsv: column '${column}', row ${row + 1}: ${fault}; correct it`, {
    column,
    row: row + 1,
  })
}

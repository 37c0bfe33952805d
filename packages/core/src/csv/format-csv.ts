import { AsdfError } from '@asdf/contract'
import type { Column, Field, Table } from '@asdf/contract'
import { datetimeRange, formatDatetime } from '../infer/datetime.ts'
import { checkTable } from '../check-table.ts'
import { checkOptionNames, optionError } from '../options.ts'
import { unknownKind } from '../known-kinds.ts'
import { defaultNulls } from './csv-options.ts'

export interface FormatCsvOptions {
  readonly delimiter?: ',' | ';' | '\t' | '|'
  /** How a null is spelled; the empty cell by default, and `NA` in a table of one column, whose rows would be empty lines. */
  readonly null?: string
}

/**
 * Writes a table as CSV text with a header line and LF line ends, so that `parseCsv` with the table's schema gives the
 * same table. Numbers are written in the shortest form that reads back the same. Texts are quoted where they must be,
 * and where they would otherwise be read as null. Numbers that are not finite are an `ASDF_DATA_INVALID`.
 */
export function formatCsv(table: Table, options: FormatCsvOptions = {}): string {
  return [...csvChunks(table, options)].join('')
}

const chunkLength = 1 << 16

/** The text of `formatCsv` in pieces of about 64,000 characters. */
export function* csvChunks(table: Table, options: FormatCsvOptions = {}): Generator<string> {
  checkTable('formatCsv', table)
  checkOptionNames('formatCsv', options, { delimiter: ',', null: '' })
  const { delimiter = ',', null: nullText = table.columns.length === 1 ? 'NA' : '' } = options
  if (!defaultNulls.includes(nullText)) {
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
    cellWriter(table.schema.fields[index]!, column, delimiter, nullText),
  )
  const header = table.schema.fields.map((field) => headerCell(field.name, delimiter)).join(delimiter)
  let text = `${needsQuotesAtStart.test(header) ? quoteFirst(header, table.schema.fields[0]!.name) : header}\n`
  const lengthWhenBlank = table.columns.length - 1
  for (let row = 0; row < table.rowCount; row++) {
    const start = text.length
    for (let column = 0; column < cells.length; column++) {
      if (column > 0) text += delimiter
      text += cells[column]!(row)
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

/** The text of each row's cell in a column. */
function cellWriter(field: Field, column: Column, delimiter: string, nullText: string): (row: number) => string {
  const write = valueWriter(field, column, delimiter)
  const { valid } = column
  return valid === undefined ? write : (row) => (valid[row] === 0 ? nullText : write(row))
}

function valueWriter(field: Field, column: Column, delimiter: string): (row: number) => string {
  switch (column.kind) {
    case 'numeric':
      return (row) => numberText(field.name, row, column.values[row]!)
    case 'datetime': {
      const format = field.kind === 'datetime' ? field.format : undefined
      return (row) => {
        const value = column.values[row]!
        if (value >= datetimeRange[0] && value <= datetimeRange[1]) return formatDatetime(value, format)
        throw unwritable(field.name, row, `${value} is no moment in the years 0 to 9999`)
      }
    }
    case 'boolean': {
      const labels = (field.kind === 'boolean' && field.labels) || ['false', 'true']
      const texts = labels.map((label) => textCell(label, delimiter))
      return (row) => texts[column.values[row]!]!
    }
    case 'categorical': {
      const categories = field.kind === 'categorical' ? field.categories : []
      const texts = categories.map((category) => textCell(category, delimiter))
      return (row) => texts[column.codes[row]!]!
    }
    case 'text':
      return (row) => textCell(column.values[row]!, delimiter)
    default:
      throw unknownKind('formatCsv', field)
  }
}

function numberText(column: string, row: number, value: number): string {
  if (Object.is(value, -0)) return '-0'
  if (Number.isFinite(value)) return String(value)
  throw unwritable(column, row, `${value} is not a finite number`)
}

const nullSpellings: ReadonlySet<string> = new Set(defaultNulls)

function textCell(text: string, delimiter: string): string {
  return nullSpellings.has(text) ? `"${text}"` : headerCell(text, delimiter)
}

/** Line ends, quotes, control characters, a byte order mark, and blanks at either end. */
const needsQuotes = /["\u0000-\u001f\ufeff]|^ | $/
/** What would make the first line a comment, or one that names the delimiter. */
const needsQuotesAtStart = /^#|^sep=/i

function headerCell(text: string, delimiter: string): string {
  if (!needsQuotes.test(text) && !text.includes(delimiter)) return text
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

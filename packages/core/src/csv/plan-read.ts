import type { Schema } from '@asdf/contract'
import type { MarkConventions } from '../infer/infer-rules.ts'
import type { ByteSource } from './byte-source.ts'
import type { CsvErrors } from './csv-errors.ts'
import type { CsvOptions } from './csv-options.ts'
import type { SniffedColumn } from './sniff-columns.ts'
import { AsdfError } from '@asdf/contract'
import { apostropheDelimiter, quoteApostrophes } from './apostrophes.ts'
import { nameColumns } from './column-names.ts'
import { lineAt } from './csv-errors.ts'
import { defaultNulls } from './csv-options.ts'
import { chooseDialect, markedEncoding, textStart } from './dialect.ts'
import { firstCells } from './first-cells.ts'
import { findLayout } from './layout.ts'
import { rewrittenSource, separateByTabs, transcode } from './rewritten-source.ts'
import { sniffColumns } from './sniff-columns.ts'
import { endWithoutMark } from './table-end.ts'

/** What the first rows tell: where the data start and how to read each column. */
export interface Plan {
  /** UTF-8 with cells separated by `delimiter`: the file, or what is made of it as it is read. */
  readonly source: ByteSource
  readonly names: readonly string[]
  /** Columns that the file does not name; they are left out where they have no value. */
  readonly unnamed: readonly number[]
  readonly next: number
  /** The first rows as texts. */
  readonly body: readonly (readonly string[])[]
  readonly delimiter: number
  readonly nulls: readonly Uint8Array[]
  readonly modes: Uint8Array
  readonly columns: readonly SniffedColumn[]
  readonly marks: MarkConventions
  readonly bytesPerRow: number
  /** What was left out or decided, as sentences. */
  readonly remarks: readonly string[]
}

const sniffBytes = 1 << 18

/** Looks at the start of a file: its encoding, its delimiter, its header and what its first rows hold. */
export async function planRead(file: ByteSource, options: CsvOptions, errors: CsvErrors): Promise<Plan> {
  const { schema, nulls: nullTexts = defaultNulls } = options
  const { source, delimiter, start, end, written, remarks } = await openText(file, options, errors)
  options.onDelimiter?.(String.fromCharCode(written))
  const { bytes, done } = source
  const layout = findLayout(bytes, { start, end }, delimiter, options, errors)
  const { next, body } = layout
  const { names, unnamed } = nameColumns(layout.names, lineAt(bytes, next) - 1, options, errors)
  if (schema !== undefined) checkColumns(names, unnamed, schema, errors)
  const encoder = new TextEncoder()
  const nulls = nullTexts.map((spelling) => encoder.encode(spelling))
  const { cells, bytesPerRow } = firstCells(names.length, { bytes, next, end, done, delimiter, nulls, errors })
  const { columns, marks } = sniffColumns(names, cells, delimiter, options)
  return {
    source,
    names,
    unnamed: options.header === false ? [names.length - 1] : unnamed,
    next,
    body,
    delimiter,
    nulls,
    modes: Uint8Array.from(columns, ({ mode }) => mode),
    columns,
    marks,
    bytesPerRow,
    remarks: [...remarks, ...layout.remarks],
  }
}

interface OpenText {
  readonly source: ByteSource
  readonly delimiter: number
  /** The delimiter that stands in the file. */
  readonly written: number
  readonly start: number
  /** Where the whole lines that have arrived end. */
  readonly end: number
  readonly remarks: readonly string[]
}

/** The text as UTF-8 with a delimiter of one byte, as far as it must have arrived to be looked at. */
async function openText(file: ByteSource, options: CsvOptions, errors: CsvErrors): Promise<OpenText> {
  const { encoding, signal, delimiter: wanted = 'auto' } = options
  await fillSniff(file, signal, encoding === undefined ? errors : undefined)
  const label = encoding ?? markedEncoding(file.bytes)
  let source = file
  if (label !== undefined && new TextDecoder(label).encoding !== 'utf-8') {
    const fault = () => errors.invalid(0, `the text is not ${label}; name the encoding that it was written in`)
    source = rewrittenSource(file, transcode(label, fault))
    await fillSniff(source, signal, errors)
  }
  const open = () => ({ start: textStart(source.bytes, source.length, errors), end: linesEnd(source) })
  let range = open()
  // A table whose names have apostrophes of their own is read back as it was written.
  const isNamed = options.schema?.fields.some(({ name }) => name.startsWith("'")) === true
  const apostrophes = isNamed ? undefined : apostropheDelimiter(source.bytes, range.start, range.end)
  const remarks: string[] = []
  if (apostrophes !== undefined && (wanted === 'auto' || wanted === apostrophes)) {
    source = rewrittenSource(source, quoteApostrophes(apostrophes.charCodeAt(0)))
    await fillSniff(source, signal, errors)
    range = open()
    remarks.push('read apostrophes around cells as quotes, as all column names have them')
  }
  const dialect = chooseDialect(source.bytes, range, wanted)
  const written = dialect.delimiter
  if (written !== 32) return { source, ...range, ...dialect, written, remarks }
  source = rewrittenSource(source, separateByTabs())
  await fillSniff(source, signal, errors)
  const rewritten = open()
  const remark = 'cells are separated by blanks; name another delimiter where that is wrong'
  if (wanted === 'auto') remarks.push(remark)
  return { source, ...rewritten, ...chooseDialect(source.bytes, rewritten, '\t'), written, remarks }
}

/** Has enough arrive to look at. What is not text may have no line ends, nor any end: it is refused with `errors`. */
async function fillSniff(source: ByteSource, signal: AbortSignal | undefined, errors?: CsvErrors): Promise<void> {
  while (!source.done && !(source.length >= sniffBytes && lastLineEnd(source) > 0)) {
    signal?.throwIfAborted()
    await source.pull()
    if (source.length < sniffBytes || errors === undefined || markedEncoding(source.bytes) !== undefined) continue
    textStart(source.bytes, source.length, errors)
  }
}

/** Where the whole lines that have arrived end: all bytes, with a line end added, once there are no more. */
export function linesEnd(source: ByteSource): number {
  return source.done ? endMarked(source) : lastLineEnd(source)
}

/** Where the last whole line ends; 0 when none has. */
function lastLineEnd(source: ByteSource): number {
  return source.length === 0 ? 0 : source.bytes.lastIndexOf(10, source.length - 1) + 1
}

/** The end of all bytes with a line end added, so that every line has one. */
function endMarked(source: ByteSource): number {
  source.length = endWithoutMark(source.bytes, source.length)
  source.bytes[source.length] = 10
  return source.length + 1
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function checkColumns(names: readonly string[], unnamed: readonly number[], schema: Schema, errors: CsvErrors): void {
  const expected = schema.fields.map((field) => field.name)
  const lacking = expected.find((name) => !names.includes(name))
  // A column without a name says nothing about what it should be.
  const extra = names.find((name, index) => !expected.includes(name) && !unnamed.includes(index))
  if (lacking === undefined && extra === undefined) return
  const fault = lacking === undefined ? `column '${extra}' is not in the schema` : `no column '${lacking}'`
  throw new AsdfError('ASDF_SCHEMA_MISMATCH', `${errors.path}: ${fault}; the columns must be ${expected.join(', ')}`, {
    column: lacking ?? extra ?? '',
    expected: expected.join(', '),
    received: names.join(', '),
  })
}

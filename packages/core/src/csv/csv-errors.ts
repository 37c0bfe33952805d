import { AsdfError } from '@asdf/contract'
import { cellFound, createCellPlace, locateCell } from './kernels/cell.ts'

/** The errors of one file, by what is wrong with it. */
export interface CsvErrors {
  readonly path: string
  /** A fault of the file at a line, which counts from 1. */
  invalid(line: number, fault: string): AsdfError
  openQuote(bytes: Uint8Array, at: number): AsdfError
  afterQuote(bytes: Uint8Array, at: number): AsdfError
  ragged(bytes: Uint8Array, found: RaggedRow): AsdfError
  encoding(bytes: Uint8Array, at: number): AsdfError
}

/** A row whose fields are not as many as the header's. */
export interface RaggedRow {
  /** Where the row starts, and where the bytes end. */
  readonly at: number
  readonly end: number
  /** Its number, from 0. */
  readonly row: number
  readonly expected: number
  readonly delimiter: number
}

export function createCsvErrors(path: string): CsvErrors {
  function invalid(line: number, fault: string): AsdfError {
    const where = line > 0 ? `${path}, line ${line}` : path
    return new AsdfError('ASDF_FILE_INVALID', `${where}: ${fault}`, { path, line })
  }
  return {
    path,
    invalid,
    openQuote: (bytes, at) =>
      invalid(lineAt(bytes, at), 'a quote is opened here and never closed; close it, or double quotes inside text'),
    afterQuote: (bytes, at) =>
      invalid(lineAt(bytes, at), 'text follows a closing quote; write quotes inside quoted text twice'),
    ragged(bytes, { at, end, row, expected, delimiter }) {
      const received = countFields(bytes, at, end, delimiter)
      return invalid(
        lineAt(bytes, at),
        `row ${row + 1} should have ${expected} fields, as the header has, got ${received}; ` +
          `correct the row, or quote text that holds the delimiter '${delimiterName(delimiter)}'`,
      )
    },
    encoding: (bytes, at) =>
      invalid(lineAt(bytes, at), 'the text is not UTF-8; convert the file, as with iconv -f WINDOWS-1252 -t UTF-8'),
  }
}

/** The number of the line that holds position `at`, from 1. CR, LF and CRLF each end a line. */
export function lineAt(bytes: Uint8Array, at: number): number {
  let line = 1
  for (let i = 0; i < at; i++) {
    if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) line++
  }
  return line
}

function countFields(bytes: Uint8Array, at: number, end: number, delimiter: number): number {
  const place = createCellPlace()
  let p = at
  for (let fields = 1; ; fields++) {
    if (locateCell(bytes, p, end, delimiter, place) !== cellFound || bytes[place.after] !== delimiter) return fields
    p = place.after + 1
  }
}

function delimiterName(delimiter: number): string {
  return delimiter === 9 ? 'tab' : String.fromCharCode(delimiter)
}

import { AsdfError } from '@asdf/contract'
import { show } from '../options.ts'
import { guessEncoding } from './guess-encoding.ts'
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
  /** A first line of values where column names should be. */
  noHeader(bytes: Uint8Array, at: number, cells: readonly string[]): AsdfError
  /** Two columns of one name, given by their places from 0. */
  sameName(line: number, name: string, first: number, second: number): AsdfError
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
          raggedAdvice(bytes, { at, end, row, expected, delimiter }, received),
      )
    },
    encoding: (bytes, at) => invalid(lineAt(bytes, at), encodingFault(bytes)),
    noHeader: (bytes, at, cells) =>
      invalid(
        lineAt(bytes, at),
        `the first line looks like values, not like column names (${firstOf(cells)}); read it with the option header: ` +
          `false (--no-header), which names the columns column1, column2 …, or with header: true (--header) if these are names`,
      ),
    sameName: (line, name, first, second) =>
      invalid(
        line,
        `columns ${first + 1} and ${second + 1} are both named '${name}'; rename one, or read the file with the option ` +
          `duplicates: 'number' (--number-duplicates), which calls the second '${name}_2'`,
      ),
  }
}

function firstOf(cells: readonly string[]): string {
  const shown = cells.slice(0, 4).map((cell) => show(cell))
  return cells.length > 4 ? `${shown.join(', ')}, …` : shown.join(', ')
}

/** What to do about a row of the wrong width, as far as the row tells. */
function raggedAdvice(bytes: Uint8Array, { at, end, delimiter }: RaggedRow, received: number): string {
  const name = delimiterName(delimiter)
  if (bytes[at] === 35) return 'it begins with # as a comment does: remove it'
  let lineEnd = at
  while (lineEnd < end && bytes[lineEnd] !== 10 && bytes[lineEnd] !== 13) lineEnd++
  const rest = bytes.subarray(lineEnd, end)
  if (rest.every((byte) => byte === 10 || byte === 13))
    return `it is the last line: remove it if it is a note or a total, and get the file again if it was cut short`
  return received === 1
    ? `the line has no delimiter '${name}': remove it if it is a note or a title, or correct the row`
    : `correct the row, or quote text that holds the delimiter '${name}'`
}

function encodingFault(bytes: Uint8Array): string {
  const { foreign, wellFormed } = linesBeyondAscii(bytes)
  if (wellFormed > 0)
    return `this line has bytes that are not UTF-8, while ${wellFormed} others are; correct it: it may come from a file of another encoding`
  const guesses = guessEncoding(foreign)
  const [first, ...others] = guesses.map(({ label, sample }) => `${label} (${sample})`)
  if (first === undefined)
    return 'the text is not UTF-8, and what it is cannot be told from it; find out how it was written, and name that as the option encoding (--encoding)'
  if (others.length > 0)
    return `the text is not UTF-8 but perhaps ${[first, ...others].join(' or ')}; name the encoding whose words look right as the option encoding (--encoding ${guesses[0]!.label})`
  return `the text is not UTF-8 but probably ${first}; read it with the option encoding: '${guesses[0]!.label}' (--encoding ${guesses[0]!.label})`
}

const mostForeignBytes = 1 << 15

/** The lines with bytes beyond ASCII that are not UTF-8, up to 32 kB, and how many such lines before them are UTF-8. */
function linesBeyondAscii(bytes: Uint8Array): { readonly foreign: Uint8Array; readonly wellFormed: number } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const out = new Uint8Array(mostForeignBytes)
  let [length, wellFormed, start, isForeign] = [0, 0, 0, false]
  for (let p = 0; p < bytes.length && length < mostForeignBytes; p++) {
    if (bytes[p]! >= 128) isForeign = true
    if (bytes[p] !== 10 && bytes[p] !== 13) continue
    const line = bytes.subarray(start, Math.min(p + 1, start + mostForeignBytes - length))
    start = p + 1
    if (!isForeign) continue
    isForeign = false
    try {
      decoder.decode(line)
      wellFormed++
    } catch {
      out.set(line, length)
      length += line.length
    }
  }
  return { foreign: out.subarray(0, length), wellFormed }
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

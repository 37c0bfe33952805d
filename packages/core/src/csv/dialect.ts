import type { CellPlace } from './kernels/cell.ts'
import { createCellPlace, cellFound, decodeText, locateCell, quoteOpen } from './kernels/cell.ts'
import type { CsvDelimiter } from './csv-options.ts'
import type { CsvErrors } from './csv-errors.ts'

/** Where the text begins: after a byte order mark. Refuses what is no UTF-8 text at all. */
export function textStart(bytes: Uint8Array, length: number, errors: CsvErrors): number {
  const [a, b, c, d] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    const name = a === 0xff ? 'UTF-16LE' : 'UTF-16BE'
    throw errors.invalid(1, `the file is ${name}, not UTF-8; convert it, as with iconv -f UTF-16 -t UTF-8`)
  }
  if (length >= 4 && a === 0x50 && b === 0x4b && c === 3 && d === 4) {
    throw errors.invalid(0, 'this is a zip archive or an Excel workbook, not CSV; unpack it or save it as CSV')
  }
  if (length >= 4 && a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) {
    throw errors.invalid(0, 'this is a Parquet file, not CSV; export it as CSV')
  }
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0
  if (hasBareZero(bytes, start, Math.min(length, 8192))) {
    throw errors.invalid(0, 'this is a binary file, or UTF-16 without a byte order mark; give it UTF-8 text')
  }
  return start
}

/** The delimiter to use: the one given, or the one that splits the first lines most evenly. */
export function chooseDelimiter(bytes: Uint8Array, start: number, end: number, wanted: CsvDelimiter): number {
  if (wanted !== 'auto') return wanted.charCodeAt(0)
  let best = 44
  let bestScore = 0
  for (const candidate of [44, 59, 9, 124]) {
    const counts = fieldCounts(bytes, start, end, candidate)
    const header = counts[0] ?? 1
    if (header < 2) continue
    const agreeing = counts.filter((count) => count === header).length / counts.length
    // Agreement first; among those that agree alike, the one that makes more columns.
    const score = agreeing + header / 1e6
    if (score <= bestScore) continue
    best = candidate
    bestScore = score
  }
  return best
}

/** A part of the bytes: from `start` up to, not with, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface Header {
  readonly names: readonly string[]
  /** Where the first data row starts. */
  readonly next: number
}

/** The column names in the first line that is not blank. Refuses missing and repeated ones. */
export function readHeader(bytes: Uint8Array, range: Range, delimiter: number, errors: CsvErrors): Header {
  const { start, end } = range
  const place = createCellPlace()
  const names: string[] = []
  let p = skipBlankLines(bytes, start, end)
  if (p >= end) throw errors.invalid(0, 'the file is empty; it needs a line of column names and rows below it')
  const line = bytes.subarray(0, p).reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1)
  for (;;) {
    const outcome = locateCell(bytes, p, end, delimiter, place)
    if (outcome === quoteOpen) throw errors.openQuote(bytes, place.start - 1)
    if (outcome !== cellFound) throw errors.afterQuote(bytes, place.after)
    names.push(headerName(bytes, place, errors))
    p = place.after + 1
    if (bytes[place.after] === delimiter && place.after < end) continue
    if (bytes[place.after] === 13 && bytes[p] === 10) p++
    checkNames(names, line, errors)
    return { names, next: Math.min(p, end) }
  }
}

function headerName(bytes: Uint8Array, place: CellPlace, errors: CsvErrors): string {
  try {
    return decodeText(bytes, place.start, place.stop, place.escaped)
  } catch {
    throw errors.encoding(bytes, place.start)
  }
}

function checkNames(names: readonly string[], line: number, errors: CsvErrors): void {
  const first = new Map<string, number>()
  names.forEach((name, index) => {
    if (name === '') {
      throw errors.invalid(
        line,
        `column ${index + 1} has no name; name it, or leave out an index column when exporting`,
      )
    }
    const earlier = first.get(name)
    if (earlier !== undefined) {
      throw errors.invalid(line, `columns ${earlier + 1} and ${index + 1} are both named '${name}'; rename one`)
    }
    first.set(name, index)
  })
}

/** Fields in each of the first lines, up to 50. */
function fieldCounts(bytes: Uint8Array, start: number, end: number, delimiter: number): number[] {
  const place = createCellPlace()
  const counts: number[] = []
  let p = skipBlankLines(bytes, start, end)
  while (p < end && counts.length < 50) {
    let fields = 1
    for (; ; fields++) {
      if (locateCell(bytes, p, end, delimiter, place) !== cellFound) return counts.length > 0 ? counts : [fields]
      p = place.after + 1
      if (place.after >= end || bytes[place.after] !== delimiter) break
    }
    counts.push(fields)
    p = skipBlankLines(bytes, p, end)
  }
  return counts
}

function skipBlankLines(bytes: Uint8Array, start: number, end: number): number {
  let p = start
  while (p < end && (bytes[p] === 10 || bytes[p] === 13)) p++
  return p
}

/** Whether a zero byte lies outside quotes. */
function hasBareZero(bytes: Uint8Array, start: number, end: number): boolean {
  let quoted = false
  for (let i = start; i < end; i++) {
    if (bytes[i] === 34) quoted = !quoted
    else if (bytes[i] === 0 && !quoted) return true
  }
  return false
}

import type { CsvErrors } from './csv-errors.ts'
import type { CsvDelimiter } from './csv-options.ts'
import type { Range } from './sample-records.ts'
import { numberOf } from '../infer/cell-text.ts'
import { cellFound, createCellPlace, locateCell } from './kernels/cell.ts'
import { skipBlankLines } from './sample-records.ts'

/** The encoding that a byte order mark names, besides UTF-8. */
export function markedEncoding([a, b]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined
}

/** Where the text begins: after a byte order mark. Refuses what is not text at all. */
export function textStart(bytes: Uint8Array, length: number, errors: CsvErrors): number {
  const [a, b, c, d] = bytes
  if (length >= 4 && a === 0x50 && b === 0x4b && c === 3 && d === 4) {
    throw errors.invalid(0, 'this is a zip archive or an Excel workbook, not CSV; unpack it or save it as CSV')
  }
  if (length >= 4 && a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) {
    throw errors.invalid(0, 'this is an Excel workbook of the old form, not CSV; save it as CSV')
  }
  if (length >= 4 && a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) {
    throw errors.invalid(0, 'this is a Parquet file, not CSV; export it as CSV')
  }
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(length, start + 64))).trimStart()
  if (/^(?:<!doctype|<html|<\?xml)/i.test(text)) {
    throw errors.invalid(
      0,
      'this is a web page or XML, not CSV; look at what was downloaded, and export the table as CSV',
    )
  }
  if (/^\[?\s*\{\s*"[^"\n]*"\s*:/.test(text)) {
    throw errors.invalid(0, 'this is JSON, not CSV; export the table as CSV')
  }
  if (hasBareZero(bytes, start, Math.min(length, 8192))) {
    throw errors.invalid(
      0,
      "this is a binary file, or UTF-16 without a byte order mark; read UTF-16 with the encoding 'utf-16le' or 'utf-16be'",
    )
  }
  return start
}

/** What separates the cells of a file, and where its first line is. */
export interface Dialect {
  /** A byte; a blank stands for runs of blanks and tabs. */
  readonly delimiter: number
  readonly start: number
}

/** The delimiter that is given, named in a first line `sep=;` as Excel writes it, or splits the first lines most evenly. */
export function chooseDialect(bytes: Uint8Array, { start, end }: Range, wanted: CsvDelimiter): Dialect {
  const first = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 10)))
  const named = /^sep=([^\w"\r\n])[;,\t]*\r?\n/i.exec(first)
  const next = named === null ? start : start + named[0].length
  if (wanted !== 'auto') return { delimiter: wanted.charCodeAt(0), start: next }
  if (named !== null) return { delimiter: named[1]!.charCodeAt(0), start: next }
  return { delimiter: chooseDelimiter(bytes, { start: next, end }), start: next }
}

function chooseDelimiter(bytes: Uint8Array, range: Range): number {
  let best = 0
  let bestScore = 0
  for (const candidate of [44, 59, 9, 124]) {
    const counts = fieldCounts(bytes, range, candidate)
    const width = mostFrequent(counts)
    if (width < 2) continue
    const agreeing = counts.filter((count) => count === width).length / counts.length
    // A delimiter that the first line has is preferred to one that only the rows have, as a decimal comma is.
    const inHeader = counts[0]! >= 2 ? 0.01 : 0
    // Agreement first; among those that agree alike, the one that makes more columns.
    const score = agreeing + inHeader + width / 1e6
    if (score <= bestScore) continue
    best = candidate
    bestScore = score
  }
  // A single tab among blanks, as before a name at the end of a line, does not separate all columns.
  if (best !== 0 && best !== 9) return best
  return areColumnsOfBlanks(bytes, range, best === 9) ? 32 : best || 44
}

/**
 * Whether runs of blanks cut the lines into equally many cells, with numbers alone in some column below the first line. The
 * last lines may be notes. With tabs among them, every line must have a run of blanks before its first tab.
 */
function areColumnsOfBlanks(bytes: Uint8Array, { start, end }: Range, hasTabs: boolean): boolean {
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + (1 << 16))))
  const whole = end - start > 1 << 16 ? text.slice(0, text.lastIndexOf('\n') + 1) : text
  const lines = whole.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  if (hasTabs && !lines.every((line) => /^[^\t]*\S {2,}\S[^\t]*\t/.test(line))) return false
  const rows = lines.slice(0, mostLines).map(cellsBetweenBlanks)
  while (rows.length > 3 && rows.at(-1)!.length !== rows[2]!.length) rows.pop()
  const [first, ...others] = rows.filter((cells) => !cells.every((cell) => /^[-=]{2,}$/.test(cell)))
  if (first === undefined || others.length < 2) return false
  const width = others[0]!.length
  if (width < 2 || !others.every((cells) => cells.length === width)) return false
  const isShort = first.length === width - 1 && first.length >= 2
  if (first.length !== width && !isShort) return false
  return others[0]!.some((_, column) => others.every((cells) => numberOf(cells[column]!) !== undefined))
}

function cellsBetweenBlanks(line: string): readonly string[] {
  return line.match(/"(?:[^"]|"")*"|\S+/g) ?? []
}

const mostLines = 50

/** Fields in each of the first lines. */
function fieldCounts(bytes: Uint8Array, { start, end }: Range, delimiter: number): number[] {
  const place = createCellPlace()
  const counts: number[] = []
  let p = skipBlankLines(bytes, start, end)
  while (p < end && counts.length < mostLines) {
    const isComment = bytes[p] === 35
    let fields = 1
    for (; ; fields++) {
      if (locateCell(bytes, p, end, delimiter, place) !== cellFound) return counts.length > 0 ? counts : [fields]
      p = place.after + 1
      if (place.after >= end || bytes[place.after] !== delimiter) break
    }
    if (!isComment || fields > 1) counts.push(fields)
    p = skipBlankLines(bytes, p, end)
  }
  return counts
}

function mostFrequent(counts: readonly number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1)
  let best = counts[0] ?? 1
  for (const [count, often] of times) if (often > times.get(best)!) best = count
  return best
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

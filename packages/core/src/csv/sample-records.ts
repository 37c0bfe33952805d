import type { CsvErrors } from './csv-errors.ts'
import type { CellPlace } from './kernels/cell.ts'
import { cellFound, createCellPlace, decodeText, locateCell, quoteOpen } from './kernels/cell.ts'

/** A part of the bytes: from `start` up to, not with, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** A line of the file, cut into cells. Quoted cells may run over several lines. */
export interface SampleRecord {
  readonly at: number
  /** Where the next one starts. */
  readonly next: number
  readonly cells: readonly string[]
}

const mostRecords = 200
const mostCells = 20_000

/**
 * The first records of a file, to learn its shape from: at most 200, and fewer where they are wide. Blank lines are not
 * records. Stops where quotes are wrong, unless that is in the first record.
 */
export function sampleRecords(
  bytes: Uint8Array,
  { start, end }: Range,
  delimiter: number,
  errors: CsvErrors,
): SampleRecord[] {
  const place = createCellPlace()
  const records: SampleRecord[] = []
  let p = skipBlankLines(bytes, start, end)
  let cellCount = 0
  while (p < end && records.length < mostRecords && (cellCount < mostCells || records.length < 3)) {
    const record = readRecord(bytes, { start: p, end }, delimiter, errors, place)
    if (typeof record === 'string') {
      if (records.length > 0) return records
      throw record === 'open' ? errors.openQuote(bytes, place.start - 1) : errors.afterQuote(bytes, place.after)
    }
    records.push(record)
    cellCount += record.cells.length
    p = skipBlankLines(bytes, record.next, end)
  }
  return records
}

/** The position after line ends. */
export function skipBlankLines(bytes: Uint8Array, start: number, end: number): number {
  let p = start
  while (p < end && (bytes[p] === 10 || bytes[p] === 13)) p++
  return p
}

function readRecord(
  bytes: Uint8Array,
  { start, end }: Range,
  delimiter: number,
  errors: CsvErrors,
  place: CellPlace,
): SampleRecord | 'open' | 'followed' {
  const cells: string[] = []
  let p = start
  for (;;) {
    const outcome = locateCell(bytes, p, end, delimiter, place)
    if (outcome !== cellFound) return outcome === quoteOpen ? 'open' : 'followed'
    cells.push(cellText(bytes, place, errors))
    p = place.after + 1
    if (bytes[place.after] === delimiter && place.after < end) continue
    if (bytes[place.after] === 13 && bytes[p] === 10) p++
    return { at: start, next: Math.min(p, end), cells }
  }
}

function cellText(bytes: Uint8Array, place: CellPlace, errors: CsvErrors): string {
  try {
    return decodeText(bytes, place.start, place.stop, place.escaped)
  } catch {
    throw errors.encoding(bytes, place.start)
  }
}

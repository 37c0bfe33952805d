import type { CsvErrors } from '../csv-errors.ts'
import type { CellPlace } from './cell.ts'
import type { CellDictionary } from './dictionary.ts'
import { numberOf } from '../../infer/cell-text.ts'
import { isNullWord } from '../../infer/null-words.ts'
import { isFooter, mostFooterBytes } from '../table-end.ts'
import { cellFound, createCellPlace, decodeText, locateCell, quoteOpen } from './cell.ts'
import { readDecimal } from './decimal.ts'
import { createDictionary, lookUp } from './dictionary.ts'
import { mayBeVersion, noVersion, versionEvidence } from './version-bytes.ts'

/** How a column is kept while it is read. */
export const asNumbers = 0
export const asTexts = 1
/** Not read in this pass. */
export const skipped = 2

/** What a pass over the rows writes to: one array or dictionary for each column. */
export interface Scan {
  readonly delimiter: number
  /** The spellings of null as bytes. */
  readonly nulls: readonly Uint8Array[]
  /** The values of those that spell a number, such as -999. */
  readonly nullNumbers: readonly number[]
  readonly errors: CsvErrors
  readonly modes: Uint8Array
  /** 1 for columns of numbers that are read again as texts once one of them shows versions. */
  readonly mayBeVersions: Uint8Array
  readonly numbers: Float64Array[]
  /** One array for each column that has nulls so far. */
  readonly valid: (Uint8Array | undefined)[]
  /** How many cells of a column of numbers have which spelling of null, and which word that is null among numbers. */
  readonly nullTexts: Map<string, number>[]
  readonly nullWords: Map<string, number>[]
  readonly dictionaries: CellDictionary[]
  /** First row whose number is infinite, from 0, or -1. */
  readonly infinite: Int32Array
  /** Columns that were read as numbers until one cell was none: they need another pass. */
  readonly surprises: Set<number>
  readonly place: CellPlace
  /** Where each row starts, when that is wanted. */
  rowStarts: Float64Array | undefined
  capacity: number
  rowCount: number
  /** Lines of nothing but delimiters, which are not rows; kept as rows when undefined. */
  blankRows: number | undefined
  /** Where notes below the rows start, or -1. */
  footer: number
}

export function createScan(
  modes: Uint8Array,
  delimiter: number,
  nulls: readonly Uint8Array[],
  errors: CsvErrors,
  capacity: number,
  keepsAllLines = false,
): Scan {
  return {
    delimiter,
    nulls,
    nullNumbers: nulls.flatMap((bytes) => numberOf(new TextDecoder().decode(bytes)) ?? []),
    errors,
    modes,
    mayBeVersions: new Uint8Array(modes.length),
    numbers: Array.from(modes, (mode) => new Float64Array(mode === asNumbers ? capacity : 0)),
    valid: Array.from(modes, () => undefined),
    nullTexts: Array.from(modes, () => new Map<string, number>()),
    nullWords: Array.from(modes, () => new Map<string, number>()),
    dictionaries: Array.from(modes, (mode) => createDictionary(mode === asTexts ? capacity : 0)),
    infinite: new Int32Array(modes.length).fill(-1),
    surprises: new Set(),
    place: createCellPlace(),
    rowStarts: undefined,
    capacity,
    rowCount: 0,
    blankRows: keepsAllLines ? undefined : 0,
    footer: -1,
  }
}

const decimal = new Float64Array(1)

/**
 * Reads rows from `at` on while they start before `end`, at most `limit` of them, and returns where it stopped. `end`
 * follows a line end; a quoted cell that runs beyond it stops the scan at the start of its row, unless `final`.
 */
export function scanRows(
  scan: Scan,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  limit: number,
  final: boolean,
): number {
  const { modes, mayBeVersions, numbers, delimiter, nullNumbers, rowStarts } = scan
  const hasNullNumbers = nullNumbers.length > 0
  const columnCount = modes.length
  const { capacity } = scan
  let row = scan.rowCount
  const lastRow = Math.min(capacity, row + limit)
  let p = at
  while (p < end && row < lastRow) {
    const rowStart = p
    if (bytes[p] === 10 || bytes[p] === 13) {
      p++
      continue
    }
    if (bytes[p] === delimiter && columnCount > 1 && scan.blankRows !== undefined) {
      const after = afterDelimiters(bytes, p, end, delimiter)
      if (after > 0) {
        scan.blankRows++
        p = after
        continue
      }
    }
    for (let column = 0; ;) {
      let after = -1
      if (modes[column] === asNumbers) {
        after = readDecimal(bytes, view, p, decimal)
        const byte = after < 0 ? 0 : bytes[after]!
        if (byte === delimiter || byte === 10 || byte === 13) numbers[column]![row] = decimal[0]!
        else after = -1
        if (hasNullNumbers && nullNumbers.includes(decimal[0]!)) after = -1
        if (decimal[0] === Infinity || decimal[0] === -Infinity) after = -1
        if (mayBeVersions[column] === 1 && after >= 0) noteVersion(scan, column, bytes, p, after)
      }
      if (after < 0) {
        after = scanCell(scan, bytes, view, p, end, row, column)
        if (after < 0) {
          if (final) throw scan.errors.openQuote(bytes, scan.place.start - 1)
          scan.rowCount = row
          return rowStart
        }
      }
      const byte = bytes[after]!
      p = after + 1
      column++
      if (byte === delimiter && column < columnCount) continue
      if (byte === delimiter || column < columnCount) {
        scan.rowCount = row
        return stopAtRagged(scan, bytes, rowStart, end, final)
      }
      if (byte === 13 && bytes[p] === 10) p++
      break
    }
    if (rowStarts !== undefined) rowStarts[row] = rowStart
    row++
  }
  scan.rowCount = row
  return p
}

/** Where a line of nothing but delimiters and blanks ends, or -1 when it has something else. */
function afterDelimiters(bytes: Uint8Array, at: number, end: number, delimiter: number): number {
  let p = at
  while (p < end && (bytes[p] === delimiter || isSpace(bytes[p]!))) p++
  return p < end && (bytes[p] === 10 || bytes[p] === 13) ? p : -1
}

/** Where to stop at a line that is not as wide as a row: before it, to see what follows, or at the end, below notes. */
function stopAtRagged(scan: Scan, bytes: Uint8Array, at: number, end: number, final: boolean): number {
  const { delimiter, modes } = scan
  const mayBeFooter = scan.rowCount > 0
  if (mayBeFooter && !final && end - at <= mostFooterBytes) return at
  if (mayBeFooter && final && isFooter(bytes, { at, end, delimiter, width: modes.length })) {
    scan.footer = at
    return end
  }
  throw scan.errors.ragged(bytes, { at, end, row: scan.rowCount, expected: modes.length, delimiter })
}

/** Makes room for `capacity` rows. */
export function growScan(scan: Scan, capacity: number): void {
  scan.modes.forEach((mode, column) => {
    const valid = scan.valid[column]
    if (mode === asNumbers) scan.numbers[column] = resized(scan.numbers[column]!, new Float64Array(capacity))
    if (mode === asNumbers && valid !== undefined) {
      scan.valid[column] = resized(valid, new Uint8Array(capacity).fill(1, valid.length))
    }
    if (mode !== asTexts) return
    const dictionary = scan.dictionaries[column]!
    dictionary.codes = resized(dictionary.codes, new Int32Array(capacity))
  })
  if (scan.rowStarts !== undefined) scan.rowStarts = resized(scan.rowStarts, new Float64Array(capacity))
  scan.capacity = capacity
}

/** Reads a cell that is not a plain number. Returns where it ends, or -1 when its quotes are not closed. */
function scanCell(
  scan: Scan,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  row: number,
  column: number,
): number {
  const { place } = scan
  const outcome = locateCell(bytes, at, end, scan.delimiter, place)
  if (outcome === quoteOpen) return -1
  if (outcome !== cellFound) throw scan.errors.afterQuote(bytes, place.after)
  const mode = scan.modes[column]
  if (mode === asTexts) {
    const dictionary = scan.dictionaries[column]!
    dictionary.codes[row] = lookUp(dictionary, bytes, place)
  } else if (mode === asNumbers && !scanNumber(scan, bytes, view, row, column)) {
    scan.modes[column] = skipped
    scan.surprises.add(column)
  }
  return place.after
}

/** Reads the cell at `scan.place` as a number or null; false when it is neither. */
function scanNumber(scan: Scan, bytes: Uint8Array, view: DataView, row: number, column: number): boolean {
  const { place } = scan
  if (isNull(scan.nulls, bytes, place)) return keepNull(scan, bytes, row, column, scan.nullTexts)
  let start = place.start
  let stop = place.stop
  while (start < stop && isSpace(bytes[start]!)) start++
  while (start < stop && isSpace(bytes[stop - 1]!)) stop--
  if (start < stop && readDecimal(bytes, view, start, decimal) === stop) {
    scan.numbers[column]![row] = decimal[0]!
    if (scan.mayBeVersions[column] === 1) noteVersion(scan, column, bytes, start, stop)
    if (Number.isFinite(decimal[0]!)) return true
  } else if (!isInfinity(bytes, start, stop)) {
    return isNullAmongNumbers(bytes, start, stop) && keepNull(scan, bytes, row, column, scan.nullWords)
  }
  if (scan.infinite[column]! < 0) scan.infinite[column] = row
  return true
}

/** Reads a column again as texts once a number shows that it may hold versions, and stops looking once none can. */
function noteVersion(scan: Scan, column: number, bytes: Uint8Array, start: number, stop: number): void {
  const evidence = versionEvidence(bytes, start, stop)
  if (evidence === mayBeVersion) return
  scan.mayBeVersions[column] = 0
  if (evidence === noVersion) return
  scan.modes[column] = skipped
  scan.surprises.add(column)
}

/** Marks a row as null and counts how it is spelled. */
function keepNull(
  { numbers, valid, capacity, place }: Scan,
  bytes: Uint8Array,
  row: number,
  column: number,
  spellings: readonly Map<string, number>[],
): true {
  numbers[column]![row] = Number.NaN
  const present = (valid[column] ??= new Uint8Array(capacity).fill(1))
  present[row] = 0
  const text = decodeText(bytes, place.start, place.stop, place.escaped)
  const counts = spellings[column]!
  counts.set(text, (counts.get(text) ?? 0) + 1)
  return true
}

const longestWord = 64

function isNullAmongNumbers(bytes: Uint8Array, start: number, stop: number): boolean {
  if (stop - start > longestWord) return false
  try {
    return isNullWord(decodeText(bytes, start, stop, false))
  } catch {
    return false
  }
}

function isNull(nulls: readonly Uint8Array[], bytes: Uint8Array, place: CellPlace): boolean {
  const length = place.stop - place.start
  for (const spelling of nulls) {
    if (spelling.length !== length) continue
    let i = 0
    while (i < length && spelling[i] === bytes[place.start + i]) i++
    if (i === length) return true
  }
  return false
}

/** `inf` or `infinity`, in any case and with a sign. */
function isInfinity(bytes: Uint8Array, start: number, stop: number): boolean {
  const length = stop - start
  if (length < 3 || length > 9) return false
  return /^[+-]?inf(inity)?$/i.test(String.fromCharCode(...bytes.subarray(start, stop)))
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9
}

function resized<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from)
  return to
}

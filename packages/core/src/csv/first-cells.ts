import type { CsvErrors } from './csv-errors.ts'
import type { Scan } from './kernels/scan.ts'
import type { FirstCells } from './sniff-columns.ts'
import { runAtOnce } from '../slices.ts'
import { dictionaryTexts } from './dictionary-texts.ts'
import { asNumbers, asTexts, createScan, scanRows, skipped } from './kernels/scan.ts'

const firstRows = 1000
/** So many rows show how the numbers of a plain column are written. */
const rowsForStyle = 64

interface Start {
  readonly bytes: Uint8Array
  /** Where the rows start, and where the whole lines that have arrived end. */
  readonly next: number
  readonly end: number
  /** Whether no more bytes follow. */
  readonly done: boolean
  readonly delimiter: number
  readonly nulls: readonly Uint8Array[]
  readonly errors: CsvErrors
}

/**
 * The cells of the first thousand rows by column, and how long a row is. All columns are parsed as numbers first, which is
 * many times as fast as to make texts of them; what holds other cells is read again.
 */
export function firstCells(width: number, start: Start): { cells: FirstCells[]; bytesPerRow: number } {
  const { bytes, next, end, done } = start
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const scan = (modes: Uint8Array, rows: number) => {
    const made = createScan(modes, start.delimiter, start.nulls, start.errors, rows)
    return { made, stop: scanRows(made, bytes, view, next, end, rows, done) }
  }
  const { made: numbers, stop } = scan(new Uint8Array(width).fill(asNumbers), firstRows)
  const plain = Array.from({ length: width }, (_, column) => holdsNumbers(numbers, column))
  const modesFor = (isPlain: boolean) => Uint8Array.from(plain, (found) => (found === isPlain ? asTexts : skipped))
  const few = scan(modesFor(true), rowsForStyle).made
  const all = plain.every(Boolean) ? few : scan(modesFor(false), firstRows).made
  const cells = plain.map((isPlain, column) => ({ isPlain, ...textsOf(isPlain ? few : all, column, bytes) }))
  return { cells, bytesPerRow: numbers.rowCount === 0 ? Math.max(1, end - next) : (stop - next) / numbers.rowCount }
}

/** Whether a column has numbers and missing values alone; words for missing values without any number are words. */
function holdsNumbers({ surprises, nullWords, numbers, rowCount }: Scan, column: number): boolean {
  if (surprises.has(column)) return false
  return nullWords[column]!.size === 0 || numbers[column]!.subarray(0, rowCount).some((value) => !Number.isNaN(value))
}

function textsOf(scan: Scan, column: number, bytes: Uint8Array): { texts: string[]; counts: number[] } {
  const dictionary = scan.dictionaries[column]!
  const counts = new Array<number>(dictionary.size).fill(0)
  for (let row = 0; row < scan.rowCount; row++) counts[dictionary.codes[row]!]!++
  return { texts: runAtOnce(dictionaryTexts(dictionary, bytes, scan.errors)), counts }
}

import { numberOf } from '../infer/cell-text.ts'
import { candidatePatterns } from '../infer/datetime-candidates.ts'
import { isValueText } from './header-evidence.ts'
import { cellFound, createCellPlace, decodeText, locateCell } from './kernels/cell.ts'
import { isRuleLine } from './rule-line.ts'

/** More than this after the last row is not a note. */
export const mostFooterBytes = 1 << 14

const footerWords =
  /^\W{0,4}(?:\d+ (?:rows?|records?|lines?)\b|(?:grand |sub-?)?totals?\b|sum\b|summe\b|gesamt|somme\b|suma\b|totale?s?\b|average\b|mean\b|sources?\b|quelle|notes?\b|footnotes?\b|data from\b|last updated\b|generated\b|exported\b|created\b|copyright\b|©|rows? (?:count|selected|affected)|records?\b.{0,20}:|end of\b|eof\b|query ok\b|итого|всего|合計|合计|总计|总和|합계)/i

const totalWords =
  /^\W{0,2}(?:(?:grand |sub-?)?totals?|sums?|summe|gesamt(?:summe)?|somme|suma|totale|average|mean|итого|всего|合計|合计|总计|합계)\W{0,2}$/i

export interface TableEnd {
  /** Where the first line that is not a row starts, and where the bytes end. */
  readonly at: number
  readonly end: number
  readonly delimiter: number
  /** Cells of a row. */
  readonly width: number
}

/** Whether what follows the rows is a note, a total or a line drawn below them: nothing after it is as wide as a row. */
export function isFooter(bytes: Uint8Array, { at, end, delimiter, width }: TableEnd): boolean {
  if (end - at > mostFooterBytes) return false
  const lines = linesFrom(bytes, at, end)
  const texts = lines.map(([start, stop]) => textOf(bytes, start, stop))
  if (lines.some(([start, stop]) => cellCount(bytes, start, stop, delimiter) === width)) return false
  const [first] = lines
  if (first === undefined) return false
  // A number after a blank line may be a row that was cut short.
  const isNote = isAfterBlankLine(bytes, at) && !isValueText(texts[0]!)
  return isNote || isRuleLine(bytes, ...first) || texts.some((text) => footerWords.test(text))
}

export type TotalsVerdict = 'yes' | 'no' | 'perhaps'

/** Where a row has a word for totals, or -1. */
export function totalsPlace(cells: readonly string[]): number {
  return cells.findIndex((cell) => totalWords.test(cell))
}

/**
 * Whether the last row is a line of totals. It has a word such as `Total` over an empty or otherwise numeric column, or its
 * numbers are the sums of those above, as far as the rows are all known.
 */
export function isTotalsRow(
  last: readonly string[],
  others: readonly (readonly string[])[],
  nulls: ReadonlySet<string>,
): TotalsVerdict {
  const place = totalsPlace(last)
  if (place < 0 || others.some((cells) => cells[place] === last[place])) return 'no'
  const valuesOf = (column: number) => others.map((cells) => cells[column] ?? '').filter((text) => !nulls.has(text))
  const isValue = (text: string) => isValueText(text) || candidatePatterns(text).length > 0
  if (valuesOf(place).length > 0 && valuesOf(place).every(isValue)) return 'yes'
  const isEmptied = last.some((cell, column) => cell === '' && valuesOf(column).length === others.length)
  const isSum = last.some((cell, column) => {
    const values = valuesOf(column).map(numberOf)
    const total = values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0)
    return values.length > 1 && Math.abs((numberOf(cell) ?? Number.NaN) - total) <= Math.abs(total) * 1e-9
  })
  return isEmptied || isSum ? 'yes' : 'perhaps'
}

/** The cells of the last line before `end` that has a value. Line ends in quotes are not looked for. */
export function lastRecord(bytes: Uint8Array, end: number, delimiter: number): readonly string[] {
  let stop = end
  for (;;) {
    while (stop > 0 && (bytes[stop - 1] === 10 || bytes[stop - 1] === 13)) stop--
    let start = stop
    while (start > 0 && bytes[start - 1] !== 10 && bytes[start - 1] !== 13) start--
    const cells = cellsOf(bytes, start, stop, delimiter)
    if (start === 0 || cells.some((cell) => cell !== '')) return cells
    stop = start
  }
}

function cellsOf(bytes: Uint8Array, start: number, stop: number, delimiter: number): readonly string[] {
  const place = createCellPlace()
  const cells: string[] = []
  for (let p = start; p <= stop && locateCell(bytes, p, stop, delimiter, place) === cellFound; p = place.after + 1) {
    cells.push(decodeText(bytes, place.start, place.stop, place.escaped))
  }
  return cells
}

/** The end of the bytes without the mark that DOS put after a text, and what surrounds it. */
export function endWithoutMark(bytes: Uint8Array, length: number): number {
  let end = length
  while (end > 0 && (bytes[end - 1] === 26 || bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--
  return bytes.subarray(end, length).includes(26) ? end : length
}

function linesFrom(bytes: Uint8Array, at: number, end: number): (readonly [start: number, stop: number])[] {
  const lines: [number, number][] = []
  let start = at
  for (let p = at; p <= end; p++) {
    if (p < end && bytes[p] !== 10 && bytes[p] !== 13) continue
    if (p > start) lines.push([start, p])
    start = p + 1
  }
  return lines
}

function textOf(bytes: Uint8Array, start: number, stop: number): string {
  return new TextDecoder().decode(bytes.subarray(start, stop)).trim()
}

function cellCount(bytes: Uint8Array, start: number, stop: number, delimiter: number): number {
  const place = createCellPlace()
  let count = 0
  for (let p = start; p <= stop && locateCell(bytes, p, stop, delimiter, place) === cellFound; p = place.after + 1)
    count++
  return count
}

/** Whether at least two line ends stand before `at`. */
function isAfterBlankLine(bytes: Uint8Array, at: number): boolean {
  let feeds = 0
  let returns = 0
  for (let p = at - 1; p >= 0 && (bytes[p] === 10 || bytes[p] === 13); p--) {
    if (bytes[p] === 10) feeds++
    else returns++
  }
  return Math.max(feeds, returns) >= 2
}

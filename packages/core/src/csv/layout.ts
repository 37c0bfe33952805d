import type { CsvErrors } from './csv-errors.ts'
import type { CsvOptions } from './csv-options.ts'
import type { Range, SampleRecord } from './sample-records.ts'
import { lineAt } from './csv-errors.ts'
import { defaultNulls } from './csv-options.ts'
import { isSecondHeader, isValueText, looksLikeValues } from './header-evidence.ts'
import { findRules } from './rule-line.ts'
import { sampleRecords, skipBlankLines } from './sample-records.ts'

/** The shape of a file: its column names and where its rows start. */
export interface Layout {
  /** What the header says; empty for columns that it does not name. */
  readonly names: readonly string[]
  /** Where the first row starts. */
  readonly next: number
  /** The rows that were looked at. */
  readonly body: readonly (readonly string[])[]
  /** What was left out or decided, as sentences. */
  readonly remarks: readonly string[]
}

/**
 * Finds the header of a file. Comments and lines of other widths above it are left out; a header that is one name shorter
 * than the rows belongs to row names or to rows that end with a delimiter. Refuses a first row of values in its place.
 */
export function findLayout(
  bytes: Uint8Array,
  range: Range,
  delimiter: number,
  options: CsvOptions,
  errors: CsvErrors,
): Layout {
  const known = knownHeader(bytes, range, delimiter, options, errors)
  if (known !== undefined) return known
  const remarks: string[] = []
  const commented = skipComments(bytes, range)
  const all = sampleRecords(bytes, { ...range, start: commented.next }, delimiter, errors)
  const rules = findRules(bytes, all, delimiter)
  const records = all.filter((record) => !rules.has(record))
  if (records.length === 0 && commented.last === undefined)
    throw errors.invalid(0, 'the file is empty; it needs a line of column names and rows below it')
  const nulls = new Set([...defaultNulls, ...(options.nulls ?? [])])
  const lastComment =
    commented.last === undefined
      ? undefined
      : sampleRecords(bytes, { start: commented.last, end: commented.next }, delimiter, errors)[0]
  const isCommentHeader = lastComment !== undefined && namesInComment(lastComment, records, nulls)
  if (isCommentHeader) records.unshift(lastComment)
  if (commented.count > (isCommentHeader ? 1 : 0))
    remarks.push(`left out ${countOf(commented.count - (isCommentHeader ? 1 : 0), 'line')} of comments at the start`)
  if (records.length === 0)
    throw errors.invalid(0, 'the file has only comments; it needs a line of column names and rows below it')
  if (options.header === false) return withoutHeader(records, remarks)
  const place = isCommentHeader ? 0 : headerPlace(records, nulls)
  if (place > 0)
    remarks.push(
      `left out ${countOf(place, 'line')} above the header, which is line ${lineAt(bytes, records[place]!.at)}`,
    )
  const header = records[place]!
  const rows = records.slice(place + 1)
  const names = fittedNames(header.cells, rows, bytes)
  const body = rows.map(({ cells }) => cells)
  if (options.header === undefined && options.schema === undefined) checkHeader(bytes, header, body, nulls, errors)
  let next = header.next
  for (const rule of all.slice(all.indexOf(header) + 1)) {
    if (!rules.has(rule)) break
    if (rule.cells.length === header.cells.length)
      remarks.push(`left out line ${lineAt(bytes, rule.at)}, a line of dashes below the names`)
    next = rule.next
  }
  return { names, next, body, remarks }
}

/** The first line as the header, where the options say that it is one, or what it says. */
function knownHeader(
  bytes: Uint8Array,
  range: Range,
  delimiter: number,
  { header: hasHeader, schema }: CsvOptions,
  errors: CsvErrors,
): Layout | undefined {
  if (hasHeader === false || (hasHeader === undefined && schema === undefined)) return undefined
  const [header, ...rows] = sampleRecords(bytes, range, delimiter, errors)
  if (header === undefined) return undefined
  const isMeant = hasHeader === true || schema!.fields.every(({ name }) => header.cells.includes(name))
  if (!isMeant) return undefined
  const names = fittedNames(header.cells, rows, bytes)
  return { names, next: header.next, body: rows.map(({ cells }) => cells), remarks: [] }
}

function withoutHeader(records: readonly SampleRecord[], remarks: readonly string[]): Layout {
  const width = widthOf(records)
  return {
    names: new Array<string>(width).fill(''),
    next: records[0]!.at,
    body: records.map(({ cells }) => cells),
    remarks,
  }
}

interface Comments {
  readonly next: number
  readonly count: number
  /** Where the last one starts. */
  readonly last?: number
}

/** Lines at the start that begin with `#`. */
function skipComments(bytes: Uint8Array, { start, end }: Range): Comments {
  let p = skipBlankLines(bytes, start, end)
  let count = 0
  let last: number | undefined
  while (p < end && bytes[p] === 35) {
    last = p
    count++
    while (p < end && bytes[p] !== 10 && bytes[p] !== 13) p++
    p = skipBlankLines(bytes, p, end)
  }
  return last === undefined ? { next: p, count } : { next: p, count, last }
}

/** Whether the last comment is the header: as wide as the rows, which have no header of their own. */
function namesInComment(comment: SampleRecord, records: readonly SampleRecord[], nulls: ReadonlySet<string>): boolean {
  const [first, ...rest] = records
  if (first === undefined) return true
  if (comment.cells.length !== first.cells.length) return false
  if (comment.cells.length === 1) return false
  return !namesValues(
    first.cells,
    rest.map(({ cells }) => cells),
    nulls,
  )
}

/** Whether cells are clearly names: words over a column of numbers or dates. */
function namesValues(
  cells: readonly string[],
  below: readonly (readonly string[])[],
  nulls: ReadonlySet<string>,
): boolean {
  return cells.some((cell, column) => {
    const values = below.map((row) => row[column] ?? '').filter((text) => !nulls.has(text))
    return cell !== '' && !isValueText(cell) && values.length > 0 && values.every(isValueText)
  })
}

/** Cells in most records; the first record's where two numbers are as frequent. */
function widthOf(records: readonly SampleRecord[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  let [best, most] = [records[0]!.cells.length, counts.get(records[0]!.cells.length)!]
  for (const [width, count] of counts) if (count > most) [best, most] = [width, count]
  return best
}

/** Which record is the header: the first, or the first after lines that are narrower or nearly empty. */
function headerPlace(records: readonly SampleRecord[], nulls: ReadonlySet<string>): number {
  const width = widthOf(records)
  const fitting = records.findIndex(({ cells }) => cells.length === width && !isNearlyEmpty(cells))
  const place = laterHeader(records, fitting, nulls) ?? fitting
  if (place <= 0) return 0
  const first = records[0]!.cells
  const below = records.slice(place + 1).map(({ cells }) => cells)
  const candidate = records[place]!.cells
  const isHeader =
    below.length > 0 && !looksLikeValues(candidate, below, nulls) && candidate.some((cell) => cell !== '')
  if (!isHeader) return 0
  // One name fewer than there are cells may be a header of its own, above row names.
  const isShort = place === 1 && first.length === width - 1 && first.length > 1
  return isShort && isFull(first) && !namesValues(candidate, below, nulls) ? 0 : place
}

/** So many lines may stand above the names. */
const mostAbove = 30

/**
 * The first record of names alone in every column, over numbers or dates that have no name yet, below one that lacks names:
 * what programs write above a table may be as wide as it.
 */
function laterHeader(records: readonly SampleRecord[], first: number, nulls: ReadonlySet<string>): number | undefined {
  const isOver = (cells: readonly string[], place: number) => {
    const below = records.slice(place + 1).map((record) => record.cells)
    return below.length > 1 && namesValues(cells, below, nulls)
  }
  const start = records[first]?.cells
  if (start === undefined || start.filter((cell) => cell === '').length < 2 || isOver(start, first)) return undefined
  const isNames = ({ cells }: SampleRecord) =>
    cells.length === start.length && isFull(cells) && !cells.some(isValueText)
  // Where the first record has a name, a word over numbers may be a missing value.
  const unnamed = (cells: readonly string[]) =>
    cells.map((cell, i) => (start[i] === '' || isValueText(start[i]!) ? cell : ''))
  const found = records
    .slice(0, first + mostAbove)
    .findIndex((record, i) => i > first && isNames(record) && isOver(unnamed(record.cells), i))
  return found < 0 ? undefined : found
}

function isNearlyEmpty(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '').length
  return filled === 0 || (cells.length >= 3 && filled <= cells.length / 3 && filled <= 2)
}

function isFull(cells: readonly string[]): boolean {
  return cells.every((cell) => cell !== '') && new Set(cells).size === cells.length
}

/** The header's names, made as many as the rows have cells where the difference of one is explained. */
function fittedNames(names: readonly string[], rows: readonly SampleRecord[], bytes: Uint8Array): readonly string[] {
  if (rows.length === 0) return names
  const width = widthOf(rows)
  if (!rows.every(({ cells }) => cells.length === width)) return names
  if (names.length === width + 1 && names.at(-1) === '') return names.slice(0, -1)
  if (names.length !== width - 1) return names
  if (rows.length > 1 && rows.every(({ cells }) => cells.at(-1) === '')) return [...names, '']
  return isFull(names) && areRowNames(rows, bytes) ? ['', ...names] : names
}

/** Whether the first cells name the rows: all different, and words, quoted, or a count. */
function areRowNames(rows: readonly SampleRecord[], bytes: Uint8Array): boolean {
  const first = rows.map(({ cells }) => cells[0]!)
  if (rows.length < 2 || new Set(first).size !== first.length) return false
  const counts = first.map(Number)
  if (counts.every((count, row) => count === counts[0]! + row)) return true
  return rows.every(({ at, cells }) => bytes[at] === 34 || !isValueText(cells[0]!))
}

function checkHeader(
  bytes: Uint8Array,
  header: SampleRecord,
  body: readonly (readonly string[])[],
  nulls: ReadonlySet<string>,
  errors: CsvErrors,
): void {
  if (looksLikeValues(header.cells, body, nulls)) {
    const repeats = (cells: readonly string[]) => cells.join('\0') === header.cells.join('\0')
    const others = body.filter((cells) => !repeats(cells))
    if (!namesValues(header.cells, others, nulls)) throw errors.noHeader(bytes, header.at, header.cells)
    const row = body.findIndex(repeats) + 1
    throw errors.invalid(
      lineAt(bytes, header.at),
      `row ${row} repeats the line of column names, as where files were joined; remove it`,
    )
  }
  const [first, ...others] = body
  if (first !== undefined && isSecondHeader(first, others, nulls))
    throw errors.invalid(
      lineAt(bytes, header.next),
      `this looks like a second line of headers, such as units (${first.slice(0, 3).join(', ')}); remove it, or join it with the names above`,
    )
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

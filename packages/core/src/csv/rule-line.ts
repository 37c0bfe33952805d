import type { SampleRecord } from './sample-records.ts'

const ruleCharacters: ReadonlySet<number> = new Set([...'-+|:=, ;\t\r\n'].map((character) => character.charCodeAt(0)))

const delimiters: ReadonlySet<number> = new Set([...',;\t'].map((character) => character.charCodeAt(0)))

/**
 * Whether a line is one that consoles and Markdown draw below headers and around tables: `----+----`, `|:---|---|`. Rules
 * fill every cell: `,--` is a row of missing values.
 */
export function isRuleLine(bytes: Uint8Array, start: number, end: number): boolean {
  let run = 0
  let longest = 0
  let isEmpty = true
  for (let p = start; p < end; p++) {
    const byte = bytes[p]!
    if (!ruleCharacters.has(byte)) return false
    run = byte === 45 || byte === 61 ? run + 1 : 0
    longest = Math.max(longest, run)
    if (delimiters.has(byte)) {
      if (isEmpty) return false
      isEmpty = true
    } else if (run > 0) isEmpty = false
  }
  return longest >= 2
}

/** Dashes in every cell that are a rule although they do not stand exactly below the names: at least so many, and once more. */
const shortestRule = 3

/** The records that are rules, of those that a file begins with; `delimiter` is a byte. */
export function findRules(bytes: Uint8Array, records: readonly SampleRecord[], delimiter: number): Set<SampleRecord> {
  const width = Math.max(...records.map(({ cells }) => cells.length))
  const found = records.filter((record, i) => {
    const text = lineOf(bytes, record)
    if (!isRuleLine(bytes, record.at, record.at + text.length)) return false
    const above = records[i - 1]
    return isDrawn(text, record, above, { delimiter, width }) || isBelowNames(bytes, record, above, records)
  })
  return new Set(found)
}

/** Whether a line is part of a frame: one cell in a file of several columns, or bars at its ends or crossings. */
function isDrawn(
  text: string,
  { cells }: SampleRecord,
  above: SampleRecord | undefined,
  { delimiter, width }: { readonly delimiter: number; readonly width: number },
): boolean {
  if (cells.length === 1) return width > 1
  if (delimiter !== 124) return false
  return /[+:]/.test(text) || (cells[0] === '' && above?.cells[0] === '')
}

/**
 * Whether every cell of a line is dashes, as wide as the names above or as the columns, and not a spelling of a missing value:
 * such dashes would stand in other rows too.
 */
function isBelowNames(
  bytes: Uint8Array,
  rule: SampleRecord,
  above: SampleRecord | undefined,
  records: readonly SampleRecord[],
): boolean {
  const { cells } = rule
  if (above?.cells.length !== cells.length || !cells.every((cell) => /^(?:-+|=+)$/.test(cell))) return false
  const others = records.filter((record) => record !== rule)
  if (others.some((record) => record.cells.some((cell) => /^-+$/.test(cell)))) return false
  const shape = (record: SampleRecord) => lineOf(bytes, record).replaceAll(/[^,;\t|]/g, '-')
  if (shape(rule) === shape(above)) return true
  const isLong = cells.every((cell) => cell.length >= shortestRule) && cells.some((cell) => cell.length > shortestRule)
  const widest = (column: number) => Math.max(...others.map((record) => (record.cells[column] ?? '').length))
  return isLong && cells.every((cell, column) => cell.length >= widest(column))
}

/** The text of a record without its line end. */
function lineOf(bytes: Uint8Array, { at, next }: SampleRecord): string {
  return new TextDecoder().decode(bytes.subarray(at, next)).replace(/[\r\n]+$/, '')
}

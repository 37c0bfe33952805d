import type { FoundRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { cellCodes, cellValue } from './rule-columns.ts'
import { isSearched } from './search.ts'

const mostBins = 40
const rowsForEach = 5
/** Rows that are looked at before a source is given up. */
const firstLook = 48

/** Columns that only say in which interval a number lies: age groups, roundings, grades of a score. */
export function findBins(search: RuleSearch): FoundRule[] {
  const { table } = search
  const sources = search.numbers.filter(({ present, distinct }) => present === table.rowCount && distinct > 4)
  return table.schema.fields.flatMap((field, index): FoundRule[] => {
    if (!isSearched(field) || field.kind === 'text' || field.kind === 'datetime') return []
    const column = table.columns[index]!
    const isFew =
      field.kind !== 'numeric' || search.numbers.some((one) => one.index === index && one.distinct <= mostBins)
    if (!isFew || column.valid?.includes(0) === true) return []
    const cells = cellCodes(column, table.rowCount, mostBins)
    if (cells === undefined || cells.counts.length < 2 || cells.counts.some((count) => count < rowsForEach)) return []
    for (const source of sources) {
      if (source.index === index || source.distinct <= 2 * cells.counts.length) continue
      const order = separate(source, cells.codes, cells.counts.length, search.rows)
      if (order === undefined) continue
      const values = order.map(({ code }) => cellValue(field, column, cells.rows[code]!))
      const cuts = order.slice(1).map(({ low }, place) => roundBetween(order[place]!.high, low))
      const rule = { kind: 'bin', column: field.name, source: source.name, cuts, values } as const
      return [{ rule, support: table.rowCount, exceptions: 0 }]
    }
    return []
  })
}

interface Interval {
  readonly code: number
  low: number
  high: number
}

/** The intervals of the cells in ascending order, unless two of them overlap. */
function separate(source: NumberColumn, codes: Int32Array, count: number, sample: Uint32Array): Interval[] | undefined {
  for (const rows of [sample.subarray(0, firstLook), sample]) {
    if (overlaps(intervals(source.values, codes, count, rows))) return undefined
  }
  const all = intervals(source.values, codes, count)
  return overlaps(all) ? undefined : all
}

function intervals(values: Float64Array, codes: Int32Array, count: number, rows?: Uint32Array): Interval[] {
  const found = Array.from({ length: count }, (_, code): Interval => ({ code, low: Infinity, high: -Infinity }))
  const length = rows?.length ?? values.length
  for (let i = 0; i < length; i++) {
    const row = rows === undefined ? i : rows[i]!
    const one = found[codes[row]!]!
    if (values[row]! < one.low) one.low = values[row]!
    if (values[row]! > one.high) one.high = values[row]!
  }
  return found.filter(({ low, high }) => low <= high).sort((a, b) => a.low - b.low)
}

function overlaps(sorted: readonly Interval[]): boolean {
  return sorted.some(({ low }, place) => place > 0 && low <= sorted[place - 1]!.high)
}

/** The number of fewest digits above `low`, up to `high`: a cut that is nobody's value, or everybody's. */
function roundBetween(low: number, high: number): number {
  for (let digits = 1; digits < 16; digits++) {
    const up = Number(high.toPrecision(digits))
    if (up > low && up <= high) return up
    const middle = Number((low + (high - low) / 2).toPrecision(digits))
    if (middle > low && middle <= high) return middle
  }
  return high
}

import type { Sliced } from '../slices.ts'
import type { FoundRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { cellCodes, cellValue, sampledCodes } from './rule-columns.ts'
import { isSearched } from './search.ts'

const mostBins = 40
const rowsForEach = 5
/** Rows that are looked at before a source is given up. */
const firstLook = 48

/** Columns that only say in which interval a number lies: age groups, roundings, grades of a score. */
export function* findBins(search: RuleSearch): Sliced<FoundRule[]> {
  const { table } = search
  const sources = search.numbers.filter(({ present, distinct }) => present === table.rowCount && distinct > 4)
  const found: FoundRule[] = []
  for (const [index, field] of table.schema.fields.entries()) {
    yield
    if (!isSearched(field) || field.kind === 'text' || field.kind === 'datetime') continue
    const column = table.columns[index]!
    const isFew =
      field.kind !== 'numeric' || search.numbers.some((one) => one.index === index && one.distinct <= mostBins)
    if (!isFew || column.valid?.includes(0) === true) continue
    const { sample, size } = sampledCodes(column, search.rows)
    const likely = sources.filter((source) => source.index !== index && mayTell(source, sample, size))
    const cells = likely.length === 0 ? undefined : cellCodes(column, table.rowCount, mostBins)
    if (cells === undefined || cells.counts.length < 2 || cells.counts.some((count) => count < rowsForEach)) continue
    for (const source of likely) {
      yield
      if (source.distinct <= 2 * cells.counts.length) continue
      const order = intervals(source.values, cells.codes, cells.counts.length)
      if (overlaps(order)) continue
      const values = order.map(({ code }) => cellValue(field, column, cells.rows[code]!))
      const cuts = order.slice(1).map(({ low }, place) => roundBetween(order[place]!.high, low))
      const rule = { kind: 'bin', column: field.name, source: source.name, cuts, values } as const
      found.push({ rule, support: table.rowCount, exceptions: 0 })
      break
    }
  }
  return found
}

interface Interval {
  readonly code: number
  low: number
  high: number
}

/** Whether the cells of the sample have intervals that do not overlap. */
function mayTell(source: NumberColumn, sample: Int32Array, size: number): boolean {
  if (size > mostBins || source.distinct <= 2 * size) return false
  return [firstLook, sample.length].every((rows) => {
    return !overlaps(intervals(source.sample.subarray(0, rows), sample.subarray(0, rows), size))
  })
}

/** The intervals of the cells in ascending order. */
function intervals(values: Float64Array, codes: Int32Array, count: number): Interval[] {
  const found = Array.from({ length: count }, (_, code): Interval => ({ code, low: Infinity, high: -Infinity }))
  for (let row = 0; row < values.length; row++) {
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

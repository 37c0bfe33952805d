import type { FoundRule, ProductRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { fits, rawProductOf } from './evaluate.ts'
import { allowed, columnDecimals } from './search.ts'

/** A product must take many values, or small whole numbers multiply by chance. */
const leastDistinct = 24
const probes = 3

/** `a * b = c` and `a / b = c`, as parts or in percent, with the rounding of `c`, among all triples of numbers. */
export function findProducts(search: RuleSearch): FoundRule[] {
  const parts = search.numbers.filter(({ field, distinct }) => field.kind === 'numeric' && distinct > 2)
  const results = parts.filter(({ distinct }) => distinct >= leastDistinct)
  const rows = probeRows(parts, search)
  const decimals = new Map<NumberColumn, number>()
  const lookUp = indexBy(results, rows[0] ?? 0)
  const found: FoundRule[] = []
  const known = new Set<string>()
  const attempt = (left: NumberColumn, right: NumberColumn, divides: boolean, factor: number) => {
    const guess = (row: number) => {
      const [a, b] = [left.sample[row]!, right.sample[row]!]
      return (divides ? a / b : a * b) * factor
    }
    for (const column of lookUp(guess(rows[0]!))) {
      if (column === left || column === right || known.has(tripleOf(left, right, column))) continue
      if (!decimals.has(column)) decimals.set(column, columnDecimals(column))
      const digits = decimals.get(column)!
      if (!rows.every((row) => fits({ decimals: digits }, 1, guess(row), column.sample[row]!))) continue
      const rule = { kind: 'product', column: column.name, left: left.name, right: right.name } as const
      const checked = verify(search, { ...rule, divides, factor, decimals: digits }, [left, right, column])
      if (checked === undefined) continue
      known.add(tripleOf(left, right, column))
      found.push(checked)
    }
  }
  if (rows.length < probes) return []
  const wide = parts.filter(({ distinct }) => distinct >= leastDistinct)
  for (const [place, left] of parts.entries()) {
    for (const right of parts.slice(place + 1)) {
      // Two numbers of few values have few products.
      if (left.distinct < leastDistinct && right.distinct < leastDistinct) continue
      attempt(left, right, false, 1)
      attempt(left, right, false, 0.01)
    }
  }
  for (const left of wide) {
    for (const right of parts) {
      if (left === right) continue
      attempt(left, right, true, 1)
      attempt(left, right, true, 100)
    }
  }
  return found
}

/** Rows with as few nulls, zeros and ones as can be: they tell most. */
function probeRows(columns: readonly NumberColumn[], { table }: RuleSearch): number[] {
  const length = Math.min(columns[0]?.sample.length ?? 0, 400, table.rowCount)
  const emptiness = Float64Array.from({ length }, (_, row) => {
    return columns.filter(({ sample }) => !(Math.abs(sample[row]!) > 1)).length
  })
  return [...emptiness.keys()].sort((a, b) => emptiness[a]! - emptiness[b]! || a - b).slice(0, probes)
}

/** Gives the columns whose value in the row lies within the coarsest rounding of a number. */
function indexBy(columns: readonly NumberColumn[], row: number): (value: number) => readonly NumberColumn[] {
  const sorted = columns
    .filter(({ sample }) => !Number.isNaN(sample[row]!))
    .sort((a, b) => a.sample[row]! - b.sample[row]!)
  const values = Float64Array.from(sorted, ({ sample }) => sample[row]!)
  return (value) => {
    if (!Number.isFinite(value)) return []
    const slack = 0.5 + 1e-9 * Math.abs(value)
    let [low, high] = [0, values.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[middle]! < value - slack) low = middle + 1
      else high = middle
    }
    let end = low
    while (end < values.length && values[end]! <= value + slack) end++
    return end === low ? [] : sorted.slice(low, end)
  }
}

function tripleOf(...columns: readonly NumberColumn[]): string {
  return columns
    .map(({ index }) => index)
    .sort((a, b) => a - b)
    .join()
}

/** Whether enough rows keep the rule whose result is large beside its rounding: those that are small say little. */
function verify(search: RuleSearch, rule: ProductRule, columns: readonly NumberColumn[]): FoundRule | undefined {
  const [left, right, column] = columns as [NumberColumn, NumberColumn, NumberColumn]
  const bySample = (name: string) => [left, right, column].find((one) => one.name === name)!.sample
  const sampled = count(rule, rawProductOf(rule, bySample), column.sample)
  if (sampled.telling < Math.min(20, search.minimumSupport) || sampled.exceptions > 0.02 * sampled.support)
    return undefined
  const byName = (name: string) => [left, right, column].find((one) => one.name === name)!.values
  const all = count(rule, rawProductOf(rule, byName), column.values)
  const isKept = all.exceptions <= allowed(search, all.support) && all.telling >= 0.3 * all.support
  return isKept ? { rule, support: all.support, exceptions: all.exceptions } : undefined
}

function count({ decimals }: ProductRule, computed: Float64Array, values: Float64Array) {
  const unit = decimals < 0 ? 0 : 10 ** -decimals
  let [support, exceptions, telling] = [0, 0, 0]
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (Number.isNaN(value) || Number.isNaN(computed[row]!)) continue
    support++
    if (!fits({ decimals }, 1, computed[row]!, value)) exceptions++
    else if (Math.abs(value) > 20 * unit) telling++
  }
  return { support, exceptions, telling }
}

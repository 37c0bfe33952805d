import type { Sliced } from '../slices.ts'
import type { FoundRule, MultipleRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { fits, multipleOf } from './evaluate.ts'
import { shortestBetween } from './plain-numbers.ts'
import { allowed, columnDecimals } from './search.ts'

const mostFactors = 12
const leastDistinct = 24
/** Rows whose ratio is looked at first: numbers that have nothing to do with one another have as many ratios. */
const firstLook = 60
const fewestRows = 5

/** Numbers that are a few multiples of another, rounded: taxes at a few rates, discounts in round percentages. */
export function* findMultiples(search: RuleSearch): Sliced<FoundRule[]> {
  const columns = search.numbers.filter(({ field, distinct }) => field.kind === 'numeric' && distinct >= leastDistinct)
  const digits = new Map<NumberColumn, number>()
  for (const column of columns) {
    digits.set(column, columnDecimals(column))
    yield
  }
  const found: FoundRule[] = []
  for (const [column, decimals] of digits) {
    yield
    if (decimals < 0) continue
    for (const source of columns) {
      const factors = source === column ? undefined : factorsOf(source, column, decimals)
      if (factors === undefined) continue
      const rule = { kind: 'multiple', column: column.name, source: source.name, factors, decimals } as const
      const checked = verify(search, rule, source, column)
      if (checked !== undefined) found.push(checked)
      yield
    }
  }
  return found
}

/** Ratios that enough rows of the sample share, most frequent first, the lower of equals; `undefined` when there are too many of them. */
function factorsOf(source: NumberColumn, column: NumberColumn, decimals: number): number[] | undefined {
  const half = 0.5 * 10 ** -decimals
  if (hasManyRatios(source, column, half)) return undefined
  const counts = new Map<number, number>()
  let seen = 0
  for (let row = 0; row < source.sample.length; row++) {
    const [value, received] = [source.sample[row]!, column.sample[row]!]
    // Only ratios that rounding leaves three digits of.
    if (Number.isNaN(received) || !(Math.abs(value) > 0) || (received !== 0 && half > 2e-3 * Math.abs(received)))
      continue
    if (received === 0 && half > 2e-3 * Math.abs(value)) continue
    const ratio = shortestBetween((received - half) / value, (received + half) / value)
    counts.set(ratio, (counts.get(ratio) ?? 0) + 1)
    if (++seen <= firstLook && counts.size > mostFactors) return undefined
  }
  const frequent = [...counts].filter(([, count]) => count >= fewestRows).sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const factors = frequent.map(([factor]) => factor)
  if (factors.some((factor) => !isPlain(factor))) return undefined
  const isCopy = factors.every((factor) => factor === 0 || factor === 1)
  return seen < firstLook || factors.length === 0 || factors.length > mostFactors || isCopy ? undefined : factors
}

/** Of numbers that differ little beside their size, as times do, any line through them looks like a ratio of many digits. */
const mostDigits = 6

function isPlain(factor: number): boolean {
  return Number(factor.toPrecision(mostDigits)) === factor
}

/** Whether the first rows alone have more ratios than a rule may, each given the room that rounding leaves. */
function hasManyRatios(source: NumberColumn, column: NumberColumn, half: number): boolean {
  const [lows, highs]: [number[], number[]] = [[], []]
  let seen = 0
  for (let row = 0; row < source.sample.length && seen < firstLook; row++) {
    const [value, received] = [source.sample[row]!, column.sample[row]!]
    if (Number.isNaN(received) || !(Math.abs(value) > 0)) continue
    seen++
    const room = half / Math.abs(value)
    const [low, high] = [received / value - room, received / value + room]
    if (lows.some((one, place) => low <= highs[place]! && high >= one)) continue
    lows.push(low)
    highs.push(high)
    if (lows.length > mostFactors) return true
  }
  return false
}

function verify(
  search: RuleSearch,
  rule: MultipleRule,
  source: NumberColumn,
  column: NumberColumn,
): FoundRule | undefined {
  // A factor that explains rows of unrelated columns explains nothing.
  let [fitting, compared] = [0, 0]
  for (let row = 0; row < source.sample.length; row++) {
    const [value, received] = [source.shuffled[row]!, column.sample[row]!]
    if (Number.isNaN(value) || Number.isNaN(received) || received === 0) continue
    compared++
    if (rule.factors.some((factor) => fits(rule, factor, value, received))) fitting++
  }
  if (fitting > 0.2 * compared) return undefined
  const byName = (name: string) => (name === source.name ? source : column).values
  const used = multipleOf(rule, byName)
  const counts = new Uint32Array(rule.factors.length)
  let [support, exceptions] = [0, 0]
  for (let row = 0; row < used.length; row++) {
    if (Number.isNaN(source.values[row]!) || Number.isNaN(column.values[row]!)) continue
    support++
    if (used[row]! < 0) exceptions++
    else counts[used[row]!]!++
  }
  const factors = rule.factors.filter((_, place) => counts[place]! >= fewestRows)
  const isKept = support >= search.minimumSupport && exceptions <= allowed(search, support)
  return isKept && factors.length === rule.factors.length ? { rule, support, exceptions } : undefined
}

import type { Sliced } from '../slices.ts'
import type { FoundRule, SumRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { fits } from './evaluate.ts'
import { columnDecimals } from './search.ts'
import { verifySum } from './verify-sum.ts'

const second = 1000
const day = 86_400_000
/** What time is counted in, in milliseconds. */
const units = [day, 60 * second, second, 3600 * second, 7 * day, 1, 365.25 * day, 365 * day, 30 * day]
/** Time as it is, whole units that have passed, days that both count. */
const constants = [0, -0.5, 1]
const firstLook = 20
const mostDatetimes = 20

/** Numbers that say how long it was from one datetime to another: the days of a stay, the seconds of a visit. */
export function* findSpans(search: RuleSearch): Sliced<FoundRule[]> {
  const datetimes = search.numbers.filter(({ field }) => field.kind === 'datetime').slice(0, mostDatetimes)
  const numbers = search.numbers.filter(({ field, distinct }) => field.kind === 'numeric' && distinct > 2)
  const pairs = datetimes.flatMap((end) => datetimes.flatMap((start) => (start === end ? [] : { start, end })))
  const found: FoundRule[] = []
  for (const column of pairs.length === 0 ? [] : numbers) {
    const decimals = columnDecimals(column)
    for (const { start, end } of pairs) {
      yield
      const span = spanOf(search, column, start, end, decimals)
      if (span === undefined) continue
      found.push(span)
      break
    }
  }
  return found
}

function spanOf(
  search: RuleSearch,
  column: NumberColumn,
  start: NumberColumn,
  end: NumberColumn,
  decimals: number,
): FoundRule | undefined {
  for (const unit of units) {
    for (const constant of decimals === 0 ? constants : [0]) {
      if (!isPromising(column, start, end, { unit, constant, decimals })) continue
      const terms = [
        { column: end.name, factor: 1 / unit },
        { column: start.name, factor: -1 / unit },
      ]
      const rule: SumRule = { kind: 'sum', column: column.name, terms, constant, decimals }
      const found = verifySum(search, rule)
      if (found !== undefined) return found
    }
  }
  return undefined
}

interface Span {
  readonly unit: number
  readonly constant: number
  readonly decimals: number
}

/** Whether the first rows of the sample that have all three, and whose times differ, are such spans. */
function isPromising(
  { sample }: NumberColumn,
  start: NumberColumn,
  end: NumberColumn,
  { unit, constant, decimals }: Span,
): boolean {
  let [seen, misses] = [0, 0]
  for (let row = 0; row < sample.length && seen < firstLook; row++) {
    const span = (end.sample[row]! - start.sample[row]!) / unit
    if (Number.isNaN(span) || Number.isNaN(sample[row]!)) continue
    if (!fits({ decimals }, 1, span + constant, sample[row]!) && ++misses > 1) return false
    if (sample[row] !== 0) seen++
  }
  return seen >= Math.min(firstLook, 10)
}

import type { FoundRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { plainestBetween, shortestBetween } from './plain-numbers.ts'
import { coarseStep, stepSize } from './rule-columns.ts'
import { columnDecimals } from './search.ts'
import { verifySum } from './verify-sum.ts'

const mostTerms = 6
/** How many units of its rounding a column must spread over: of a narrower one, any column explains the little there is. */
const leastSpread = 4

/** What a fit to all earlier columns leaves of a column. */
interface Remainder {
  /** The factors with which they explain it, with the sign turned; the constant first. */
  readonly parts: Float64Array
  /** The square root of the mean square of what they leave. */
  readonly error: number
}

/**
 * The sum that a column is when it is rounded: degrees in another unit, the mean of some marks. The fit must leave no more
 * than rounding does; its factors, made plain, must then give every row.
 */
export function roundedSum(
  search: RuleSearch,
  columns: readonly NumberColumn[],
  place: number,
  { parts, error }: Remainder,
): FoundRule | undefined {
  const column = columns[place]!
  const earlier = columns.slice(0, place)
  // Any of them may be the one that was rounded: what the fit may leave is then more by its factor.
  const unit = unitOf(column)
  if (unit === 0) return undefined
  const sizes = [unit, ...earlier.map((one, at) => Math.abs(parts[at + 1]!) * unitOf(one))]
  const telling = earlier.filter((one, at) => Math.abs(parts[at + 1]!) * spreadOf(one.sample) > unit)
  if (telling.length === 0 || telling.length > mostTerms) return undefined
  const room = telling.reduce((most, one) => Math.max(most, sizes[earlier.indexOf(one) + 1]!), unit)
  if (error > 0.4 * room || spreadOf(column.sample) < leastSpread * room) return undefined
  const needed = withoutIdle(telling, column, 0.4 * room)
  const group = [...needed, column]
  // The column that was rounded uses all of the room that rounding gives; the others follow from it without.
  const found = group
    .map((one) =>
      sumFor(
        search,
        one,
        group.filter((other) => other !== one),
      ),
    )
    .filter((one) => one !== undefined)
    .sort((a, b) => b.used - a.used)
  return found[0]?.rule
}

/** What the values of a column are rounded to; 0 for none. */
function unitOf(column: NumberColumn): number {
  const decimals = columnDecimals(column)
  return decimals < 0 ? 0 : 10 ** -decimals
}

/** The columns without those that the fit can do without. */
function withoutIdle(parts: readonly NumberColumn[], column: NumberColumn, most: number): readonly NumberColumn[] {
  for (const one of parts) {
    const fewer = parts.filter((other) => other !== one)
    if (fewer.length > 0 && errorOf(fewer, column) <= most) return withoutIdle(fewer, column, most)
  }
  return parts
}

function errorOf(parts: readonly NumberColumn[], column: NumberColumn): number {
  const factors = fit(parts, column)
  if (factors === undefined) return Infinity
  return spreadOf(restsOf(parts, column, factors))
}

/** The rule with this column as the sum, and how much of the half unit that rounding moves it is used. */
function sumFor(search: RuleSearch, column: NumberColumn, parts: readonly NumberColumn[]) {
  const decimals = columnDecimals(column)
  const factors = fit(parts, column)
  if (decimals < 0 || factors === undefined) return undefined
  const unit = 10 ** -decimals
  const rows = column.sample.length
  const plain = parts.map((one, at) => {
    const slack = (3 * unit) / (spreadOf(one.sample) * Math.sqrt(rows))
    return plainestBetween(factors[at]! - slack, factors[at]! + slack)
  })
  const rests = restsOf(parts, column, plain).sort()
  const constant = constantOf(rests, unit / 2)
  if (constant === undefined || plain.includes(0)) return undefined
  const terms = parts
    .map(({ name, index }, at) => ({ name, index, factor: plain[at]! }))
    .sort((a, b) => a.index - b.index)
    .map(({ name, factor }) => ({ column: name, factor }))
  const rule = verifySum(search, { kind: 'sum', column: column.name, terms, constant, decimals })
  // Of values on coarse steps, as marks in quarters, rounding to their digits would be the least of it.
  const step = stepSize(coarseStep(column.field, search.table.columns[column.index]!))
  return rule && { rule, used: (rests.at(-1)! - rests[0]!) / step }
}

/** The standard deviation. */
function spreadOf(sample: Float64Array): number {
  let [count, mean, squares] = [0, 0, 0]
  for (const value of sample) {
    if (Number.isNaN(value)) continue
    count++
    const step = value - mean
    mean += step / count
    squares += step * (value - mean)
  }
  return Math.sqrt(squares / Math.max(1, count))
}

/** Factors of least squares, by the normal equations of centred columns. */
function fit(parts: readonly NumberColumn[], column: NumberColumn): number[] | undefined {
  const all = [...parts, column]
  const rows = [...column.sample.keys()].filter((row) => all.every(({ sample }) => !Number.isNaN(sample[row]!)))
  const centred = all.map(({ sample }) => {
    const mean = rows.reduce((sum, row) => sum + sample[row]!, 0) / rows.length
    return rows.map((row) => sample[row]! - mean)
  })
  const dot = (a: number, b: number) => centred[a]!.reduce((sum, value, row) => sum + value * centred[b]![row]!, 0)
  const size = parts.length
  const system = parts.map((_, i) => Array.from({ length: size + 1 }, (__, j) => dot(i, j)))
  for (let i = 0; i < size; i++) {
    const best = system
      .slice(i)
      .reduce((top, row, at) => (Math.abs(row[i]!) > Math.abs(system[top]![i]!) ? i + at : top), i)
    ;[system[i], system[best]] = [system[best]!, system[i]!]
    const pivot = system[i]![i]!
    if (!(Math.abs(pivot) > 0)) return undefined
    for (let other = 0; other < size; other++) {
      if (other === i) continue
      const factor = system[other]![i]! / pivot
      for (let j = i; j <= size; j++) system[other]![j]! -= factor * system[i]![j]!
    }
  }
  return system.map((row, i) => row[size]! / row[i]!)
}

/** What these factors leave of the column, where no cell is null. */
function restsOf(parts: readonly NumberColumn[], { sample }: NumberColumn, factors: readonly number[]): Float64Array {
  return sample
    .map((value, row) => parts.reduce((left, one, at) => left - factors[at]! * one.sample[row]!, value))
    .filter((rest) => !Number.isNaN(rest))
}

/** The plainest constant with which all rows, or nearly all, lie within half a unit; the rests ascend. */
function constantOf(rests: Float64Array, half: number): number | undefined {
  const trimmed = Math.floor(0.005 * rests.length)
  const slack = 1e-6 * half
  const [low, high] = [rests[rests.length - 1 - trimmed]! - half - slack, rests[trimmed]! + half + slack]
  return low > high ? undefined : shortestBetween(low, high)
}

import type { Sliced } from '../slices.ts'
import type { FoundRule, ProductRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { fits, rawProductOf } from './evaluate.ts'
import { plainestBetween } from './plain-numbers.ts'
import { allowed, columnDecimals } from './search.ts'

/** A product must take many values, or small whole numbers multiply by chance. */
const leastDistinct = 24
const probes = 3
/** Of so many columns every factor is looked for; of more only parts and percent. */
const mostFactored = 60

/** One way to make a product of two columns. */
interface Form {
  readonly left: NumberColumn
  readonly right: NumberColumn
  readonly divides: boolean
  readonly squares: boolean
}

/** `a * b = c`, `a / b = c` and `a / b² = c`, times a factor, with the rounding of `c`, among all triples of numbers. */
export function* findProducts(search: RuleSearch): Sliced<FoundRule[]> {
  const parts = search.numbers.filter(({ field, distinct }) => field.kind === 'numeric' && distinct > 2)
  const results = parts.filter(({ distinct }) => distinct >= leastDistinct)
  const rows = probeRows(parts, search)
  if (rows.length < probes) return []
  const decimals = new Map<NumberColumn, number>()
  for (const column of results) {
    decimals.set(column, columnDecimals(column))
    yield
  }
  const isNarrow = parts.length <= mostFactored
  const lookUp = indexBy(results, rows[0]!, decimals)
  const found: FoundRule[] = []
  const known = new Set<string>()
  const attempt = (form: Form, column: NumberColumn, factor: number | undefined) => {
    if (factor === undefined || column === form.left || column === form.right) return
    if (known.has(tripleOf(form.left, form.right, column))) return
    const rule = {
      kind: 'product',
      column: column.name,
      left: form.left.name,
      right: form.right.name,
      divides: form.divides,
      ...(form.squares && { squares: true }),
      factor,
      decimals: decimals.get(column)!,
    } as const
    const checked = verify(search, rule, [form.left, form.right, column])
    if (checked === undefined) return
    known.add(tripleOf(form.left, form.right, column))
    found.push(checked)
  }
  const tryWide = (form: Form, factor: number) => {
    lookUp(rawOf(form, rows[0]!) * factor, (column, digits) => {
      for (const row of rows) if (!fits(digits, factor, rawOf(form, row), column.sample[row]!)) return
      attempt(form, column, factor)
    })
  }
  const tryNarrow = (form: Form) => {
    const guesses = rows.map((row) => rawOf(form, row))
    for (const column of results) {
      const digits = decimals.get(column)!
      if (isProportional(guesses, rows, column, digits)) attempt(form, column, factorOf(form, column, digits))
    }
  }
  let left: NumberColumn | undefined
  for (const form of forms(parts, isNarrow)) {
    if (isNarrow || form.left !== left) yield
    left = form.left
    if (isNarrow) tryNarrow(form)
    else for (const factor of [1, form.divides ? 100 : 0.01]) tryWide(form, factor)
  }
  return found
}

/** Products first: what two of three columns make exactly, their quotient only rounds. */
function* forms(parts: readonly NumberColumn[], withSquares: boolean): Generator<Form> {
  for (const [place, left] of parts.entries()) {
    for (const right of parts.slice(place + 1)) yield { left, right, divides: false, squares: false }
  }
  yield* quotients(parts, false)
  if (withSquares) yield* quotients(parts, true)
}

function* quotients(parts: readonly NumberColumn[], squares: boolean): Generator<Form> {
  for (const left of parts) {
    for (const right of parts) if (left !== right) yield { left, right, divides: true, squares }
  }
}

function rawOf({ left, right, divides, squares }: Form, row: number): number {
  const [a, b] = [left.sample[row]!, right.sample[row]!]
  const other = squares ? b * b : b
  return divides ? a / other : a * other
}

/** Whether one factor can explain all of these rows. */
function isProportional(
  guesses: readonly number[],
  rows: readonly number[],
  { sample }: NumberColumn,
  decimals: number,
): boolean {
  const half = halfOf(decimals)
  let [low, high] = [-Infinity, Infinity]
  for (const [place, row] of rows.entries()) {
    const [guess, value] = [guesses[place]!, sample[row]!]
    if (!(Math.abs(guess) > 0) || !Number.isFinite(guess) || Number.isNaN(value)) return false
    const slack = (half + 1e-9 * Math.abs(value)) / Math.abs(guess)
    low = Math.max(low, value / guess - slack)
    high = Math.min(high, value / guess + slack)
    if (low > high) return false
  }
  return true
}

/** The plainest factor that (almost) all rows of the sample allow. */
function factorOf(form: Form, { sample }: NumberColumn, decimals: number): number | undefined {
  const half = halfOf(decimals)
  let [low, high, misses] = [-Infinity, Infinity, 0]
  for (let row = 0; row < sample.length; row++) {
    const [guess, value] = [rawOf(form, row), sample[row]!]
    if (!(Math.abs(guess) > 0) || !Number.isFinite(guess) || Number.isNaN(value)) continue
    const slack = (half + 1e-9 * Math.abs(value)) / Math.abs(guess)
    const [least, most] = [value / guess - slack, value / guess + slack]
    if (least > high || most < low) {
      if (++misses > 0.01 * sample.length) return undefined
      continue
    }
    low = Math.max(low, least)
    high = Math.min(high, most)
  }
  const factor = plainestBetween(low, high)
  return factor === 0 ? undefined : factor
}

function halfOf(decimals: number): number {
  return decimals < 0 ? 0 : 0.5 * 10 ** -decimals
}

/** Rows with as few nulls, zeros and ones as can be: they tell most. */
function probeRows(columns: readonly NumberColumn[], { table }: RuleSearch): number[] {
  const length = Math.min(columns[0]?.sample.length ?? 0, 400, table.rowCount)
  const emptiness = Float64Array.from({ length }, (_, row) => {
    return columns.filter(({ sample }) => !(Math.abs(sample[row]!) > 1)).length
  })
  return [...emptiness.keys()].sort((a, b) => emptiness[a]! - emptiness[b]! || a - b).slice(0, probes)
}

/** Calls back for the columns, and their rounding, whose value in the row lies within it of a number. */
type LookUp = (value: number, take: (column: NumberColumn, rounding: { readonly decimals: number }) => void) => void

function indexBy(columns: readonly NumberColumn[], row: number, decimals: ReadonlyMap<NumberColumn, number>): LookUp {
  const present = columns.filter(({ sample }) => !Number.isNaN(sample[row]!))
  const lookUps = [...new Set(decimals.values())].map((digits) => {
    return indexOf(present.filter((column) => decimals.get(column) === digits), row, digits) // prettier-ignore
  })
  return (value, take) => {
    if (Number.isFinite(value)) for (const lookUp of lookUps) lookUp(value, take)
  }
}

/** The same for columns of one rounding. */
function indexOf(columns: readonly NumberColumn[], row: number, decimals: number): LookUp {
  const sorted = [...columns].sort((a, b) => a.sample[row]! - b.sample[row]!)
  const values = Float64Array.from(sorted, ({ sample }) => sample[row]!)
  const half = halfOf(decimals)
  const rounding = { decimals }
  return (value, take) => {
    const slack = half * (1 + 1e-5) + 1e-8 * Math.abs(value)
    let [low, high] = [0, values.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[middle]! < value - slack) low = middle + 1
      else high = middle
    }
    for (let at = low; at < values.length && values[at]! <= value + slack; at++) take(sorted[at]!, rounding)
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

function count(rule: ProductRule, raw: Float64Array, values: Float64Array) {
  const unit = rule.decimals < 0 ? 0 : 10 ** -rule.decimals
  let [support, exceptions, telling] = [0, 0, 0]
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (Number.isNaN(value) || Number.isNaN(raw[row]!)) continue
    support++
    if (!fits(rule, 1, raw[row]!, value)) exceptions++
    else if (Math.abs(value) > 20 * unit) telling++
  }
  return { support, exceptions, telling }
}

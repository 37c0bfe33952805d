import type { Sliced } from '../slices.ts'
import type { FoundRule, SumRule } from './rule.ts'
import type { RuleSearch } from './search.ts'
import { columnDecimals } from './search.ts'
import { verifySum } from './verify-sum.ts'

/** A sum with everything on one side: `columns` times their factors and the constant make 0. */
interface Relation {
  readonly factors: ReadonlyMap<string, number>
  readonly constant: number
}

const mostRules = 60

/**
 * The same sums with as few columns as can be: `a + b = c` and `a + b = d + e` say `c = d + e`. Each becomes the sum of what
 * adds up, where one column is the total of all others.
 */
export function* plainSums(search: RuleSearch, found: readonly FoundRule[]): Sliced<FoundRule[]> {
  const exact = found.filter(({ rule }) => rule.kind === 'sum' && !isRounded(rule))
  if (exact.length > mostRules) return [...found]
  const relations = exact.map(({ rule }) => relationOf(rule as SumRule))
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false
    for (const [place, one] of relations.entries()) {
      const shorter = relations.flatMap((other) => (other === one ? [] : (shortened(one, other) ?? [])))[0]
      yield
      if (shorter === undefined) continue
      relations[place] = shorter
      hasChanged = true
    }
  }
  const plain: FoundRule[] = []
  for (const [place, relation] of relations.entries()) {
    const one = exact[place]!
    plain.push(verifySum(search, ruleOf(search, relation, one.rule as SumRule)) ?? one)
    yield
  }
  const rest = found.filter((one) => !exact.includes(one))
  const seen = new Set<string>()
  return [...plain, ...rest].filter(({ rule }) => {
    const key = columnsOf(rule as SumRule)
    return !seen.has(key) && seen.add(key)
  })
}

/** Whether factors are others than 1, as of a mean: then the sum is rounded, and says nothing of what follows from it. */
function isRounded(rule: FoundRule['rule']): boolean {
  return rule.kind === 'sum' && rule.terms.some(({ factor }) => !Number.isInteger(factor))
}

function columnsOf({ column, terms }: SumRule): string {
  return JSON.stringify([column, ...terms.map((term) => term.column)].sort())
}

function relationOf({ column, terms, constant }: SumRule): Relation {
  return { factors: new Map([[column, -1], ...terms.map((term) => [term.column, term.factor] as const)]), constant }
}

/** The relation with as much of another added that fewer columns are left; `undefined` where none is. */
function shortened(one: Relation, other: Relation): Relation | undefined {
  for (const [column, factor] of other.factors) {
    const own = one.factors.get(column)
    if (own === undefined) continue
    const times = -own / factor
    const factors = new Map(one.factors)
    for (const [name, value] of other.factors) factors.set(name, (factors.get(name) ?? 0) + times * value)
    for (const [name, value] of factors) if (Math.abs(value) < 1e-9) factors.delete(name)
    if (factors.size > 1 && factors.size < one.factors.size)
      return { factors, constant: one.constant + times * other.constant }
  }
  return undefined
}

function ruleOf(search: RuleSearch, { factors, constant }: Relation, { column: usual }: SumRule): SumRule {
  const entries = [...factors]
  const alone = (sign: 1 | -1) => entries.filter(([, factor]) => sign * factor > 0)
  // Of two columns the one that the other makes by a whole factor.
  const totals = [alone(1), alone(-1)].flatMap((side) => (side.length === 1 ? [side[0]!] : []))
  const total = totals.sort((a, b) => Math.abs(a[1]) - Math.abs(b[1]))[0]?.[0]
  const column = total ?? (factors.has(usual) ? usual : entries[0]![0])
  const own = factors.get(column)!
  const place = (name: string) => search.numbers.find((number) => number.name === name)!
  const terms = entries
    .filter(([name]) => name !== column)
    .map(([name, factor]) => ({ column: name, factor: -factor / own }))
    .sort((a, b) => place(a.column).index - place(b.column).index)
  const decimals = columnDecimals(place(column))
  return { kind: 'sum', column, terms, constant: constant === 0 ? 0 : -constant / own, decimals }
}

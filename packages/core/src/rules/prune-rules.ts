import type { DependencyRule, FoundRule, ImplicationRule, OftenEqualRule, OrderRule } from './rule.ts'
import type { RuleSearch } from './search.ts'
import { columnsOfRule } from './columns-of-rule.ts'
import { impliedEquations } from './implied-equations.ts'
import { impliedRules } from './implied-rules.ts'

/** The rules without those that others imply: every row that keeps what is left keeps them all. */
export function pruneRules(all: readonly FoundRule[], search: RuleSearch): FoundRule[] {
  // What one of the others says better goes first, so that no two rules go for the sake of one another.
  const plain = plainRules(all, search)
  const implied = impliedRules(plain, search)
  return plain.filter((one) => !implied.has(one))
}

function plainRules(all: readonly FoundRule[], search: RuleSearch): readonly FoundRule[] {
  const isExact = ({ exceptions }: FoundRule) => exceptions === 0
  const implied = impliedEquations(all, search)
  const found = all.filter((one) => !implied.has(one))
  const exact = found.filter(isExact)
  // One that others imply still says why a third one need not be said.
  const orders = new Map(
    all.filter(isExact).flatMap((one) => (one.rule.kind === 'order' ? [[pairOf(one.rule), one] as const] : [])),
  )
  const columns = [...new Set(all.flatMap(({ rule }) => (rule.kind === 'order' ? [rule.low, rule.high] : [])))]
  const dependencies = all.filter(isExact).flatMap(({ rule }) => (rule.kind === 'dependency' ? [rule] : []))
  const equalities = widestEqualities(found)
  return found.filter((one) => {
    const { rule } = one
    switch (rule.kind) {
      case 'often-equal':
        return equalities.has(one) && !exact.some((other) => explains(other, rule))
      case 'order':
        return !isChained(rule, one.support, columns, orders)
      case 'dependency':
        return (
          !isOfComputedKey(rule, exact, search) &&
          !dependencies.some((other) => makesDependency(other, rule)) &&
          !exact.some((other) => covers(other, rule))
        )
      case 'implication':
        return !dependencies.some((other) => isInverse(other, rule, search))
      default:
        return true
    }
  })
}

/** Of equalities in many rows, those in most: the others come of a chain of these. */
function widestEqualities(found: readonly FoundRule[]): ReadonlySet<FoundRule> {
  const groups = new Map<string, string>()
  const rootOf = (column: string): string => {
    const above = groups.get(column) ?? column
    return above === column ? column : rootOf(above)
  }
  const sorted = found
    .filter(({ rule }) => rule.kind === 'often-equal')
    .sort((a, b) => a.exceptions / a.support - b.exceptions / b.support)
  return new Set(
    sorted.filter(({ rule }) => {
      if (rule.kind !== 'often-equal') return false
      const [left, right] = [rootOf(rule.left), rootOf(rule.right)]
      groups.set(left, right)
      return left !== right
    }),
  )
}

function pairOf({ low, high }: Pick<OrderRule, 'low' | 'high'>): string {
  return JSON.stringify([low, high])
}

/** Whether a column lies between the two, wherever both have values. */
function isChained(
  { low, high }: OrderRule,
  support: number,
  columns: readonly string[],
  orders: ReadonlyMap<string, FoundRule>,
): boolean {
  return columns.some((middle) => {
    const below = orders.get(pairOf({ low, high: middle }))
    const above = orders.get(pairOf({ low: middle, high }))
    return below !== undefined && above !== undefined && Math.min(below.support, above.support) >= support
  })
}

/** Numbers of more values than this are no names of something. */
const mostNames = 12

/**
 * Whether a key is a number of many values that is computed from several others, and decides no steps along it: few rows
 * share such a key, and by chance it tells all.
 */
function isOfComputedKey(rule: DependencyRule, exact: readonly FoundRule[], { numbers }: RuleSearch): boolean {
  const isComputed = (column: string) =>
    exact.some(({ rule: other }) => {
      const isMade = other.kind === 'product' || (other.kind === 'sum' && other.terms.length > 1)
      return isMade && other.column === column
    })
  const distinct = (column: string) => numbers.find(({ name }) => name === column)?.distinct ?? 0
  const hasSuch = rule.keys.some(
    ({ column, presence }) => !presence && distinct(column) > mostNames && isComputed(column),
  )
  return hasSuch && !isStepwise(rule)
}

/** Whether a value is decided by where a number lies: each has keys without another between them. */
function isStepwise({ keys, cases }: DependencyRule): boolean {
  if (keys.length > 1) return false
  const sorted = cases.toSorted((a, b) => Number(a.keys[0]) - Number(b.keys[0]))
  const runs = sorted.filter(({ value }, place) => place === 0 || value !== sorted[place - 1]!.value)
  return runs.length === new Set(cases.map(({ value }) => value)).size
}

/** Whether nulls alone decide what values are said to decide. */
function makesDependency(other: DependencyRule, rule: DependencyRule): boolean {
  if (other === rule || other.column !== rule.column || other.keys.length !== 1 || rule.keys.length !== 1) return false
  const [key, own] = [other.keys[0]!, rule.keys[0]!]
  if (key.column !== own.column) return false
  const isSame = key.presence === own.presence
  // The values of a column tell more than its nulls: what the nulls decide needs no values.
  return isSame ? rule.presence && !other.presence : key.presence && !own.presence && other.presence === rule.presence
}

/** Whether intervals, flags, a sum or a product say what a dependency says. */
function covers({ rule }: FoundRule, { keys, column, presence }: DependencyRule): boolean {
  if (presence || keys.some((key) => key.presence)) return false
  const columns = [column, ...keys.map((key) => key.column)]
  if (rule.kind === 'bin') return column === rule.column && keys.some((key) => key.column === rule.source)
  if (rule.kind === 'sum')
    return [rule.column, ...rule.terms.map((term) => term.column)].every((one) => columns.includes(one))
  if (rule.kind === 'product') return [rule.column, rule.left, rule.right].every((one) => columns.includes(one))
  return rule.kind === 'one-of' && columns.every((one) => rule.columns.includes(one))
}

/** Whether two columns are often equal only because a third is what they differ by, or a factor of 1 between them. */
function explains({ rule }: FoundRule, { left, right }: OftenEqualRule): boolean {
  if (rule.kind !== 'sum' && rule.kind !== 'product' && rule.kind !== 'multiple') return false
  const columns = columnsOfRule(rule)
  return columns.includes(left) && columns.includes(right)
}

/** Whether the implication goes back from what a column of names decides to the only name that decides so. */
function isInverse(
  { keys, column, cases }: DependencyRule,
  { when, then }: ImplicationRule,
  { table }: RuleSearch,
): boolean {
  if (keys.length > 1 || keys[0]!.presence || keys[0]!.column !== then.column || column !== when.column) return false
  const field = table.schema.fields.find(({ name }) => name === then.column)!
  const names = field.kind === 'categorical' ? field.categories.length : 2
  return cases.length >= names && (field.kind === 'categorical' || field.kind === 'boolean')
}

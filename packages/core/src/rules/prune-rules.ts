import type { DependencyRule, FoundRule, ImplicationRule, OrderRule } from './rule.ts'
import type { RuleSearch } from './search.ts'
import { impliedRules } from './implied-rules.ts'

/** The rules without those that others imply: every row that keeps what is left keeps them all. */
export function pruneRules(all: readonly FoundRule[], search: RuleSearch): FoundRule[] {
  const implied = impliedRules(all, search.table)
  const found = all.filter((one) => !implied.has(one))
  const exact = found.filter(({ exceptions }) => exceptions === 0)
  const orders = new Map(exact.flatMap((one) => (one.rule.kind === 'order' ? [[pairOf(one.rule), one] as const] : [])))
  const columns = [...new Set(found.flatMap(({ rule }) => (rule.kind === 'order' ? [rule.low, rule.high] : [])))]
  // One that others imply still says why a third one need not be said.
  const dependencies = all
    .filter(({ exceptions }) => exceptions === 0)
    .flatMap(({ rule }) => (rule.kind === 'dependency' ? [rule] : []))
  const equalities = widestEqualities(found)
  return found.filter((one) => {
    const { rule } = one
    if (rule.kind === 'often-equal' && !equalities.has(one)) return false
    if (rule.kind === 'order') {
      return !isChained(rule, one.support, columns, orders) && !exact.some((other) => makesOrder(other, rule, search))
    }
    if (rule.kind === 'dependency') {
      return !dependencies.some((other) => makesDependency(other, rule)) && !exact.some((other) => covers(other, rule))
    }
    if (rule.kind === 'multiple' || rule.kind === 'often-equal') return !exact.some((other) => explains(other, one))
    return rule.kind !== 'implication' || !dependencies.some((other) => isInverse(other, rule, search))
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

/** Whether a part lies below its sum, or a share below its whole. */
function makesOrder({ rule, support }: FoundRule, order: OrderRule, { numbers, table }: RuleSearch): boolean {
  const least = (name: string) => numbers.find((one) => one.name === name)?.minimum ?? -Infinity
  const most = (name: string) => numbers.find((one) => one.name === name)?.maximum ?? Infinity
  if (support < table.rowCount) return false
  switch (rule.kind) {
    case 'sum': {
      const isGrowing =
        rule.constant >= 0 && rule.terms.every(({ column, factor }) => factor >= 0 && least(column) >= 0)
      return (
        isGrowing && rule.column === order.high && rule.terms.some((one) => one.column === order.low && one.factor >= 1)
      )
    }
    case 'multiple': {
      const isShare = rule.factors.every((factor) => factor <= 1)
      return isShare && least(rule.source) >= 0 && rule.column === order.low && rule.source === order.high
    }
    case 'product': {
      const [other, column] = [order.low, order.high].includes(rule.right)
        ? [rule.left, rule.right]
        : [rule.right, rule.left]
      if (rule.squares === true || (rule.divides && column === rule.right) || least(column) < 0) return false
      if (![rule.column, column].every((one) => one === order.low || one === order.high)) return false
      // What the column is multiplied by.
      const ends = [least(other), most(other)].map((end) => (rule.divides ? rule.factor / end : rule.factor * end))
      if (least(other) <= 0) return false
      return rule.column === order.high ? Math.min(...ends) >= 1 : Math.max(...ends) <= 1
    }
    default:
      return false
  }
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

/** Whether two columns are multiples of one another, or often equal, only because a third is what they differ by. */
function explains({ rule }: FoundRule, { rule: other }: FoundRule): boolean {
  const pair =
    other.kind === 'multiple'
      ? [other.column, other.source]
      : other.kind === 'often-equal'
        ? [other.left, other.right]
        : []
  if (rule.kind === 'sum' && other.kind === 'often-equal') {
    const columns = [rule.column, ...rule.terms.map(({ column }) => column)]
    return pair.every((one) => columns.includes(one))
  }
  if (rule.kind === 'product')
    return pair.every((one) => one === rule.column || one === rule.left || one === rule.right)
  return (
    rule.kind === 'multiple' &&
    other.kind === 'often-equal' &&
    pair.every((one) => one === rule.column || one === rule.source)
  )
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

import type { Rule, Term } from '../rule.ts'

/** Whether a declared rule says all that another rule says, so that the other one is not needed beside it. */
export function coversRule(declared: Rule, other: Rule): boolean {
  const [own, theirs] = [comparisonOf(declared), comparisonOf(other)]
  if (own !== undefined && theirs !== undefined) {
    const isAtLeastAsStrict = own.relation === theirs.relation || own.relation !== '<='
    return own.text === theirs.text && isAtLeastAsStrict && (own.relation === '=') === (theirs.relation === '=')
  }
  if (declared.kind === 'product' && other.kind === 'product') return productText(declared) === productText(other)
  if (declared.kind !== 'dependency' || other.kind !== 'dependency') return false
  return !declared.presence && !other.presence && dependencyText(declared) === dependencyText(other)
}

interface Comparison {
  /** What is compared with 0, the same for all ways in which it can be written. */
  readonly text: string
  readonly relation: '<=' | '<' | '='
}

function comparisonOf(rule: Rule): Comparison | undefined {
  switch (rule.kind) {
    case 'equal':
      return compared([plain(rule.left), taken(rule.right)], 0, '=')
    case 'order':
      return compared([plain(rule.low), taken(rule.high)], 0, '<=')
    case 'sum':
      return compared([...rule.terms, taken(rule.column)], rule.constant, '=')
    case 'multiple':
      if (rule.factors.length > 1) return undefined
      return compared([{ column: rule.source, factor: rule.factors[0]! }, taken(rule.column)], 0, '=')
    case 'linear': {
      if (rule.left.dates.length + rule.right.dates.length > 0) return undefined
      const isTurned = rule.relation.startsWith('>')
      const [left, right] = isTurned ? [rule.right, rule.left] : [rule.left, rule.right]
      const terms = [...left.terms, ...right.terms.map((term) => ({ ...term, factor: -term.factor }))]
      const relation = rule.relation.replace('>', '<') as Comparison['relation']
      return compared(terms, left.constant - right.constant, relation)
    }
    default:
      return undefined
  }
}

function compared(terms: readonly Term[], constant: number, relation: Comparison['relation']): Comparison {
  const factors = new Map<string, number>()
  for (const { column, factor } of terms) factors.set(column, (factors.get(column) ?? 0) + factor)
  const sorted = [...factors].filter(([, factor]) => factor !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
  const first = sorted[0]?.[1] ?? 1
  const scale = relation === '=' ? first : Math.abs(first)
  const text = [...sorted, ['', constant] as const].map(([name, factor]) => [name, (factor / scale).toPrecision(9)])
  return { text: JSON.stringify(text), relation }
}

function plain(column: string): Term {
  return { column, factor: 1 }
}

function taken(column: string): Term {
  return { column, factor: -1 }
}

function productText({ column, left, right, divides, factor }: Extract<Rule, { kind: 'product' }>): string {
  return JSON.stringify([column, ...(divides ? [left, right] : [left, right].sort()), divides, factor])
}

function dependencyText({ keys, column }: Extract<Rule, { kind: 'dependency' }>): string {
  return JSON.stringify([column, keys.map((key) => [key.column, key.presence]).sort()])
}

import type { Schema } from '@asdf/contract'
import type { Rule, Term } from '../rule.ts'
import { aSchema, checkForms } from '../../argument-forms.ts'
import { fixedPart, hasDates, unitIn } from '../broken-linear.ts'
import { aRule } from '../rule-form.ts'

/** Whether a declared rule says all that another rule of the columns says, so that the other one is not needed beside it. */
export function coversRule(declared: Rule, other: Rule, schema: Schema): boolean {
  checkForms('coversRule', { declared: [declared, aRule], other: [other, aRule], schema: [schema, aSchema] })
  const [own, theirs] = [comparisonOf(declared, schema), comparisonOf(other, schema)]
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

function comparisonOf(rule: Rule, schema: Schema): Comparison | undefined {
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
      const isDated = hasDates(rule, { schema })
      const isTurned = rule.relation.startsWith('>')
      const [left, right] = isTurned ? [rule.right, rule.left] : [rule.left, rule.right]
      const signed = [...left.terms, ...right.terms.map((term) => ({ ...term, factor: -term.factor }))]
      const terms = signed.map(({ column, factor }) => ({ column, factor: factor * unitIn(schema, column, isDated) }))
      const relation = rule.relation.replace('>', '<') as Comparison['relation']
      return compared(terms, fixedPart(left, isDated) - fixedPart(right, isDated), relation)
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

function productText(rule: Extract<Rule, { kind: 'product' }>): string {
  const { column, left, right, divides, factor, squares = false } = rule
  const isEither = !divides && !squares
  return JSON.stringify([column, ...(isEither ? [left, right].sort() : [left, right]), divides, squares, factor])
}

function dependencyText({ keys, column }: Extract<Rule, { kind: 'dependency' }>): string {
  return JSON.stringify([column, keys.map((key) => [key.column, key.presence]).sort()])
}

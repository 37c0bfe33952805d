import type { CellState, Rule, RuleKey, Term } from './rule.ts'
import { describeLinear } from './declare/describe-linear.ts'
import { ruleName } from './declare/rule-name.ts'

/**
 * A rule as one line of text: `ordered <= shipped`, `zip -> region`. Names with blanks or signs are in backticks. `parseRule`
 * reads orders, equalities, sums, products and dependencies again.
 */
export function describeRule(rule: Rule): string {
  switch (rule.kind) {
    case 'equal':
      return `${ruleName(rule.left)} = ${ruleName(rule.right)}`
    case 'often-equal':
      return `${ruleName(rule.left)} = ${ruleName(rule.right)} in many rows`
    case 'order':
      return `${ruleName(rule.low)} <= ${ruleName(rule.high)}`
    case 'sum':
      return describeSum(rule.column, rule.terms, rule.constant)
    case 'linear':
      return describeLinear(rule)
    case 'product': {
      const factor = rule.factor === 1 ? '' : ` * ${rule.factor}`
      return `${ruleName(rule.left)} ${rule.divides ? '/' : '*'} ${ruleName(rule.right)}${factor} = ${ruleName(rule.column)}`
    }
    case 'multiple': {
      const [only, ...others] = rule.factors
      const factors = others.length === 0 ? String(only) : `one of ${rule.factors.join(', ')}`
      return `${ruleName(rule.column)} = ${ruleName(rule.source)} * ${factors}`
    }
    case 'dependency': {
      return `${rule.keys.map(describeKey).join(', ')} -> ${describeKey(rule)}`
    }
    case 'bin':
      return `${ruleName(rule.column)} says in which of ${rule.values.length} intervals ${ruleName(rule.source)} lies`
    case 'one-of':
      return `exactly one of ${rule.columns.map(ruleName).join(', ')}`
    case 'implication':
      return `${describeState(rule.when)} -> ${describeState(rule.then)}`
  }
}

function describeKey({ column, presence }: RuleKey): string {
  return presence ? `null of ${ruleName(column)}` : ruleName(column)
}

function describeSum(column: string, terms: readonly Term[], constant: number): string {
  // What is taken away goes to the other side: a + b = c reads better than c - b = a.
  const added = terms.filter(({ factor }) => factor > 0)
  const taken = terms.filter(({ factor }) => factor < 0).map((term) => ({ ...term, factor: -term.factor }))
  const isConstant = added.length === 0
  const left = isConstant ? [...taken, { column, factor: 1 }] : added
  const right = isConstant ? [] : [{ column, factor: 1 }, ...taken]
  const fixed = constant === 0 && !isConstant ? '' : String(constant)
  const name = ({ column: one, factor }: Term) => (factor === 1 ? ruleName(one) : `${factor} * ${ruleName(one)}`)
  if (isConstant) return `${left.map(name).join(' + ')} = ${fixed}`
  const sign = constant < 0 ? ' - ' : ' + '
  const rest = constant === 0 ? '' : `${sign}${Math.abs(constant)}`
  return `${left.map(name).join(' + ')}${rest} = ${right.map(name).join(' + ')}`
}

function describeState({ column, is, not }: CellState): string {
  if (is === 'null') return `${ruleName(column)} is ${not ? 'not ' : ''}null`
  return `${ruleName(column)} ${not ? '!=' : '='} ${is === 'zero' ? '0' : String(is.value)}`
}

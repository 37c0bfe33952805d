import type { CellState, Rule, RuleKey, SumRule, Term } from './rule.ts'
import { checkForms } from '../argument-forms.ts'
import { describeLinear } from './declare/describe-linear.ts'
import { ruleName } from './declare/rule-name.ts'
import { aRule } from './rule-form.ts'

/**
 * A rule as one line of text: `ordered <= shipped`, `zip -> region`. Names with blanks or signs are in backticks. `parseRule`
 * reads orders, equalities, sums, products and dependencies again.
 */
export function describeRule(rule: Rule): string {
  checkForms('describeRule', { rule: [rule, aRule] })
  switch (rule.kind) {
    case 'equal':
      return `${ruleName(rule.left)} = ${ruleName(rule.right)}`
    case 'often-equal':
      return `${ruleName(rule.left)} = ${ruleName(rule.right)} in many rows`
    case 'order':
      return `${ruleName(rule.low)} <= ${ruleName(rule.high)}`
    case 'sum':
      return describeSpan(rule) ?? describeSum(rule.column, rule.terms, rule.constant)
    case 'linear':
      return describeLinear(rule)
    case 'product': {
      const right = rule.squares === true ? `${ruleName(rule.right)}²` : ruleName(rule.right)
      const sign = rule.divides ? '/' : '*'
      return `${ruleName(rule.left)} ${sign} ${right}${describeFactor(rule.factor)} = ${ruleName(rule.column)}`
    }
    case 'multiple': {
      const [only, ...others] = rule.factors
      const factors = others.length === 0 ? String(only) : `one of ${rule.factors.join(', ')}`
      const by = rule.by === undefined ? '' : ` by ${rule.by.keys.map(describeKey).join(', ')}`
      return `${ruleName(rule.column)} = ${ruleName(rule.source)} * ${factors}${by}`
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

/** Longer factors are written as a divisor where that is exact. */
const longestFactor = 6

/** Times a number of few digits, or divided by one. */
function describeFactor(factor: number): string {
  const divisor = Number((1 / factor).toPrecision(12))
  if (factor === 1) return ''
  return 1 / divisor === factor && String(factor).length > longestFactor ? ` / ${divisor}` : ` * ${factor}`
}

const times: readonly (readonly [unit: number, name: string])[] = [
  [1000, 'seconds'],
  [60_000, 'minutes'],
  [3_600_000, 'hours'],
  [86_400_000, 'days'],
  [7 * 86_400_000, 'weeks'],
  [30 * 86_400_000, 'months of 30 days'],
  [365 * 86_400_000, 'years of 365 days'],
  [365.25 * 86_400_000, 'years'],
]

/** A time between two datetimes; `undefined` for other sums. */
function describeSpan({ column, terms, constant }: SumRule): string | undefined {
  const [end, start] = terms as [Term, Term | undefined]
  const unit = times.find(([one]) => end.factor === 1 / one && start?.factor === -1 / one)
  if (unit === undefined || start === undefined || terms.length > 2) return undefined
  const part = constant === -0.5 ? 'whole ' : ''
  const more = constant === 0 || constant === -0.5 ? '' : ` + ${constant}`
  return `${part}${unit[1]} from ${ruleName(start.column)} to ${ruleName(end.column)}${more} = ${ruleName(column)}`
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

import type { CellState, Rule, RuleKey, Term } from './rule.ts'

/** A rule as one line of text: `ordered <= shipped`, `zip -> region`. */
export function describeRule(rule: Rule): string {
  switch (rule.kind) {
    case 'equal':
      return `${rule.left} = ${rule.right}`
    case 'often-equal':
      return `${rule.left} = ${rule.right} in many rows`
    case 'order':
      return `${rule.low} <= ${rule.high}`
    case 'sum':
      return describeSum(rule.column, rule.terms, rule.constant)
    case 'product': {
      const factor = rule.factor === 1 ? '' : ` * ${rule.factor}`
      return `${rule.left} ${rule.divides ? '/' : '*'} ${rule.right}${factor} = ${rule.column}`
    }
    case 'multiple': {
      const [only, ...others] = rule.factors
      const factors = others.length === 0 ? String(only) : `one of ${rule.factors.join(', ')}`
      return `${rule.column} = ${rule.source} * ${factors}`
    }
    case 'dependency': {
      const column = rule.presence ? `null of ${rule.column}` : rule.column
      return `${rule.keys.map(describeKey).join(', ')} -> ${column}`
    }
    case 'bin':
      return `${rule.column} says in which of ${rule.values.length} intervals ${rule.source} lies`
    case 'one-of':
      return `exactly one of ${rule.columns.join(', ')}`
    case 'implication':
      return `${describeState(rule.when)} -> ${describeState(rule.then)}`
  }
}

function describeKey({ column, presence }: RuleKey): string {
  return presence ? `null of ${column}` : column
}

function describeSum(column: string, terms: readonly Term[], constant: number): string {
  // What is taken away goes to the other side: a + b = c reads better than c - b = a.
  const added = terms.filter(({ factor }) => factor > 0)
  const taken = terms.filter(({ factor }) => factor < 0).map((term) => ({ ...term, factor: -term.factor }))
  const isConstant = added.length === 0
  const left = isConstant ? [...taken, { column, factor: 1 }] : added
  const right = isConstant ? [] : [{ column, factor: 1 }, ...taken]
  const fixed = constant === 0 && !isConstant ? '' : String(constant)
  const name = ({ column: one, factor }: Term) => (factor === 1 ? one : `${factor} * ${one}`)
  if (isConstant) return `${left.map(name).join(' + ')} = ${fixed}`
  const sign = constant < 0 ? ' - ' : ' + '
  const rest = constant === 0 ? '' : `${sign}${Math.abs(constant)}`
  return `${left.map(name).join(' + ')}${rest} = ${right.map(name).join(' + ')}`
}

function describeState({ column, is, not }: CellState): string {
  if (is === 'null') return `${column} is ${not ? 'not ' : ''}null`
  return `${column} ${not ? '!=' : '='} ${is === 'zero' ? '0' : String(is.value)}`
}

import type { LinearRule, LinearSide, Rule } from '../rule.ts'
import type { Expression, LinearExpression, ProductExpression } from './expression.ts'
import type { Fault } from './rule-fault.ts'
import type { Token } from './tokens.ts'
import { divided, soleTerm, SumBuilder } from './expression.ts'

/** The rule that two sides and the sign between them make. */
export function comparisonRule(left: Expression, sign: Token, right: Expression, fault: Fault): Rule {
  if (!isFinite(left) || !isFinite(right)) throw fault(sign.at, 'a rule has numbers that become too large')
  if (left.kind === 'product') return productRule(left, right, sign, fault)
  if (right.kind === 'product') return productRule(right, left, sign, fault)
  const relation = sign.text as LinearRule['relation']
  checkSides(left, right, sign, fault)
  const [low, high] = [soleTerm(left), soleTerm(right)]
  const isPair = low?.factor === 1 && high?.factor === 1
  if (isPair && relation === '<=') return { kind: 'order', low: low.column, high: high.column }
  if (isPair && relation === '>=') return { kind: 'order', low: high.column, high: low.column }
  if (isPair && relation === '=') return { kind: 'equal', left: low.column, right: high.column }
  return { kind: 'linear', left: sideOf(left), relation, right: sideOf(right), slack: 0 }
}

function sideOf({ terms, constant, dates }: LinearExpression): LinearSide {
  return { terms, constant, dates }
}

/** Numbers that are multiplied may grow beyond doubles. */
function isFinite(one: Expression): boolean {
  if (one.kind === 'product') return Number.isFinite(one.factor)
  return Number.isFinite(one.constant) && [...one.terms, ...one.dates].every(({ factor }) => Number.isFinite(factor))
}

function checkSides(left: LinearExpression, right: LinearExpression, { at, text }: Token, fault: Fault): void {
  const difference = new SumBuilder()
  difference.add(left, 1)
  difference.add(right, -1)
  const { terms, degree } = difference.finish()
  if (terms.length === 0)
    throw fault(at, `a rule compares nothing: no column is left when the sides of '${text}' are taken apart`)
  if (Math.abs(degree) > 1e-9)
    throw fault(
      at,
      'a rule compares dates with numbers; compare dates with dates, or days with numbers: end - start <= 30',
    )
}

function productRule(product: ProductExpression, other: Expression, { text, at }: Token, fault: Fault): Rule {
  const advice = 'a product or quotient of columns can only equal one column, as in quantity * price = subtotal'
  if (text !== '=') throw fault(at, `a rule compares a product of columns with '${text}'; ${advice}`)
  const whole = soleTerm(other)
  if (whole === undefined) throw fault(at, `a rule equates a product of columns with something else; ${advice}`)
  const { left, right, divides, squares, factor } = divided(product, whole.factor)
  if (whole.column === left || whole.column === right)
    throw fault(at, `a rule has '${whole.column}' on both sides of a product; ${advice}`)
  if (factor === 0) throw fault(at, `a rule multiplies a product by 0; ${advice}`)
  const square = squares ? { squares } : {}
  return { kind: 'product', column: whole.column, left, right, divides, ...square, factor, decimals: -1 }
}

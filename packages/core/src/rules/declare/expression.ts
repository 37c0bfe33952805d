import type { FixedDate, LinearSide, Term } from '../rule.ts'

/** A sum of columns, a constant and dates, as it is read. */
export interface LinearExpression extends LinearSide {
  readonly kind: 'linear'
  /** How often a datetime is counted: 1 for a date, 0 for the days between two and for numbers. */
  readonly degree: number
}

/** Two columns of numbers, multiplied or divided, times a factor; with `squares` the square of `right` takes its place. */
export interface ProductExpression {
  readonly kind: 'product'
  readonly left: string
  readonly right: string
  readonly divides: boolean
  readonly squares: boolean
  readonly factor: number
}

/** What one side of a rule says. */
export type Expression = LinearExpression | ProductExpression

/** A number. */
export function constantOf(constant: number): LinearExpression {
  return { kind: 'linear', terms: [], constant, dates: [], degree: 0 }
}

/** A column. */
export function columnExpression(column: string, isDatetime: boolean): LinearExpression {
  return { kind: 'linear', terms: [{ column, factor: 1 }], constant: 0, dates: [], degree: Number(isDatetime) }
}

/** A fixed datetime. */
export function dateExpression(time: number): LinearExpression {
  return { kind: 'linear', terms: [], constant: 0, dates: [{ time, factor: 1 }], degree: 1 }
}

/** Whether this is a plain number. */
export function isConstant(one: Expression): one is LinearExpression {
  return one.kind === 'linear' && one.terms.length === 0 && one.dates.length === 0
}

/** The column, where the expression is one column times a factor and nothing else. */
export function soleTerm(one: Expression): Term | undefined {
  const isSole = one.kind === 'linear' && one.terms.length === 1 && one.constant === 0 && one.dates.length === 0
  return isSole ? one.terms[0] : undefined
}

/** Whether this is a column times itself. */
export function isSquare(one: Expression): one is ProductExpression {
  return one.kind === 'product' && one.left === one.right && !one.divides && !one.squares
}

/** Sums that are read piece by piece: columns in the order in which they come, each once. */
export class SumBuilder {
  readonly #factors = new Map<string, number>()
  readonly #dates = new Map<number, number>()
  #constant = 0
  #degree = 0

  add({ terms, constant, dates, degree }: LinearExpression, sign: 1 | -1): void {
    for (const { column, factor } of terms) this.#factors.set(column, (this.#factors.get(column) ?? 0) + sign * factor)
    for (const { time, factor } of dates) this.#dates.set(time, (this.#dates.get(time) ?? 0) + sign * factor)
    this.#constant += sign * constant
    this.#degree += sign * degree
  }

  /** What was added, without what cancels out. */
  finish(): LinearExpression {
    const terms = [...this.#factors].map(([column, factor]): Term => ({ column, factor }))
    const dates = [...this.#dates].map(([time, factor]): FixedDate => ({ time, factor }))
    return {
      kind: 'linear',
      terms: terms.filter(({ factor }) => factor !== 0),
      constant: this.#constant,
      dates: dates.filter(({ factor }) => factor !== 0),
      degree: this.#degree,
    }
  }
}

/** The expression times a number. */
export function scaled<One extends Expression>(one: One, by: number): One {
  return changed(one, (factor) => factor * by)
}

/** The expression divided by a number, so that 3 / 10 is 0.3 and not 3 * 0.1. */
export function divided<One extends Expression>(one: One, by: number): One {
  return changed(one, (factor) => factor / by)
}

function changed<One extends Expression>(one: One, change: (factor: number) => number): One
function changed(one: Expression, change: (factor: number) => number): Expression {
  if (one.kind === 'product') return { ...one, factor: change(one.factor) }
  const parts = <Part extends { readonly factor: number }>(all: readonly Part[]): readonly Part[] => {
    return all.map((part) => ({ ...part, factor: change(part.factor) })).filter(({ factor }) => factor !== 0)
  }
  // Plus 0, so that there is no -0.
  const constant = change(one.constant) + 0
  return { ...one, terms: parts(one.terms), constant, dates: parts(one.dates), degree: change(one.degree) }
}

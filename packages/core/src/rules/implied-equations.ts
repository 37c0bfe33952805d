import type { Rng, Table } from '@asdf/contract'
import type { FoundRule, MultipleRule, Rule, SumRule } from './rule.ts'
import type { NumberColumn, RuleSearch } from './search.ts'
import { createRng } from '../random.ts'
import { brokenRows } from './broken-rows.ts'
import { columnsOfRule } from './columns-of-rule.ts'
import { describeRule } from './describe-rule.ts'
import { productOf, sumOf } from './evaluate.ts'
import { roundTo } from './rule-columns.ts'
import { columnDecimals } from './search.ts'

/** Rows that are made to try a rule on. */
const triedRows = 600
/** Of a rule that some rows of the table break, the share of made rows that may break it too. */
const mostBroken = 0.05
/** Of more equations none is left out: to try them all would take long. */
const mostEquations = 150
/** Columns of more values take values between them too. */
const fewValues = 40
const mostSteps = 50

type Equation = FoundRule & { readonly rule: Extract<Rule, { kind: 'equal' | 'sum' | 'product' | 'multiple' }> }

/**
 * Equations, and orders, that follow from other equations: rows are made that keep those others and are random beyond
 * them, and the rule holds in these rows too. Of equations that follow from one another, those that are said in fewer
 * signs stay.
 */
export function impliedEquations(found: readonly FoundRule[], search: RuleSearch): ReadonlySet<FoundRule> {
  const equations = found.filter(isEquation)
  if (equations.length === 0 || equations.length > mostEquations) return new Set()
  const columns = new Map(search.numbers.map((one) => [one.name, one]))
  const kept: Equation[] = []
  const gone = new Set<FoundRule>()
  const isImplied = (one: FoundRule) => {
    const exact = kept.filter((other) => other !== one && other.exceptions === 0 && other.support >= one.support)
    // One equation alone may say it, of values that others give too.
    const names = columnsOfRule(one.rule)
    const alone = exact.filter(({ rule }) => names.every((name) => columnsOfRule(rule).includes(name)))
    const others = linked(one.rule, exact)
    const sets = [...alone.map((other) => [other]), ...(others.length > 1 ? [others] : [])]
    return sets.some((set) => follows(one, set, columns))
  }
  const length = ({ rule }: FoundRule) => describeRule(rule).length
  const byLength = [...equations].sort((a, b) => a.exceptions - b.exceptions || length(a) - length(b))
  for (const one of byLength) {
    if (isImplied(one)) gone.add(one)
    else kept.push(one)
  }
  // Short ones may follow from longer ones that came after them.
  for (const one of [...kept]) {
    if (!isImplied(one)) continue
    gone.add(one)
    kept.splice(kept.indexOf(one), 1)
  }
  for (const one of found) if (one.rule.kind === 'order' && isImplied(one)) gone.add(one)
  return gone
}

function isEquation(one: FoundRule): one is Equation {
  const { kind } = one.rule
  return kind === 'equal' || kind === 'sum' || kind === 'product' || kind === 'multiple'
}

/** The equations that reach the columns of a rule, over other equations too; none where they do not link all of its columns. */
function linked(rule: Rule, equations: readonly Equation[]): readonly Equation[] {
  const [first, ...others] = columnsOfRule(rule)
  const reached = new Set([first!])
  const left = new Set(equations)
  for (let size = -1; size < reached.size;) {
    size = reached.size
    for (const one of left) {
      const names = columnsOfRule(one.rule)
      if (!names.some((name) => reached.has(name))) continue
      for (const name of names) reached.add(name)
      left.delete(one)
    }
  }
  return others.every((name) => reached.has(name)) ? equations.filter((one) => !left.has(one)) : []
}

function follows(
  { rule, exceptions }: FoundRule,
  equations: readonly Equation[],
  columns: ReadonlyMap<string, NumberColumn>,
): boolean {
  const steps = inOrder(equations, columns)
  if (steps === undefined) return false
  const made = makeRows(columnsOfRule(rule), steps, columns)
  const broken = brokenRows(rule, made).reduce((sum, one) => sum + one, 0)
  return broken <= (exceptions > 0 ? mostBroken * triedRows : 0)
}

/** Columns of rows in which each step holds. */
function makeRows(names: readonly string[], steps: readonly Step[], columns: ReadonlyMap<string, NumberColumn>): Table {
  const rng = createRng(0).fork('implied equations')
  const values = new Map<string, Float64Array>()
  const draw = (name: string): Float64Array => {
    const known = values.get(name) ?? randomValues(columns.get(name)!, rng.fork(name))
    values.set(name, known)
    return known
  }
  for (const step of steps) values.set(step.column, valuesOf(step, draw, rng.fork(step.column)))
  const fields = names.map((name) => columns.get(name)!.field)
  return {
    schema: { fields },
    rowCount: triedRows,
    columns: fields.map(({ name, kind }) => ({ kind: kind as 'numeric' | 'datetime', values: draw(name) })),
  }
}

/** How one column is made from others. */
type Step =
  | Extract<Rule, { kind: 'sum' | 'product' | 'multiple' }>
  | { readonly kind: 'copy'; readonly column: string; readonly source: string }

/** A column for each equation to make, in an order in which what a step reads is made before; `undefined` where there is none. */
function inOrder(
  equations: readonly Equation[],
  columns: ReadonlyMap<string, NumberColumn>,
): readonly Step[] | undefined {
  const inputs = new Map<string, readonly string[]>()
  const reaches = (from: string, to: string): boolean =>
    from === to || (inputs.get(from) ?? []).some((one) => reaches(one, to))
  const steps: Step[] = []
  // Products and multiples make one column only; of a sum, any.
  const bySolutions = equations
    .map(({ rule }) => withoutTarget(solutions(rule), columns))
    .sort((a, b) => Number(a.length > 1) - Number(b.length > 1))
  for (const ways of bySolutions) {
    const step = ways.find((way) => !inputs.has(way.column) && !inputsOf(way).some((one) => reaches(one, way.column)))
    if (step === undefined) return undefined
    inputs.set(step.column, inputsOf(step))
    steps.push(step)
  }
  const sorted: Step[] = []
  const add = (step: Step): void => {
    if (sorted.includes(step)) return
    for (const name of inputsOf(step)) {
      const before = steps.find(({ column }) => column === name)
      if (before !== undefined) add(before)
    }
    sorted.push(step)
  }
  for (const step of steps) add(step)
  return sorted
}

/** Those that make no target, which models draw, where there are any. */
function withoutTarget(ways: readonly Step[], columns: ReadonlyMap<string, NumberColumn>): readonly Step[] {
  const others = ways.filter(({ column }) => !columns.get(column)!.isTarget)
  return others.length > 0 ? others : ways
}

function solutions(rule: Equation['rule']): readonly Step[] {
  if (rule.kind === 'product' || rule.kind === 'multiple') return [rule]
  if (rule.kind === 'equal') {
    const { left, right } = rule
    return [
      { kind: 'copy', column: right, source: left },
      { kind: 'copy', column: left, source: right },
    ]
  }
  const others = rule.terms.map(({ column }) => solvedFor(rule, column))
  if (rule.terms.every(({ factor }) => Number.isInteger(factor))) return [rule, ...others]
  // A sum that is rounded gives no other column to the last digit.
  return [rule]
}

/** The sum with another of its columns on the other side. */
function solvedFor(rule: SumRule, column: string): SumRule {
  const term = rule.terms.find((one) => one.column === column)!
  const terms = rule.terms
    .filter((one) => one !== term)
    .map((one) => ({ column: one.column, factor: -one.factor / term.factor }))
  return {
    ...rule,
    column,
    terms: [{ column: rule.column, factor: 1 / term.factor }, ...terms],
    constant: -rule.constant / term.factor,
  }
}

function inputsOf(step: Step): readonly string[] {
  if (step.kind === 'copy') return [step.source]
  return columnsOfRule(step).filter((name) => name !== step.column)
}

function valuesOf(step: Step, numbers: (name: string) => Float64Array, rng: Rng): Float64Array {
  switch (step.kind) {
    case 'copy':
      return numbers(step.source)
    case 'sum':
      return sumOf(step, numbers)
    case 'product':
      return productOf(step, numbers)
    case 'multiple':
      return multiplied(step, numbers, rng)
  }
}

function multiplied({ source, factors, decimals }: MultipleRule, numbers: (name: string) => Float64Array, rng: Rng) {
  return numbers(source).map((value) => roundTo(value * factors[Math.floor(rng.next() * factors.length)]!, decimals))
}

/** Values of the column in random order; of many, some steps off, so that no rule holds for the sake of the values alone. */
function randomValues(column: NumberColumn, rng: Rng): Float64Array {
  const { sample, minimum, maximum, distinct } = column
  const present = sample.filter((value) => !Number.isNaN(value))
  const decimals = columnDecimals(column)
  const step = decimals < 0 ? 0 : 10 ** -decimals
  return Float64Array.from({ length: triedRows }, () => {
    const value = present[Math.floor(rng.next() * present.length)]!
    if (distinct <= fewValues) return value
    const moved = value + step * Math.floor(mostSteps * (2 * rng.next() - 1))
    return roundTo(Math.min(maximum, Math.max(minimum, moved)), decimals)
  })
}

import type {
  ColumnStep,
  DependencyRule,
  LinearRule,
  OrderRule,
  ProductRule,
  Rule,
  SumRule,
  Term,
} from '@asdf/core/rules'
import type { Planner } from './planner.ts'
import type { Recipe } from './recipe.ts'
import { columnOf, isPresent } from '@asdf/core'
import { coarseStep, columnStep, fixedPart, hasDates, productOf, stepSize, sumOf, unitIn } from '@asdf/core/rules'
import { numbersIn } from './cells.ts'
import { isToldByKeys } from './plan-computed.ts'
import { inputsOf } from './recipe.ts'

type Add = (recipe: Recipe) => void

/**
 * Recipes for what a user declares, before those of rules that are found: sums are solved for one column, products and
 * look-ups give theirs. A numeric target is recomputed where no other column can give way. Rules that are left without
 * a recipe are kept by drawing again.
 */
export function planDeclared(planner: Planner, rules: readonly Rule[], add: Add): void {
  for (const rule of rules) if (rule.kind === 'dependency' && !rule.presence) addLookUp(planner, rule, add)
  for (const rule of rules) {
    if (rule.kind === 'linear' && rule.relation === '=') addFirst(planner, solutions(planner, rule), add)
    if (rule.kind === 'product') addFirst(planner, [rule], add)
  }
}

/** The declared rules as orders, whose bounds are planned with those that are found: `a < b` is `a <= b` and a check. */
export function declaredOrders(rules: readonly Rule[]): readonly OrderRule[] {
  return rules.flatMap((rule): readonly OrderRule[] => {
    if (rule.kind === 'order') return [rule]
    if (rule.kind !== 'linear') return []
    const [left, right] = rule.relation === '<' ? [rule.left, rule.right] : [rule.right, rule.left]
    const isStrict = rule.relation === '<' || rule.relation === '>'
    const [low, high] = [soleColumn(left), soleColumn(right)]
    return isStrict && low !== undefined && high !== undefined ? [{ kind: 'order', low, high }] : []
  })
}

function addLookUp(planner: Planner, rule: DependencyRule, add: Add): void {
  if (!planner.canWrite(rule.column, inputsOf(rule))) return
  const keepsNulls = hasNulls(planner, rule.column)
  const isModelled = keepsNulls || !isToldByKeys(planner, rule)
  add({ kind: 'formula', column: rule.column, rule, isModelled, keepsNulls, brokenShare: 0 })
}

/** Adds the first formula whose column the model can do without; else one that recomputes a target of numbers. */
function addFirst(planner: Planner, formulas: readonly (SumRule | ProductRule)[], add: Add): void {
  const free = formulas.find((rule) => planner.canWrite(rule.column, inputsOf(rule)))
  const chosen = free ?? formulas.find((rule) => isRecomputable(planner, rule))
  if (chosen === undefined) return
  const { column } = chosen
  const numbers = numbersIn(planner.table)
  const computed = chosen.kind === 'sum' ? sumOf(chosen, numbers) : productOf(chosen, numbers)
  const cells = columnOf(planner.table, column)
  const isModelled = free === undefined || computed.some((value, row) => Number.isNaN(value) === isPresent(cells, row))
  add({ kind: 'formula', column, rule: chosen, isModelled, keepsNulls: isModelled, brokenShare: 0 })
}

function isRecomputable(planner: Planner, rule: SumRule | ProductRule): boolean {
  if (planner.field(rule.column).role !== 'target' || planner.isWritten(rule.column)) return false
  return inputsOf(rule).every((input) => input !== rule.column && !planner.needs(input, rule.column))
}

/**
 * The equation solved for each of its columns. First those whose rounding keeps the sides within what the rule allows, the
 * one that stands alone on a side before all.
 */
function solutions({ table }: Planner, rule: LinearRule): readonly SumRule[] {
  const isDated = hasDates(rule, table)
  const terms = collected(rule).map(({ column, factor }): Term => {
    return { column, factor: factor * unitIn(table.schema, column, isDated) }
  })
  const constant = fixedPart(rule.left, isDated) - fixedPart(rule.right, isDated)
  const alone = [rule.right, rule.left].map(soleColumn).find((column) => column !== undefined)
  const fineSize = (column: string) => stepSize(stepOf(table, column, columnStep))
  const solved = terms.map(({ column, factor }) => {
    const isWithin = (step: ColumnStep) => Math.abs(factor) * 0.5 * stepSize(step) <= rule.slack * (1 + 1e-6)
    const coarse = stepOf(table, column, coarseStep)
    const step = isWithin(coarse) ? coarse : stepOf(table, column, columnStep)
    const others = terms.filter((term) => term.column !== column)
    const sum: SumRule = {
      kind: 'sum',
      column,
      terms: others.map((term) => ({ column: term.column, factor: -term.factor / factor })),
      constant: 0 - constant / factor,
      decimals: step.decimals,
      unit: step.unit,
    }
    const size = stepSize(step)
    const isOnSteps = sum.terms.every((term) => isWhole((term.factor * fineSize(term.column)) / size))
    const isSound = isWithin(step) || (isOnSteps && isWhole(sum.constant / size))
    return { sum, rank: column === alone ? 0 : isSound ? 1 : 2 }
  })
  // A sum of nothing is a constant: the column has one value, which the model learns without help.
  return solved
    .filter(({ sum }) => sum.terms.length > 0)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ sum }) => sum)
}

/** The terms of both sides on the left, each column once. */
function collected({ left, right }: LinearRule): readonly Term[] {
  const factors = new Map<string, number>()
  for (const { column, factor } of left.terms) factors.set(column, factor)
  for (const { column, factor } of right.terms) factors.set(column, (factors.get(column) ?? 0) - factor)
  return [...factors].filter(([, factor]) => factor !== 0).map(([column, factor]) => ({ column, factor }))
}

function soleColumn({ terms, constant, dates }: LinearRule['left']): string | undefined {
  const [only, ...others] = terms
  const isSole = others.length === 0 && only?.factor === 1 && constant === 0 && dates.length === 0
  return isSole ? only.column : undefined
}

function stepOf({ schema, columns }: Planner['table'], name: string, read: typeof columnStep): ColumnStep {
  const index = schema.fields.findIndex((field) => field.name === name)
  return read(schema.fields[index]!, columns[index]!)
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9 * Math.max(1, Math.abs(value))
}

function hasNulls({ table }: Planner, column: string): boolean {
  return columnOf(table, column).valid?.includes(0) === true
}

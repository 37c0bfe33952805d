import type { DependencyRule, FoundRule, MultipleRule, ProductRule, Rule, SumRule } from '@asdf/core/rules'
import type { Planner } from './planner.ts'
import type { Recipe } from './recipe.ts'
import { columnOf, isPresent } from '@asdf/core'
import { dependencyLookUp, productOf, sumOf } from '@asdf/core/rules'
import { numbersIn } from './cells.ts'
import { inputsOf } from './recipe.ts'

type Add = (recipe: Recipe) => void

/** Recipes for columns that others determine, in the order of how much they say. */
export function planComputed(planner: Planner, found: readonly FoundRule[], add: Add): void {
  const of = <Kind extends Rule['kind']>(kind: Kind) =>
    found.filter((one): one is FoundRule & { rule: Extract<Rule, { kind: Kind }> } => one.rule.kind === kind)
  for (const { rule, support, exceptions } of of('equal')) {
    const brokenShare = roughly(exceptions / support)
    for (const [column, source] of [
      [rule.right, rule.left],
      [rule.left, rule.right],
    ] as const) {
      if (!planner.canWrite(column, [source])) continue
      const isModelled = !haveSameNulls(planner, column, source)
      add({ kind: 'copy', column, source, rule, isModelled, keepsNulls: isModelled, brokenShare })
      break
    }
  }
  for (const { rule } of of('one-of')) {
    const isFree = rule.columns.every((column) => planner.canWrite(column, []))
    if (isFree) add({ kind: 'one-of', columns: rule.columns, asNumbers: !planner.traits.kinds.includes('categorical') })
  }
  const lookUps = of('dependency').filter(({ rule }) => !rule.presence)
  // Numbers are rather computed than looked up, which only what many rows share can be.
  const isEarly = ({ rule }: FoundRule & { rule: DependencyRule }) =>
    rule.keys.length === 1 && planner.field(rule.column).kind !== 'numeric'
  for (const one of lookUps.filter(isEarly)) addLookUp(planner, one, add)
  for (const one of of('product')) addFormula(planner, one.rule, one, add)
  for (const { rule } of of('multiple')) addMultiple(planner, rule, add)
  // Products and multiples give one column only; of a sum, any.
  for (const one of of('sum')) addSum(planner, one, add)
  for (const { rule } of of('bin')) {
    if (!planner.canWrite(rule.column, [rule.source])) continue
    add({ kind: 'formula', column: rule.column, rule, isModelled: false, keepsNulls: false, brokenShare: 0 })
  }
  for (const one of lookUps.filter((lookUp) => !isEarly(lookUp))) addLookUp(planner, one, add)
}

/** A multiple of which keys decide the factor, where they can; else one of which the model learns it. */
function addMultiple(planner: Planner, rule: MultipleRule, add: Add): void {
  const { by, ...plain } = rule
  if (!isNullWith(planner, rule.column, rule.source)) return
  const keys = (by?.keys ?? []).map(({ column }) => column)
  const isKeyed = by !== undefined && planner.canWrite(rule.column, [rule.source, ...keys], true)
  if (!isKeyed && !planner.canWrite(rule.column, [rule.source], rule.factors.length === 1)) return
  const asNumber = !planner.traits.kinds.includes('categorical')
  add({ kind: 'multiple', column: rule.column, rule: isKeyed ? rule : plain, asNumber })
}

/** A column that keys decide. Where a key has too few rows to be told of, the model learns the column too. */
function addLookUp(planner: Planner, { rule, support, exceptions }: FoundRule, add: Add): void {
  if (rule.kind !== 'dependency') return
  const inputs = inputsOf(rule)
  if (!planner.canWrite(rule.column, inputs)) return
  const told = new Set(rule.cases.map(({ value }) => JSON.stringify(value)))
  if (told.size < 2) return
  add({
    kind: 'formula',
    column: rule.column,
    rule,
    isModelled: !isToldByKeys(planner, rule),
    keepsNulls: false,
    brokenShare: roughly(exceptions / support),
  })
}

/** Whether the keys of every row tell the column. A model may draw other combinations than the rows have, and other numbers. */
export function isToldByKeys({ field, table }: Planner, rule: DependencyRule): boolean {
  if (rule.keys.length > 1 || field(rule.keys[0]!.column).kind === 'numeric') return false
  const lookUp = dependencyLookUp(rule, table)
  for (let row = 0; row < table.rowCount; row++) if (lookUp(row) === undefined) return false
  return true
}

/** A sum gives its total, or where that is taken, one of its addends. */
function addSum(planner: Planner, found: FoundRule, add: Add): void {
  if (found.rule.kind !== 'sum') return
  const { rule } = found
  // What is left of the largest addend is least off.
  const sizes = new Map(rule.terms.map(({ column, factor }) => [column, sizeOf(planner, column) * Math.abs(factor)]))
  const bySize = [...rule.terms].sort((a, b) => sizes.get(b.column)! - sizes.get(a.column)!)
  const others = bySize.map((term): SumRule => {
    const terms = rule.terms
      .filter((one) => one !== term)
      .map(({ column, factor }) => ({ column, factor: -factor / term.factor }))
    return {
      ...rule,
      column: term.column,
      terms: [{ column: rule.column, factor: 1 / term.factor }, ...terms],
      constant: -rule.constant / term.factor,
    }
  })
  for (const one of [rule, ...others]) if (addFormula(planner, one, found, add)) return
}

/** The mean of the numbers without their sign. */
function sizeOf({ table }: Planner, column: string): number {
  const values = numbersIn(table)(column).filter((value) => !Number.isNaN(value))
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, values.length)
}

function addFormula(
  planner: Planner,
  rule: SumRule | ProductRule,
  { support, exceptions }: FoundRule,
  add: Add,
): boolean {
  // A product, and a sum that is rounded, give no other column to the last digit.
  const isOnlyWay = rule.kind === 'product' || rule.terms.some(({ factor }) => !Number.isInteger(factor))
  if (!planner.canWrite(rule.column, inputsOf(rule), isOnlyWay)) return false
  const computed =
    rule.kind === 'sum' ? sumOf(rule, numbersIn(planner.table)) : productOf(rule, numbersIn(planner.table))
  const column = columnOf(planner.table, rule.column)
  const isModelled = computed.some((value, row) => Number.isNaN(value) === isPresent(column, row))
  add({
    kind: 'formula',
    column: rule.column,
    rule,
    isModelled,
    keepsNulls: isModelled,
    brokenShare: roughly(exceptions / support),
  })
  return true
}

function haveSameNulls({ table }: Planner, one: string, other: string): boolean {
  const [a, b] = [columnOf(table, one), columnOf(table, other)]
  for (let row = 0; row < table.rowCount; row++) if (isPresent(a, row) !== isPresent(b, row)) return false
  return true
}

/** Whether a column has no value where the other has none. */
function isNullWith({ table }: Planner, one: string, other: string): boolean {
  const [a, b] = [columnOf(table, one), columnOf(table, other)]
  for (let row = 0; row < table.rowCount; row++) if (isPresent(a, row) && !isPresent(b, row)) return false
  return true
}

/** A share in one digit: a model must not tell how many rows are exceptions. */
function roughly(share: number): number {
  return Number(share.toPrecision(1))
}

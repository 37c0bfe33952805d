import type { FoundRule, OrderRule } from '@asdf/core/rules'
import type { Planner } from './planner.ts'
import type { Recipe } from './recipe.ts'
import { createRng, permutation } from '@asdf/core'
import { decimalsOf, timeUnit } from '@asdf/core/rules'
import { boundOf } from './bounds.ts'
import { numbersIn } from './cells.ts'

type Add = (recipe: Recipe) => void
type FoundOrder = FoundRule & { readonly rule: OrderRule }

/** Unrelated columns that break an order in fewer rows than this are left to the check: drawing again is cheap. */
const leastBroken = 0.03
/** The spread of the gap beside that of a column, from which the gap tells less than the column itself. */
const mostSpread = 0.8

/**
 * Recipes for ordered columns: one that has a lower bound becomes the gap above the largest of its lower bounds, in steps
 * from below upwards. Where an upper bound is computed from others, the column lies between its bounds instead.
 */
export function planBounds(planner: Planner, found: readonly FoundOrder[], add: Add): void {
  const orders = found.filter(({ rule }) => isTight(planner, rule))
  const columns = [...new Set(orders.flatMap(({ rule }) => [rule.low, rule.high]))]
  const below = (column: string) => orders.filter(({ rule }) => rule.high === column)
  const above = (column: string) => orders.filter(({ rule }) => rule.low === column)
  // A column below which there are more lies higher.
  for (const column of columns.sort((a, b) => below(a).length - below(b).length)) {
    const usable = (one: string) => planner.canWrite(column, [one])
    const lows = below(column).filter(({ rule }) => usable(rule.low))
    const highs = above(column).filter(({ rule }) => usable(rule.high) && isGiven(planner, rule.high))
    const recipe = highs.length > 0 ? bounded(planner, column, lows, highs) : gapAbove(planner, column, lows)
    if (recipe !== undefined) add(recipe)
  }
}

/** Whether rows break the order often that have nothing to do with one another, and the gap tells more than the value. */
function isTight({ table, field }: Planner, { low, high }: OrderRule): boolean {
  const [a, b] = [numbersIn(table)(low), numbersIn(table)(high)]
  const order = permutation(table.rowCount, createRng(0).fork(`${low}\n${high}`))
  let [broken, compared] = [0, 0]
  order.forEach((other, row) => {
    if (Number.isNaN(a[row]!) || Number.isNaN(b[other]!)) return
    compared++
    if (a[row]! > b[other]!) broken++
  })
  if (broken < leastBroken * compared) return false
  if (field(low).kind === 'datetime') return true
  const gaps = b.map((value, row) => value - a[row]!)
  return spread(gaps) < mostSpread * Math.max(spread(a), spread(b)) || spread(gaps) < spread(a)
}

/** The range of the middle half. */
function spread(values: Float64Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  return sorted.length === 0 ? 0 : sorted[(3 * sorted.length) >> 2]! - sorted[sorted.length >> 2]!
}

/** Whether a column is computed, or is the target: it does not follow what lies below it. */
function isGiven({ recipes, field }: Planner, column: string): boolean {
  if (field(column).role === 'target') return true
  return recipes.some(
    (one) => one.kind !== 'one-of' && one.kind !== 'gap' && one.kind !== 'position' && one.column === column,
  )
}

function gapAbove(planner: Planner, column: string, lows: readonly FoundOrder[]): Recipe | undefined {
  const anchors = lows.map(({ rule }) => rule.low)
  return gap(
    planner,
    column,
    anchors,
    1,
    lows.every(({ exceptions }) => exceptions === 0),
  )
}

function gap(
  planner: Planner,
  column: string,
  anchors: readonly string[],
  sign: 1 | -1,
  isStrict: boolean,
): Recipe | undefined {
  if (anchors.length === 0) return undefined
  const bound = boundOf(planner.table, anchors, sign)
  const values = numbersIn(planner.table)(column)
  const gaps = values.map((value, row) => sign * (value - bound[row]!))
  // A value beside no bound could not be told by a gap.
  if (gaps.some((one, row) => Number.isNaN(one) && !Number.isNaN(values[row]!))) return undefined
  const isDatetime = planner.field(column).kind === 'datetime'
  const unit = isDatetime ? timeUnit(gaps) : 1
  const decimals = isDatetime ? 0 : mostDecimals([values, ...anchors.map(numbersIn(planner.table))])
  return { kind: 'gap', column, anchors, sign, unit, decimals, isStrict }
}

function mostDecimals(columns: readonly Float64Array[]): number {
  const found = columns.map(decimalsOf)
  return found.includes(-1) ? -1 : Math.max(...found)
}

function bounded(
  planner: Planner,
  column: string,
  lows: readonly FoundOrder[],
  highs: readonly FoundOrder[],
): Recipe | undefined {
  const values = numbersIn(planner.table)(column)
  const least = values.reduce((low, value) => (value < low ? value : low), Infinity)
  const upper = boundOf(
    planner.table,
    highs.map(({ rule }) => rule.high),
    -1,
  )
  const floor = planner.field(column).kind === 'numeric' && least >= 0 && !upper.some((one) => one < 0) ? 0 : undefined
  const hasExceptions = [...lows, ...highs].some(({ exceptions }) => exceptions > 0)
  const anchors = highs.map(({ rule }) => rule.high)
  if (hasExceptions || (floor === undefined && lows.length === 0)) {
    return gap(
      planner,
      column,
      anchors,
      -1,
      highs.every(({ exceptions }) => exceptions === 0),
    )
  }
  const isFree = values.some((value, row) => !Number.isNaN(value) && Number.isNaN(upper[row]!))
  const lower = boundOf(
    planner.table,
    lows.map(({ rule }) => rule.low),
    1,
    floor ?? Number.NaN,
  )
  if (isFree || values.some((value, row) => !Number.isNaN(value) && Number.isNaN(lower[row]!))) return undefined
  const decimals = mostDecimals([values])
  return {
    kind: 'position',
    column,
    lows: lows.map(({ rule }) => rule.low),
    highs: anchors,
    floor: floor ?? null,
    decimals,
  }
}

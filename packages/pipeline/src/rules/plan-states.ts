import type { CellState, FoundRule } from '@asdf/core/rules'
import type { Planner } from './planner.ts'
import type { Recipe } from './recipe.ts'
import { inputsOf } from './recipe.ts'

type Add = (recipe: Recipe) => void

/** Recipes for equalities that hold often, for nulls that keys decide, and for states that follow from others. */
export function planStates(planner: Planner, found: readonly FoundRule[], add: Add): void {
  for (const { rule } of found) {
    if (rule.kind !== 'often-equal') continue
    const pairs = [
      [rule.right, rule.left],
      [rule.left, rule.right],
    ] as const
    // Bounds and computed columns already say when they are equal.
    if (pairs.some(([column, source]) => column !== source && planner.needs(column, source))) continue
    if (!planner.traits.kinds.includes('boolean')) continue
    const pair = pairs.find(([column, source]) => planner.canWrite(column, [source]))
    if (pair === undefined) continue
    const [column, source] = pair
    const flag = nameOf(planner, `${column} = ${source}`)
    add({ kind: 'equal-or-not', column, source, flag, hidesEqual: planner.traits.nulls === 'modelled' })
  }
  for (const { rule, exceptions } of found) {
    if (exceptions > 0) continue
    if (rule.kind === 'dependency' && rule.presence && canChange(planner, rule.column, inputsOf(rule))) {
      add({ kind: 'presence', column: rule.column, rule })
    }
    if (rule.kind !== 'implication') continue
    const { when, then } = rule
    for (const [cause, effect] of [
      [when, then],
      [opposite(then), opposite(when)],
    ] as const) {
      if (!isSettable(effect) || !canChange(planner, effect.column, [cause.column])) continue
      add({ kind: 'force', column: effect.column, when: cause, then: effect })
      break
    }
  }
}

function opposite(state: CellState): CellState {
  return { ...state, not: !state.not }
}

/** A state that a cell can be brought to. Values are left alone: they would lose their shares. */
function isSettable({ is, not }: CellState): boolean {
  return !not && (is === 'null' || is === 'zero')
}

/** Whether cells of a column may be changed once it is restored: none that is computed, or that leads back to the cause. */
function canChange(planner: Planner, column: string, inputs: readonly string[]): boolean {
  if (planner.field(column).role === 'target') return false
  const isComputed = planner.recipes.some((one) => {
    return (one.kind === 'copy' || one.kind === 'formula' || one.kind === 'one-of') && writes(one, column)
  })
  return !isComputed && !inputs.some((one) => planner.needs(one, column))
}

function writes(recipe: Recipe, column: string): boolean {
  return recipe.kind === 'one-of' ? recipe.columns.includes(column) : recipe.column === column
}

function nameOf({ table }: Planner, wanted: string): string {
  let name = wanted
  while (table.schema.fields.some((field) => field.name === name)) name += "'"
  return name
}

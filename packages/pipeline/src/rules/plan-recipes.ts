import type { SynthesizerTraits, Table } from '@asdf/contract'
import type { FoundRule, OrderRule, Rule } from '@asdf/core/rules'
import type { Planner } from './planner.ts'
import type { Recipe } from './recipe.ts'
import { fieldIndex } from '@asdf/core'
import { planBounds } from './plan-bounds.ts'
import { planComputed } from './plan-computed.ts'
import { declaredOrders, planDeclared } from './plan-declared.ts'
import { planStates } from './plan-states.ts'
import { readBy, writtenBy } from './recipe.ts'

/** How rules are kept. */
export interface RulePlan {
  /** In the order in which columns are restored. */
  readonly recipes: readonly Recipe[]
  /** Rules without a counter-example: rows that break one are drawn again. */
  readonly checks: readonly Rule[]
}

/**
 * Chooses a recipe for each column that a rule can give: copies, flags and look-ups first, then sums, products and
 * multiples, then bounds. A column gets one recipe, and none in a circle. Targets keep their column: models treat it apart.
 * Declared rules come before those that are found; they are checked apart.
 */
export function planRecipes(
  table: Table,
  { found, declared }: { readonly found: readonly FoundRule[]; readonly declared: readonly Rule[] },
  traits: SynthesizerTraits,
): RulePlan {
  const recipes: Recipe[] = []
  const inputs = new Map<string, Set<string>>()
  const planner: Planner = {
    table,
    traits,
    recipes,
    field: (name) => table.schema.fields[fieldIndex(table.schema, name)]!,
    isWritten: (column) => recipes.some((recipe) => writtenBy(recipe).includes(column)),
    needs: (column, other) => reaches(inputs, column, other),
    canWrite: (column, sources, isOnlyWay = false) => {
      const { role, kind } = planner.field(column)
      const isFree = isOnlyWay && kind === 'numeric' && traits.target !== 'required'
      return (
        (role !== 'target' || isFree) &&
        !planner.isWritten(column) &&
        !sources.some((one) => reaches(inputs, one, column))
      )
    },
  }
  const add = (recipe: Recipe): void => {
    recipes.push(recipe)
    for (const column of writtenBy(recipe)) {
      inputs.set(column, new Set([...(inputs.get(column) ?? []), ...readBy(recipe)]))
    }
  }
  const exact = <One extends Rule>(rule: One) => ({ rule, support: table.rowCount, exceptions: 0 })
  planDeclared(planner, declared, add)
  const others = declared.filter(({ kind }) => kind !== 'dependency' && kind !== 'product').map(exact)
  planComputed(planner, others, add)
  planComputed(planner, found, add)
  const orders = found.filter((one): one is FoundRule & { rule: OrderRule } => one.rule.kind === 'order')
  planBounds(planner, [...declaredOrders(declared).map(exact), ...orders], add)
  planStates(planner, [...declared.map(exact), ...found], add)
  const checks = found
    .filter(({ rule, exceptions }) => exceptions === 0 && rule.kind !== 'often-equal')
    .map(({ rule }) => rule)
  return { recipes: inOrder(recipes), checks }
}

/** Whether the inputs of a column, and theirs, lead to another. */
function reaches(inputs: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>([from])
  for (const column of seen) {
    if (column === to) return true
    for (const input of inputs.get(column) ?? []) seen.add(input)
  }
  return false
}

/** Every recipe after those that write what it reads, and after those of its own column that were planned before. */
function inOrder(recipes: readonly Recipe[]): Recipe[] {
  const left = [...recipes]
  const sorted: Recipe[] = []
  while (left.length > 0) {
    const next = left.findIndex((recipe, place) => {
      const isWaiting = (other: Recipe) => readBy(recipe).some((one) => writtenBy(other).includes(one))
      const isLater = (other: Recipe) => writtenBy(other).some((one) => writtenBy(recipe).includes(one))
      return !left.some((other, at) => other !== recipe && (isWaiting(other) || (at < place && isLater(other))))
    })
    // Without circles there always is one.
    sorted.push(...left.splice(Math.max(0, next), 1))
  }
  return sorted
}

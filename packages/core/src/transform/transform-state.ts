import type { AnyTensor, JsonObject, Schema } from '@asdf/contract'
import type { CategoryPlan, ColumnPlan, NumberPlan } from './plans.ts'
import { schemaToJson } from '../artifacts/table-state.ts'
import { gridToJson } from '../grid-state.ts'

/** Plans as data: JSON, and arrays under names that start with `transform`. */
export function plansToState(
  schema: Schema,
  plans: readonly ColumnPlan[],
  warnings: readonly string[],
): { readonly state: JsonObject; readonly arrays: Record<string, AnyTensor> } {
  const arrays: Record<string, AnyTensor> = {}
  const columns = plans.map((plan, index): JsonObject => {
    if (plan.kind === 'renewed') return { kind: plan.kind, renewed: plan.renewed.state, shares: [...plan.shares] }
    const kept = plan.kind === 'numbers' ? numberArrays(plan) : categoryArrays(plan)
    for (const [name, tensor] of Object.entries(kept)) arrays[`${prefixOf(index)}.${name}`] = tensor
    if (plan.kind === 'categories') return { kind: plan.kind, hasNull: plan.hasNull }
    return { kind: plan.kind, hasNull: plan.hasNull, scale: plan.scale, grid: gridToJson(plan.grid) }
  })
  return { state: { schema: schemaToJson(schema), warnings: [...warnings], columns }, arrays }
}

/** What the names of a column's arrays start with. */
export function prefixOf(index: number): string {
  return `transform.${index}`
}

function numberArrays({
  low,
  high,
  centers,
  widths,
  shares,
  knots,
  levelShares,
}: NumberPlan): Record<string, AnyTensor> {
  const f64 = (data: Float64Array): AnyTensor => ({ dtype: 'f64', shape: [data.length], data })
  return {
    range: f64(Float64Array.of(low, high)),
    centers: f64(centers),
    widths: f64(widths),
    shares: f64(shares),
    knots: f64(knots),
    levelShares: f64(levelShares),
  }
}

function categoryArrays({
  codeOfCategory,
  memberStarts,
  members,
  memberShares,
  shares,
}: CategoryPlan): Record<string, AnyTensor> {
  const i32 = (data: Int32Array): AnyTensor => ({ dtype: 'i32', shape: [data.length], data })
  const f64 = (data: Float64Array): AnyTensor => ({ dtype: 'f64', shape: [data.length], data })
  return {
    codes: i32(codeOfCategory),
    starts: i32(memberStarts),
    members: i32(members),
    memberShares: f64(memberShares),
    shares: f64(shares),
  }
}

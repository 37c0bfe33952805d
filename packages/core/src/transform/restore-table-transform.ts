import type { AnyTensor, Artifact, Field, JsonObject, JsonValue } from '@asdf/contract'
import type { CategoryPlan, ColumnPlan, NumberPlan } from './plans.ts'
import type { TableTransform } from './table-transform.ts'
import { artifactArray, artifactFault } from '../artifacts/checks.ts'
import { schemaFromJson } from '../artifacts/table-state.ts'
import { gridFromJson } from '../grid-state.ts'
import { restoreRenewed } from '../renewed-column.ts'
import { tableTransform } from './table-transform.ts'
import { prefixOf } from './transform-state.ts'

const writer = 'table transform'
const scales = ['modes', 'quantile', 'normal', 'min-max']

/** The transform that `toState` wrote; anything else is an `ASDF_ARTIFACT_INVALID`. Other arrays may lie beside its own. */
export function restoreTableTransform(
  state: JsonValue | undefined,
  arrays: Readonly<Record<string, AnyTensor>>,
): TableTransform {
  const { schema: json, warnings, columns } = (state ?? {}) as JsonObject
  const schema = schemaFromJson(json)
  const isWhole = Array.isArray(columns) && columns.length === schema.fields.length
  if (!isWhole || !Array.isArray(warnings) || warnings.some((one) => typeof one !== 'string')) {
    throw artifactFault('content', 'has no readable columns', writer)
  }
  const artifact: Artifact = { format: 'asdf', formatVersion: 1, writer, stateVersion: 1, state: {}, arrays }
  const plans = schema.fields.map((field, index) => {
    const plan = planOf(field, columns[index] as JsonObject | null, artifact, prefixOf(index))
    if (plan !== undefined) return plan
    throw artifactFault('content', `has no readable column '${field.name}'`, writer)
  })
  return tableTransform(schema, plans, warnings as string[])
}

function planOf(field: Field, json: JsonObject | null, artifact: Artifact, prefix: string): ColumnPlan | undefined {
  const { kind, hasNull, renewed, shares } = json ?? {}
  if (kind === 'renewed') {
    if (!isPair(shares)) return undefined
    const restored = restoreRenewed(renewed, writer)
    return restored.field.kind === field.kind && restored.field.name === field.name
      ? { kind, renewed: restored, shares }
      : undefined
  }
  if (typeof hasNull !== 'boolean') return undefined
  if (kind === 'numbers' && (field.kind === 'numeric' || field.kind === 'datetime')) {
    return numberPlan(field, hasNull, json!, artifact, prefix)
  }
  if (kind !== 'categories' || (field.kind !== 'categorical' && field.kind !== 'boolean')) return undefined
  const plan = categoryPlan(field, hasNull, artifact, prefix)
  return isSound(plan) ? plan : undefined
}

function numberPlan(
  field: NumberPlan['field'],
  hasNull: boolean,
  json: JsonObject,
  artifact: Artifact,
  prefix: string,
): NumberPlan | undefined {
  const { scale } = json
  const grid = gridFromJson(json['grid'])
  if (typeof scale !== 'string' || !scales.includes(scale) || grid === undefined) return undefined
  const range = artifactArray(artifact, `${prefix}.range`, 'f64', 2)
  const centers = artifactArray(artifact, `${prefix}.centers`, 'f64')
  const widths = artifactArray(artifact, `${prefix}.widths`, 'f64', centers.length)
  const shares = artifactArray(artifact, `${prefix}.shares`, 'f64', centers.length)
  const knots = artifactArray(artifact, `${prefix}.knots`, 'f64')
  const levels = grid.levels?.length ?? 0
  const modes = knots.length > 0 ? 1 : centers.length
  const levelShares = artifactArray(artifact, `${prefix}.levelShares`, 'f64', levels === 0 ? 0 : modes * (levels + 1))
  const isWhole =
    [range, centers, widths, shares, knots, levelShares].every((array) => array.every(Number.isFinite)) &&
    range[0]! <= range[1]!
  if (!isWhole || widths.some((width) => width < 0)) return undefined
  const [low, high] = [range[0]!, range[1]!]
  return {
    kind: 'numbers',
    field,
    scale: scale as NumberPlan['scale'],
    grid,
    low,
    high,
    hasNull,
    centers,
    widths,
    shares,
    knots,
    levelShares,
  }
}

function categoryPlan(
  field: CategoryPlan['field'],
  hasNull: boolean,
  artifact: Artifact,
  prefix: string,
): CategoryPlan {
  const count = field.kind === 'categorical' ? field.categories.length : 2
  const members = artifactArray(artifact, `${prefix}.members`, 'i32')
  const memberStarts = artifactArray(artifact, `${prefix}.starts`, 'i32')
  return {
    kind: 'categories',
    field,
    hasNull,
    codeOfCategory: artifactArray(artifact, `${prefix}.codes`, 'i32', count),
    memberStarts,
    members,
    memberShares: artifactArray(artifact, `${prefix}.memberShares`, 'f64', members.length),
    shares: artifactArray(artifact, `${prefix}.shares`, 'f64', memberStarts.length - 1 + (hasNull ? 1 : 0)),
  }
}

/** Whether every code has members that are categories, and every category a code that there is. */
function isSound({ codeOfCategory, memberStarts, members, memberShares, shares }: CategoryPlan): boolean {
  const codes = memberStarts.length - 1
  return (
    memberStarts[0] === 0 &&
    memberStarts[codes] === members.length &&
    memberStarts.every((start, code) => code === 0 || start > memberStarts[code - 1]!) &&
    members.every((category) => category >= 0 && category < codeOfCategory.length) &&
    [memberShares, shares].every((list) => list.every((share) => share >= 0 && share < Infinity)) &&
    codeOfCategory.every((code) => code >= -1 && code < codes)
  )
}

function isPair(json: JsonValue | undefined): json is [number, number] {
  return Array.isArray(json) && json.length === 2 && json.every((share) => typeof share === 'number' && share >= 0)
}

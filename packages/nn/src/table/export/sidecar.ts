import type { BooleanField, CategoricalField, Field } from '@asdf/contract'
import type { ColumnPlan } from '@asdf/core'
import type { TableModel } from '../table-model.ts'
import { AsdfError } from '@asdf/contract'
import { classCountOf, classShares } from '../table-model.ts'
import { resultName, sharedColumns } from './decode-columns.ts'

/** What lies beside an exported model, as JSON. Arrays of categories are in the order of their indices. */
export interface OnnxSidecar {
  readonly format: 'asdf-onnx'
  readonly formatVersion: 1
  /** Id of the synthesizer. */
  readonly synthesizer: string
  /** All 32-bit floats. */
  readonly inputs: readonly SidecarInput[]
  /** What the input `condition` is made of; absent without one. */
  readonly condition?: SidecarCondition
  /** The columns of a row, in order. */
  readonly columns: readonly SidecarColumn[]
  /** What `sample` does and the graph does not. */
  readonly notInGraph: readonly string[]
}

/** Numbers that every row is made from. */
export interface SidecarInput {
  readonly name: string
  readonly shape: readonly ['rows', number]
  /**
   * Standard normal; standard Gumbel, -log(-log(u)); uniform on [0, 1); or zeros with a one where a category of the
   * condition is named.
   */
  readonly draw: 'normal' | 'gumbel' | 'uniform' | 'condition'
}

export interface SidecarCondition {
  /** Each row names a category of one of these columns, any with the same chance, and of it any with these shares. */
  readonly draw: readonly SidecarShares[]
  /** What else may be named, by a one at `start` plus the number of the code. */
  readonly columns: readonly SidecarCodes[]
  /** Whether rows always hold what their condition names, or only mostly. */
  readonly isExact: boolean
}

export interface SidecarShares {
  readonly column: string
  readonly start: number
  readonly shares: readonly number[]
}

export interface SidecarCodes {
  readonly column: string
  readonly start: number
  /** The categories of each code: one, or several rare ones; null where it stands for a missing value. */
  readonly codes: readonly (readonly string[] | null)[]
}

export interface SidecarColumn {
  readonly name: string
  readonly kind: Field['kind']
  /**
   * The result that holds it: doubles for numbers and datetimes (milliseconds since 1970, UTC), NaN where missing; 64-bit
   * indices for categories and booleans, -1 where missing. Null for a column that is made anew, without the graph.
   */
  readonly output: string | null
  /** What the indices stand for. */
  readonly categories?: readonly string[]
  /** Digits after the point of a number; absent where there is no limit. */
  readonly decimals?: number
}

/** Describes an export of the model. One without a column to model is an `ASDF_UNSUPPORTED`. */
export function describeExport(model: TableModel, noiseSize: number): OnnxSidecar {
  const { plan, transform } = model
  const { layout } = plan
  if (layout.width === 0) {
    const message = 'exportOnnx: the model has no networks, as every column is constant or made anew; use sample'
    throw new AsdfError('ASDF_UNSUPPORTED', message, { feature: 'exportOnnx' })
  }
  const inputs: SidecarInput[] = [{ name: 'noise', shape: ['rows', noiseSize], draw: 'normal' }]
  if (layout.scalarStart > 0) inputs.push({ name: 'gumbel', shape: ['rows', layout.scalarStart], draw: 'gumbel' })
  const hasCondition = plan.conditions.kind !== 'none' && layout.conditionWidth > 0
  if (hasCondition) inputs.push({ name: 'condition', shape: ['rows', layout.conditionWidth], draw: 'condition' })
  const shared = sharedColumns(transform).length
  if (shared > 0) inputs.push({ name: 'uniform', shape: ['rows', shared], draw: 'uniform' })
  return {
    format: 'asdf-onnx',
    formatVersion: 1,
    synthesizer: model.id,
    inputs,
    ...(hasCondition && { condition: describeCondition(model) }),
    columns: model.schema.fields.map((field) => describeColumn(field, planOf(model, field.name)?.kind === 'renewed')),
    notInGraph: describeRest(model),
  }
}

function describeCondition({ plan, transform, target, counts }: TableModel): SidecarCondition {
  const { layout, conditions } = plan
  const blocks = layout.blocks.slice(0, layout.discreteCount)
  const nameOf = (column: number) => transform.schema.fields[column]!.name
  const isExact = conditions.kind === 'embedded'
  const classes = classCountOf({ plan, target })
  const sharesOf = (start: number, width: number) => {
    const sums = Array.from({ length: width }, (_, code) => {
      const ofClasses = Array.from(
        { length: classes },
        (__, label) => counts[label * layout.conditionWidth + start + code]!,
      )
      return ofClasses.reduce((sum, count) => sum + count, 0)
    })
    const total = sums.reduce((sum, count) => sum + count, 0)
    return sums.map((sum) => sum / total)
  }
  const all = blocks.map(({ column, start, width }) => ({
    column: nameOf(column),
    start,
    shares: sharesOf(start, width),
  }))
  const ofTarget = () => {
    const { column, start } = blocks[target]!
    return [{ column: nameOf(column), start, shares: [...classShares({ plan, target, counts })] }]
  }
  return {
    draw: isExact ? (target < 0 ? [] : ofTarget()) : all,
    columns: blocks.map(({ column, start }) => ({
      column: nameOf(column),
      start,
      codes: codesOf(transform.plans[column]!),
    })),
    isExact,
  }
}

function codesOf(plan: ColumnPlan): (readonly string[] | null)[] {
  if (plan.kind !== 'categories') return []
  const names = namesOf(plan.field)
  const codes = Array.from({ length: plan.memberStarts.length - 1 }, (_, code) =>
    Array.from(plan.members.subarray(plan.memberStarts[code], plan.memberStarts[code + 1]), (member) => names[member]!),
  )
  return plan.hasNull ? [...codes, null] : codes
}

/** How the column is decoded; `undefined` for one that another determines. */
function planOf({ transform: { schema, plans } }: TableModel, name: string): ColumnPlan | undefined {
  return plans[schema.fields.findIndex((field) => field.name === name)]
}

function describeColumn(field: Field, isRenewed: boolean): SidecarColumn {
  const { name, kind } = field
  if (isRenewed) return { name, kind, output: null }
  const output = resultName(name)
  if (field.kind === 'categorical' || field.kind === 'boolean')
    return { name, kind, output, categories: namesOf(field) }
  if (field.kind !== 'numeric') return { name, kind, output }
  if (field.integer) return { name, kind, output, decimals: 0 }
  return { name, kind, output, ...(field.decimals !== undefined && { decimals: field.decimals }) }
}

function namesOf(field: CategoricalField | BooleanField): readonly string[] {
  return field.kind === 'categorical' ? field.categories : (field.labels ?? ['false', 'true'])
}

function describeRest({ transform, acceptance }: TableModel): string[] {
  const renewed = transform.plans.flatMap((plan, index) =>
    plan.kind === 'renewed' ? [transform.schema.fields[index]!.name] : [],
  )
  const mixed = transform.plans.flatMap((plan, index) =>
    plan.kind === 'numbers' && plan.grid.levels !== undefined ? [transform.schema.fields[index]!.name] : [],
  )
  const significant = transform.plans.flatMap((plan, index) =>
    plan.kind === 'numbers' && plan.grid.significant !== undefined
      ? [`rounding ${transform.schema.fields[index]!.name} to ${plan.grid.significant} significant digits`]
      : [],
  )
  return [
    ...significant,
    ...(mixed.length > 0 ? [`the finer digits that some values of ${mixed.join(', ')} have`] : []),
    ...(renewed.length > 0 ? [`values of ${renewed.join(', ')}, which are made anew for every row`] : []),
    ...(acceptance === undefined
      ? []
      : [`picking each row out of ${acceptance.candidates} candidates by how real they look`]),
    ...(acceptance?.knowsClass === true
      ? ['giving rows their class by how likely it is given the rest of the row, where no class is asked for']
      : []),
    'conditions on columns of numbers, for which sample makes rows until enough satisfy them',
  ]
}

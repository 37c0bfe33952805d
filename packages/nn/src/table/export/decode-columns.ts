import type { CategoryPlan, NumberPlan, TableTransform } from '@asdf/core'
import type { OnnxEmitter, OnnxResult } from '../../onnx/emitter.ts'
import { AsdfError } from '@asdf/contract'

/** Names of the values that columns are decoded from. */
export interface EncodedRows {
  /** [rows, width] 32-bit floats: encoded rows. */
  readonly rows: string
  /** [rows, shared columns] 32-bit floats, uniform: which of the rare categories that share a place. Absent without any. */
  readonly uniform?: string
}

export interface Decoding {
  readonly transform: Pick<TableTransform, 'schema' | 'plans' | 'slots'>
  /** Where a place of the transform's rows lies in `rows`. */
  readonly placeOf: (place: number) => number
}

const doubleType = 11

/** The name of a column among the results of the file. */
export function resultName(column: string): string {
  return `columns/${column}`
}

/** The columns of categories of which some share a place, by their index in the schema. */
export function sharedColumns({ plans }: Pick<TableTransform, 'plans'>): readonly number[] {
  return plans.flatMap((plan, index) => (plan.kind === 'categories' && isShared(plan) ? [index] : []))
}

/**
 * Writes the inverse of a table transform as ONNX nodes, in double precision: numbers and datetimes (milliseconds since
 * 1970) as doubles, NaN where null; categories and booleans as their index, -1 where null. Identifiers and free texts are
 * left out. It computes what `TableTransform.decode` does, in the same order.
 */
export function decodeColumns(
  emit: OnnxEmitter,
  { transform, placeOf }: Decoding,
  { rows, uniform }: EncodedRows,
): Readonly<Record<string, OnnxResult>> {
  const { schema, plans, slots } = transform
  const shared = sharedColumns(transform)
  const rowShape = emit.node('Slice', [emit.node('Shape', [rows]), emit.integers([0]), emit.integers([1])])

  function slice(value: string, start: number, width: number): string {
    return emit.node('Slice', [value, emit.integers([start]), emit.integers([start + width]), emit.integers([1])])
  }

  function place(value: string, start: number): string {
    return emit.node('Squeeze', [slice(value, start, 1), emit.integers([1])])
  }

  function findPart(column: number): NumberPart {
    const [scalar, hot] = (['scalar', 'one-hot'] as const).map((kind) =>
      slots.find((slot) => slot.column === column && slot.kind === kind),
    )
    const ofHot = { axis: 1, keepdims: 0, select_last_index: 0 }
    return {
      code: hot && emit.node('ArgMax', [slice(rows, placeOf(hot.start), hot.width)], ofHot),
      scalar: scalar && place(rows, placeOf(scalar.start)),
    }
  }

  const repeat = (constant: string) => emit.node('Expand', [constant, rowShape])

  return Object.fromEntries(
    plans.flatMap((plan, column): [string, OnnxResult][] => {
      const { name } = schema.fields[column]!
      if (plan.kind === 'renewed') return []
      const part = findPart(column)
      const shape = [0]
      if (plan.kind === 'numbers') {
        return [[resultName(name), { value: decodeNumbers(emit, plan, part, repeat), dtype: 'f64', shape }]]
      }
      const draw = isShared(plan) ? place(uniform!, shared.indexOf(column)) : undefined
      const code = part.code ?? repeat(emit.integers([0]))
      return [[resultName(name), { value: decodeCategories(emit, plan, code, draw), dtype: 'i64', shape }]]
    }),
  )
}

interface NumberPart {
  /** Index of the mode. */
  readonly code: string | undefined
  readonly scalar: string | undefined
}

function decodeNumbers(
  emit: OnnxEmitter,
  plan: NumberPlan,
  { code, scalar }: NumberPart,
  repeat: (constant: string) => string,
): string {
  const { field, grid, centers, widths, knots, hasNull } = plan
  if (knots.length > 0) {
    throw new AsdfError(
      'ASDF_UNSUPPORTED',
      `exportOnnx: column '${field.name}' is encoded by quantiles, which the file cannot decode; fit with modes`,
      { feature: 'exportOnnx' },
    )
  }
  if (centers.length === 0) return repeat(emit.doubles([Number.NaN], [1]))
  const one = (value: number) => emit.doubles([value], [])
  // The null mode has a place in the tables, so that its index is one of theirs.
  const padded = (values: Float64Array) => emit.doubles([...values, 0], [values.length + 1])
  const pick = (values: Float64Array) =>
    code === undefined ? repeat(emit.doubles([values[0]!], [1])) : emit.node('Gather', [padded(values), code])
  let units = pick(centers)
  if (scalar !== undefined) {
    const within = emit.node('Clip', [scalar, emit.floats([-1], []), emit.floats([1], [])])
    const wide = emit.node('Cast', [within], { to: doubleType })
    units = emit.node('Add', [units, emit.node('Mul', [wide, pick(widths)])])
  }
  const { step, origin } = usualGrid(plan)
  if (step > 0) {
    const steps = emit.node('Div', [emit.node('Sub', [units, one(origin)]), one(step)])
    const whole = emit.node('Floor', [emit.node('Add', [steps, one(0.5)])])
    units = emit.node('Add', [one(origin), emit.node('Mul', [whole, one(step)])])
  }
  if (Number.isFinite(plan.low)) units = emit.node('Max', [units, one(plan.low)])
  if (Number.isFinite(plan.high)) units = emit.node('Min', [units, one(plan.high)])
  const values = emit.node('Div', [units, one(grid.factor)])
  if (!hasNull || code === undefined) return values
  const isNull = emit.node('Equal', [code, emit.integers([centers.length])])
  return emit.node('Where', [isNull, one(Number.NaN), values])
}

/** The grid, or the level of it that most values lie on: `sample` draws the level, the file has the usual one. */
function usualGrid({ grid, shares, levelShares }: NumberPlan): { readonly step: number; readonly origin: number } {
  const { levels = [] } = grid
  const grids = [grid, ...levels]
  const rows = grids.map((_, level) =>
    shares.reduce((sum, share, mode) => {
      const at = mode * grids.length + level
      return sum + share * ((levelShares[at] ?? 0) - (level === 0 ? 0 : (levelShares[at - 1] ?? 0)))
    }, 0),
  )
  const usual = grids[rows.indexOf(Math.max(...rows))]!
  return 'calendar' in usual ? grid : usual
}

function isShared({ members, memberStarts }: CategoryPlan): boolean {
  return members.length > memberStarts.length - 1
}

/** The category of each code; where several share one, that whose summed share is the first above `draw`. */
function decodeCategories(emit: OnnxEmitter, plan: CategoryPlan, code: string, draw: string | undefined): string {
  const { members, memberStarts, memberShares } = plan
  const codes = memberStarts.length - 1
  const table = (values: ArrayLike<number>) => emit.integers(values, [values.length])
  const starts = memberStarts.subarray(0, codes)
  // Null is the code after all others; its member is the one after all others, -1.
  const all = table([...members, -1])
  const first = emit.node('Gather', [table([...starts, members.length]), code])
  if (draw === undefined) return emit.node('Gather', [all, first])
  const last = emit.node('Gather', [table([...memberStarts.subarray(1).map((end) => end - 1), members.length]), code])
  const shares = emit.floats([...memberShares, 1], [members.length + 1])
  let [low, high] = [first, last]
  const largest = Math.max(...Array.from(starts, (start, i) => memberStarts[i + 1]! - start))
  for (let rest = largest; rest > 1; rest = Math.ceil(rest / 2)) {
    const middle = emit.node('Div', [emit.node('Add', [low, high]), emit.integers([2])])
    const isBelow = emit.node('LessOrEqual', [emit.node('Gather', [shares, middle]), draw])
    const next = emit.node('Min', [emit.node('Add', [middle, emit.integers([1])]), high])
    low = emit.node('Where', [isBelow, next, low])
    high = emit.node('Where', [isBelow, high, middle])
  }
  return emit.node('Gather', [all, low])
}

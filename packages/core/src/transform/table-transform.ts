import type { AnyTensor, JsonObject, Rng, SampleOptions, Schema, Table } from '@asdf/contract'
import type { Condition } from '../conditions.ts'
import type { Place } from '../encoders/encoder.ts'
import type { ColumnCells } from './cells.ts'
import type { ColumnPlan } from './plans.ts'
import { AsdfError } from '@asdf/contract'
import { readConditions } from '../conditions.ts'
import { categoryCells, categoryCodes } from './categories.ts'
import { fittedColumns } from './fitted-columns.ts'
import { numberCells } from './numbers.ts'
import { hasScalar, oneHotWidth } from './plans.ts'
import { renewedCells } from './renewed.ts'
import { plansToState } from './transform-state.ts'

/** A span of the encoded row, for the activation that a network ends in: tanh on scalars, softmax on one-hots. */
export interface TransformSlot {
  /** The column's place in the table. */
  readonly column: number
  readonly field: string
  readonly kind: 'scalar' | 'one-hot'
  readonly start: number
  readonly width: number
  /**
   * What it says: a number's place in its mode (`value`); which mode, or that it is null (`mode`); a category, or null
   * (`category`); a category where rare ones share places (`code`); only whether there is a value (`null`).
   */
  readonly role: 'value' | 'mode' | 'category' | 'null' | 'code'
}

/** A column of categories or booleans, and so one that a conditional vector can name. */
export interface DiscreteColumn {
  readonly column: number
  /** Its one-hot in the encoded row. */
  readonly start: number
  readonly width: number
  /** [width] Share of the training rows with each code. */
  readonly shares: Float64Array
}

/** Turns tables into rows of numbers that networks learn, and such rows into tables. It holds no training rows. */
export interface TableTransform {
  readonly schema: Schema
  /** Numbers in a row; 0 when every column is constant or made anew. */
  readonly width: number
  readonly slots: readonly TransformSlot[]
  readonly warnings: readonly string[]
  /** What is known of each column of the schema. */
  readonly plans: readonly ColumnPlan[]
  /** The columns of categories and booleans that are not constant, in the order of the schema. */
  readonly discrete: readonly DiscreteColumn[]
  /**
   * The rows as numbers, row by row, into `out` when it is given. A mode is drawn with the probability that it made the
   * value, as in CTGAN; without `rng` it is the likeliest. Columns are found by name, categories too. A category or a
   * null that no training row has is an `ASDF_DATA_INVALID` that names column, value and row.
   */
  encode(table: Table, out?: Float32Array, rng?: Rng): Float32Array
  /**
   * The table for `count` rows of any numbers: the largest of a one-hot counts, and scalars beyond ±1 are ±1. `rng` draws
   * among rare categories that share a place. NaN is an `ASDF_DATA_INVALID`.
   */
  decode(rows: Float32Array, count: number, rng: Rng): Table
  /** For each discrete column the code of every row, for models that embed them. */
  codes(table: Table): Int32Array[]
  /**
   * What `where` asks for, with the place in the column's one-hot that stands for the value as `code`, 0 where there is no
   * one-hot. A place that rare categories share is decoded as any of them: put the condition's `cells` there. Errors are
   * those of `readConditions`.
   */
  conditions(name: string, where: SampleOptions['where']): Condition[]
  /** All there is to it, for an artifact; `restoreTableTransform` reads it. */
  toState(): { readonly state: JsonObject; readonly arrays: Record<string, AnyTensor> }
}

/** Rows of the encoded table that are written or read together: few enough to stay in the cache. */
const blockRows = 256

/** The transform that these plans describe, one for each field of the schema. */
export function tableTransform(
  schema: Schema,
  plans: readonly ColumnPlan[],
  warnings: readonly string[],
): TableTransform {
  const starts = startsOf(plans)
  const width = starts.at(-1)!
  const cells = plans.map((plan, column) => cellsOf(plan, { offset: starts[column]!, stride: width }))
  const discrete = plans.flatMap((plan, column): DiscreteColumn[] => {
    const codes = oneHotWidth(plan)
    if (plan.kind !== 'categories' || codes === 0) return []
    return [{ column, start: starts[column]!, width: codes, shares: plan.shares }]
  })
  return {
    schema,
    width,
    slots: plans.flatMap((plan, column) => slotsOf(plan, column, schema.fields[column]!.name, starts[column]!)),
    warnings,
    plans,
    discrete,
    encode(table, out = new Float32Array(table.rowCount * width), rng) {
      const given = fittedColumns('encode', schema, table)
      checkLength('encode', out, table.rowCount, width)
      const writers = cells.map((one, column) => one.encoder(given[column]!, rng?.fork(column)))
      eachBlock(table.rowCount, (from, to) => {
        out.fill(0, from * width, to * width)
        for (const write of writers) write(out, from, to)
      })
      return out
    },
    decode(rows, count, rng) {
      checkLength('decode', rows, count, width)
      const readers = cells.map((one, column) => one.decoder(count, rng.fork(column)))
      eachBlock(count, (from, to) => {
        for (const reader of readers) reader.read(rows, from, to)
      })
      return { schema, rowCount: count, columns: readers.map((reader) => reader.column()) }
    },
    codes(table) {
      const given = fittedColumns('codes', schema, table)
      return plans.flatMap((plan, column) =>
        plan.kind === 'categories' && oneHotWidth(plan) > 0 ? [categoryCodes(plan, given[column]!)] : [],
      )
    },
    conditions(name, where) {
      return readConditions(name, schema, where, (column, _, cell) => cells[column]!.codeOf(cell))
    },
    toState: () => plansToState(schema, plans, warnings),
  }
}

/** Where the numbers of each column start, and how many there are. */
function startsOf(plans: readonly ColumnPlan[]): number[] {
  const starts = [0]
  for (const plan of plans) starts.push(starts.at(-1)! + (hasScalar(plan) ? 1 : 0) + oneHotWidth(plan))
  return starts
}

function cellsOf(plan: ColumnPlan, place: Place): ColumnCells {
  if (plan.kind === 'numbers') return numberCells(plan, place)
  return plan.kind === 'categories' ? categoryCells(plan, place) : renewedCells(plan, place)
}

function eachBlock(count: number, visit: (from: number, to: number) => void): void {
  for (let from = 0; from < count; from += blockRows) visit(from, Math.min(count, from + blockRows))
}

function slotsOf(plan: ColumnPlan, column: number, field: string, start: number): TransformSlot[] {
  const scalar = hasScalar(plan) ? 1 : 0
  const width = oneHotWidth(plan)
  const slots: TransformSlot[] = []
  if (scalar > 0) slots.push({ column, field, kind: 'scalar', start, width: 1, role: 'value' })
  if (width > 0) slots.push({ column, field, kind: 'one-hot', start: start + scalar, width, role: roleOf(plan, width) })
  return slots
}

function roleOf(plan: ColumnPlan, width: number): TransformSlot['role'] {
  if (plan.kind === 'renewed') return 'null'
  if (plan.kind === 'categories') return plan.members.length > plan.memberStarts.length - 1 ? 'code' : 'category'
  return plan.hasNull && width === 2 ? 'null' : 'mode'
}

function checkLength(where: string, rows: Float32Array, count: number, width: number): void {
  if (Number.isInteger(count) && count >= 0 && rows.length === count * width) return
  throw new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `${where}: needs ${width} numbers for each of ${count} rows, got ${rows.length}; give it whole rows`,
    { expected: [count, width], received: [rows.length] },
  )
}

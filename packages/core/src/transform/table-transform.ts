import type { AnyTensor, Column, Field, JsonObject, Rng, SampleOptions, Schema, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import type { Condition } from '../conditions.ts'
import { readConditions } from '../conditions.ts'
import { categoryCells } from './categories.ts'
import type { CategoryCells } from './categories.ts'
import { fittedColumns } from './fitted-columns.ts'
import { numberCells } from './numbers.ts'
import type { NumberCells } from './numbers.ts'
import type { ColumnPlan } from './plans.ts'
import { hasScalar, oneHotWidth } from './plans.ts'
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
   * (`category`); a category where rare ones share places (`code`); only whether there is a number (`null`).
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
   * The table for `count` rows of any numbers: the largest of a one-hot counts. `rng` draws among rare categories that
   * share a place.
   */
  decode(rows: Float32Array, count: number, rng: Rng): Table
  /** For each discrete column the code of every row, for models that embed them. */
  codes(table: Table): Int32Array[]
  /**
   * What `where` asks for, with the place in the column's one-hot that stands for the value as `code`, 0 where there is no
   * one-hot. Errors are those of `readConditions`.
   */
  conditions(name: string, where: SampleOptions['where']): Condition[]
  /** All there is to it, for an artifact; `restoreTableTransform` reads it. */
  toState(): { readonly state: JsonObject; readonly arrays: Record<string, AnyTensor> }
}

/** A column with its place in the encoded row. */
type Part = { readonly start: number; readonly plan: ColumnPlan } & (
  | { readonly kind: 'numbers'; readonly cells: NumberCells }
  | { readonly kind: 'categories'; readonly cells: CategoryCells }
  | { readonly kind: 'renewed'; readonly make: (count: number) => Column }
)

/** The transform that these plans describe, one for each field of the schema. */
export function tableTransform(
  schema: Schema,
  plans: readonly ColumnPlan[],
  warnings: readonly string[],
): TableTransform {
  const parts = placeParts(plans)
  const slots = parts.flatMap((part, column) => slotsOf(part, column, schema.fields[column]!))
  const width = slots.reduce((sum, slot) => sum + slot.width, 0)
  const discrete = parts.flatMap(({ start, plan }, column): DiscreteColumn[] => {
    const codes = oneHotWidth(plan)
    return plan.kind === 'categories' && codes > 0 ? [{ column, start, width: codes, shares: plan.shares }] : []
  })

  return {
    schema,
    width,
    slots,
    warnings,
    plans,
    discrete,
    encode(table, out = new Float32Array(table.rowCount * width), rng) {
      const fitted = fittedColumns('encode', schema, table)
      checkLength('encode', out, table.rowCount, width)
      out.fill(0)
      parts.forEach((part, index) => {
        const { field, column } = fitted[index]!
        const place = { offset: part.start, stride: width }
        if (part.kind === 'categories') part.cells.write(part.cells.codes(field, column), out, place)
        else if (part.kind === 'numbers' && (column.kind === 'numeric' || column.kind === 'datetime')) {
          part.cells.write(column, out, place, rng?.fork(index))
        }
      })
      return out
    },
    decode(rows, count, rng) {
      checkLength('decode', rows, count, width)
      const columns = parts.map((part, index): Column => {
        const place = { offset: part.start, stride: width }
        if (part.kind === 'renewed') return part.make(count)
        return part.kind === 'numbers'
          ? part.cells.read(rows, count, place)
          : part.cells.read(rows, count, place, rng.fork(index))
      })
      return { schema, rowCount: count, columns }
    },
    codes(table) {
      const fitted = fittedColumns('codes', schema, table)
      return discrete.map(({ column }) => {
        const part = parts[column]!
        if (part.kind !== 'categories') throw new TypeError(`codes: column ${column} has none`)
        return part.cells.codes(fitted[column]!.field, fitted[column]!.column)
      })
    },
    conditions(name, where) {
      return readConditions(name, schema, where, (column, _, cell) => codeOf(parts[column]!, cell))
    },
    toState: () => plansToState(schema, plans, warnings),
  }
}

function placeParts(plans: readonly ColumnPlan[]): Part[] {
  let next = 0
  return plans.map((plan): Part => {
    const start = next
    next += (hasScalar(plan) ? 1 : 0) + oneHotWidth(plan)
    if (plan.kind === 'numbers') return { kind: 'numbers', start, plan, cells: numberCells(plan) }
    if (plan.kind === 'categories') return { kind: 'categories', start, plan, cells: categoryCells(plan) }
    return { kind: 'renewed', start, plan, make: (count) => plan.renewed.make(count) }
  })
}

function slotsOf({ start, plan }: Part, column: number, { name: field }: Field): TransformSlot[] {
  const scalar = hasScalar(plan) ? 1 : 0
  const width = oneHotWidth(plan)
  const slots: TransformSlot[] = []
  if (scalar > 0) slots.push({ column, field, kind: 'scalar', start, width: 1, role: 'value' })
  if (width > 0) slots.push({ column, field, kind: 'one-hot', start: start + scalar, width, role: roleOf(plan, width) })
  return slots
}

function roleOf(plan: ColumnPlan, width: number): TransformSlot['role'] {
  if (plan.kind === 'categories') return plan.members.length > plan.memberStarts.length - 1 ? 'code' : 'category'
  return plan.kind === 'numbers' && plan.hasNull && width === 2 ? 'null' : 'mode'
}

/** `cell` is the value as the column stores it. */
function codeOf(part: Part, cell: number): number | undefined {
  if (part.kind === 'numbers') return part.cells.codeOf(cell)
  if (part.kind === 'renewed' || part.plan.kind !== 'categories') return undefined
  const code = part.plan.codeOfCategory[cell]!
  return code < 0 ? undefined : code
}

function checkLength(where: string, rows: Float32Array, count: number, width: number): void {
  if (Number.isInteger(count) && count >= 0 && rows.length === count * width) return
  throw new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `${where}: needs ${width} numbers for each of ${count} rows, got ${rows.length}; give it whole rows`,
    { expected: [count, width], received: [rows.length] },
  )
}

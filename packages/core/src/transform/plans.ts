import type { BooleanField, CategoricalField, DatetimeField, NumericField } from '@asdf/contract'
import type { RenewedColumn } from '../renewed-column.ts'
import type { ValueGrid } from '../value-grid.ts'
import type { NumericTransform } from './options.ts'

/** What a fitted transform knows of one column: plain data, from which rows are encoded and decoded. */
export type ColumnPlan = NumberPlan | CategoryPlan | RenewedPlan

/** Numbers and datetimes, in units of their grid: value = units / `grid.factor`. */
export interface NumberPlan {
  readonly kind: 'numbers'
  readonly field: NumericField | DatetimeField
  readonly scale: NumericTransform
  readonly grid: ValueGrid
  /** What decoded units are kept within. */
  readonly low: number
  readonly high: number
  readonly hasNull: boolean
  /** [modes] In ascending order: units = center + scalar · width. */
  readonly centers: Float64Array
  /** [modes] Four standard deviations, or 0 where the mode is one exact value. */
  readonly widths: Float64Array
  /** [modes] Share of the rows that have a value. */
  readonly shares: Float64Array
  /** Values at evenly spaced shares; empty unless the scale is `quantile` or `normal`. */
  readonly knots: Float64Array
  /**
   * [modes × (levels of the grid + 1)] For each mode the share of its rows that lie on the finest grid only, on its first
   * level, and so on, summed up to and including each. Empty where the grid has no levels.
   */
  readonly levelShares: Float64Array
}

/** Categories and booleans. Codes 0, 1, … are places in the one-hot; the last one is null where `hasNull`. */
export interface CategoryPlan {
  readonly kind: 'categories'
  readonly field: CategoricalField | BooleanField
  readonly hasNull: boolean
  /** [categories of the field] The code of each, -1 where no training row has it. */
  readonly codeOfCategory: Int32Array
  /** [codes that are not null + 1] Where the members of each code start. */
  readonly memberStarts: Int32Array
  /** [members] Category index. */
  readonly members: Int32Array
  /** [members] Share among the code's members, summed up to and including this one. */
  readonly memberShares: Float64Array
  /** [codes] Share of the training rows, null included. */
  readonly shares: Float64Array
}

/** Identifiers and free texts: their values are regenerated, and all that is encoded is where they are null. */
export interface RenewedPlan {
  readonly kind: 'renewed'
  readonly renewed: RenewedColumn
  /** [value, null] Shares of the training rows; a one-hot tells them apart where there are both. */
  readonly shares: readonly [present: number, missing: number]
}

/** The largest scalar of a mode, either way: tanh reaches it. */
export const scalarLimit = 0.99

/** How wide the one-hot of a column is; 0 where there is nothing to tell apart. */
export function oneHotWidth(plan: ColumnPlan): number {
  if (plan.kind === 'renewed') return plan.shares.includes(0) ? 0 : 2
  const codes = plan.kind === 'categories' ? plan.shares.length : modeCount(plan) + (plan.hasNull ? 1 : 0)
  return codes < 2 ? 0 : codes
}

/** Whether a column has a scalar: numbers that are not all exact values. */
export function hasScalar(plan: ColumnPlan): plan is NumberPlan {
  return plan.kind === 'numbers' && (plan.knots.length > 0 || plan.widths.some((width) => width > 0))
}

/** How many places of the one-hot stand for numbers: quantiles have one, unless all is null. */
export function modeCount({ centers, knots }: NumberPlan): number {
  return knots.length > 0 ? 1 : centers.length
}

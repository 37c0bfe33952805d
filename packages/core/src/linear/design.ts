import type { Column, Field } from '@asdf/contract'
import { aColumn, aCount, aField, anObject, checkForms, listOf } from '../argument-forms.ts'
import { cellsOf } from '../fields.ts'
import { isPresent } from '../table.ts'

/**
 * A matrix of predictors as a fixed number of slots a row, one per source column and one for the intercept: a number
 * fills one entry of its row, a category one of many. Rows cost their slots, however many categories there are.
 */
export interface Design {
  readonly rowCount: number
  /** Number of features (matrix columns), the intercept among them as feature 0. */
  readonly width: number
  readonly slots: number
  /** Feature of each slot, shape `[rowCount, slots]`. Slot 0 is the intercept. */
  readonly features: Int32Array
  /** Value of that feature, shape `[rowCount, slots]`; 0 where a slot is empty. */
  readonly values: Float64Array
}

/** How one source column becomes features. */
export type DesignSlot =
  | {
      readonly kind: 'number'
      /** Slot of the design; slot 0 is the intercept. */
      readonly slot: number
      readonly feature: number
      readonly mean: number
      readonly scale: number
    }
  | {
      readonly kind: 'category'
      readonly slot: number
      /** Feature of category 0; the others follow. */
      readonly feature: number
      readonly count: number
    }

/** The part of a design that a regression sees: some rows, without the slot of the column that it predicts. */
export interface DesignView {
  readonly design: Design
  readonly rows: Uint32Array
  /** Slot to leave out; -1 for none. */
  readonly skip: number
}

export interface DesignPlan {
  readonly slots: readonly DesignSlot[]
  readonly width: number
}

/** Learns means, scales and feature numbers from the columns' present values. Constant columns get the scale 1. */
export function planDesign(fields: readonly Field[], columns: readonly Column[]): DesignPlan {
  checkForms('planDesign', { fields: [fields, listOf(aField)], columns: [columns, listOf(aColumn)] })
  let width = 1
  const slots = fields.map((field, index): DesignSlot => {
    const feature = width
    if (field.kind === 'categorical') {
      width += field.categories.length
      return { kind: 'category', slot: index + 1, feature, count: field.categories.length }
    }
    width++
    return { kind: 'number', slot: index + 1, feature, ...meanAndScale(columns[index]!) }
  })
  return { slots, width }
}

/** The design of rows 0 … rowCount - 1 of these columns; a null leaves its slot empty. */
export function buildDesign(plan: DesignPlan, columns: readonly Column[], rowCount: number): Design {
  checkForms('buildDesign', {
    plan: [plan, anObject],
    columns: [columns, listOf(aColumn)],
    rowCount: [rowCount, aCount],
  })
  const design = emptyDesign(plan, rowCount)
  columns.forEach((column, index) => {
    for (let row = 0; row < rowCount; row++) {
      if (isPresent(column, row)) setCell(design, plan.slots[index]!, row, cellOf(column, row))
    }
  })
  return design
}

/** A design in which every slot but the intercept is empty. */
export function emptyDesign({ slots, width }: DesignPlan, rowCount: number): Design {
  const perRow = slots.length + 1
  const values = new Float64Array(rowCount * perRow)
  for (let row = 0; row < rowCount; row++) values[row * perRow] = 1
  return { rowCount, width, slots: perRow, features: new Int32Array(rowCount * perRow), values }
}

/** Puts a value of a source column (a number, or a category's code) into a row. */
export function setCell(design: Design, slot: DesignSlot, row: number, value: number): void {
  const at = row * design.slots + slot.slot
  if (slot.kind === 'number') {
    design.features[at] = slot.feature
    design.values[at] = (value - slot.mean) / slot.scale
  } else {
    design.features[at] = slot.feature + value
    design.values[at] = 1
  }
}

/** A cell as a number: the value, the category's code, or 0 and 1. */
export function cellOf(column: Column, row: number): number {
  if (column.kind === 'text') throw new TypeError('cellOf: text has no number')
  return cellsOf(column)[row]!
}

/** Mean and standard deviation of the present values, in two passes; the deviation is 1 for a constant column. */
function meanAndScale(column: Column): { mean: number; scale: number } {
  const rowCount = cellsOf(column).length
  let count = 0
  let sum = 0
  for (let row = 0; row < rowCount; row++) {
    if (!isPresent(column, row)) continue
    count++
    sum += cellOf(column, row)
  }
  // Numbers so large that their sum overflows are not worth more than a mean of 0.
  const mean = count === 0 || !Number.isFinite(sum) ? 0 : sum / count
  let squares = 0
  let largest = 0
  for (let row = 0; row < rowCount; row++) {
    if (!isPresent(column, row)) continue
    const distance = cellOf(column, row) - mean
    squares += distance * distance
    largest = Math.max(largest, Math.abs(cellOf(column, row)))
  }
  const scale = count === 0 ? 0 : Math.sqrt(squares / count)
  // What rounding leaves of a constant column is no variation.
  return { mean, scale: scale > 1e-12 * largest ? scale : 1 }
}

import type { Column, Field } from '@asdf/contract'
import type { CellValue } from './rule.ts'
import { aColumn, aField, checkForms, numberList } from '../argument-forms.ts'
import { cellsOf } from '../fields.ts'
import { greatestDivisor } from '../find-levels.ts'
import { isPresent } from '../table.ts'

/** The numbers of a numeric or datetime column, NaN where null. A column without nulls is not copied. */
export function ruleNumbers(column: Column): Float64Array {
  checkForms('ruleNumbers', { column: [column, aColumn] })
  if (column.kind !== 'numeric' && column.kind !== 'datetime') return new Float64Array(0)
  const { values, valid } = column
  if (valid === undefined || !valid.includes(0)) return values
  return values.map((value, row) => (valid[row] === 1 ? value : Number.NaN))
}

/** What a cell holds, in a form that JSON keeps and that does not depend on codes. */
export function cellValue(field: Field, column: Column, row: number): CellValue {
  if (!isPresent(column, row)) return null
  switch (column.kind) {
    case 'categorical':
      return field.kind === 'categorical' ? field.categories[column.codes[row]!]! : null
    case 'boolean':
      return column.values[row] === 1
    default:
      return cellsOf(column)[row]!
  }
}

/** A column as numbers of its distinct cells, in the order in which they first occur; null is a cell of its own. */
export interface CellCodes {
  readonly codes: Int32Array
  /** How often each occurs. */
  readonly counts: readonly number[]
  /** A row that holds each. */
  readonly rows: readonly number[]
}

const smallCells = 256

/** The distinct cells of a column, or `undefined` when there are more than `most`. */
export function cellCodes(column: Column, rowCount: number, most: number): CellCodes | undefined {
  const codes = new Int32Array(rowCount)
  const places = new Map<unknown, number>()
  // Codes, flags and small numbers are found faster by place.
  const small = new Int32Array(smallCells).fill(-1)
  const counts: number[] = []
  const rows: number[] = []
  const cells: ArrayLike<unknown> = cellsOf(column)
  const { valid } = column
  for (let row = 0; row < rowCount; row++) {
    const cell = valid !== undefined && valid[row] === 0 ? null : cells[row]
    const isSmall = typeof cell === 'number' && cell >= 0 && cell < smallCells && Number.isInteger(cell)
    let code = isSmall ? small[cell]! : (places.get(cell) ?? -1)
    if (code < 0) {
      code = counts.length
      if (code >= most) return undefined
      if (isSmall) small[cell] = code
      else places.set(cell, code)
      counts.push(0)
      rows.push(row)
    }
    counts[code]!++
    codes[row] = code
  }
  return { codes, counts, rows }
}

/** The cells of these rows as numbers of distinct ones, and how many numbers there are. */
export function sampledCodes(
  column: Column,
  rows: Uint32Array,
): { readonly sample: Int32Array; readonly size: number } {
  const places = new Map<unknown, number>()
  const cells: ArrayLike<unknown> = cellsOf(column)
  const sample = Int32Array.from(rows, (row) => {
    const cell = column.valid?.[row] === 0 ? null : cells[row]
    if (!places.has(cell)) places.set(cell, places.size)
    return places.get(cell)!
  })
  return { sample, size: places.size }
}

/** Digits after the decimal point that all numbers have, at most 9; -1 when they need more. */
export function decimalsOf(values: Float64Array): number {
  checkForms('decimalsOf', { values: [values, numberList] })
  let decimals = 0
  let scale = 1
  for (const value of values) {
    if (Number.isNaN(value)) continue
    while (Math.abs(Math.round(value * scale) - value * scale) > 1e-6 * Math.max(1, Math.abs(value * scale) * 1e-9)) {
      if (++decimals > 9) return -1
      scale *= 10
    }
  }
  return decimals
}

/** The milliseconds of a day. */
export const day = 86_400_000

const timeUnits = [day, 3_600_000, 60_000, 1000, 1]

/** The largest unit of time, in milliseconds, that all values are multiples of. NaN is left out. */
export function timeUnit(values: Float64Array): number {
  checkForms('timeUnit', { values: [values, numberList] })
  return timeUnits.find((unit) => values.every((value) => Number.isNaN(value) || value % unit === 0)) ?? 1
}

/** What the values of a column are multiples of: `unit` times ten to the power of minus `decimals`; decimals -1 for none. */
export interface ColumnStep {
  /** Milliseconds for datetimes. For numbers 1, or of a coarse step more: 5 for amounts in steps of 0.05. */
  readonly unit: number
  readonly decimals: number
}

/** The step of a column of numbers or datetimes: of numbers the last digit that any has. */
export function columnStep(field: Field, column: Column): ColumnStep {
  checkForms('columnStep', { field: [field, aField], column: [column, aColumn] })
  const values = ruleNumbers(column)
  if (field.kind === 'datetime') return { unit: timeUnit(values), decimals: 0 }
  return { unit: 1, decimals: field.kind === 'numeric' && field.integer ? 0 : decimalsOf(values) }
}

/** The coarsest step that the values of a column are multiples of, such as thousands. */
export function coarseStep(field: Field, column: Column): ColumnStep {
  checkForms('coarseStep', { field: [field, aField], column: [column, aColumn] })
  const step = columnStep(field, column)
  if (field.kind === 'datetime' || step.decimals < 0) return step
  return { ...step, unit: commonUnit(ruleNumbers(column), 10 ** step.decimals) }
}

/** How large a step is; 0 for none. */
export function stepSize({ unit, decimals }: ColumnStep): number {
  return decimals < 0 ? 0 : unit * 10 ** -decimals
}

/** A common divisor of fewer distinct values may be chance. */
const divisorValues = 16

/** What all values times `scale` are multiples of. */
function commonUnit(values: Float64Array, scale: number): number {
  const seen = new Set<number>()
  let unit = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    const units = Math.round(value * scale)
    if (seen.size < divisorValues) seen.add(units)
    unit = greatestDivisor(unit, Math.abs(units))
    if (unit === 1) return 1
  }
  return unit === 0 || seen.size < divisorValues ? 1 : unit
}

/** `value` with this many digits after the point; as it is when `decimals` is -1. */
export function roundTo(value: number, decimals: number): number {
  if (decimals < 0) return value
  const scale = 10 ** decimals
  const rounded = Math.round(value * scale) / scale
  return Number.isFinite(rounded) ? rounded : value
}

/** Whether two numbers are the same but for the rounding of doubles. */
export function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-12
}

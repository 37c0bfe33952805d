import type { DatetimeField, NumericField } from '@asdf/contract'
import type { GridLevel } from './grid-levels.ts'
import { aField, checkForms, numberList } from './argument-forms.ts'
import { findLevels, greatestDivisor, modulo } from './find-levels.ts'
import { mixedFactor } from './mixed-factor.ts'
import { roundSignificant, significantDigitsOf } from './significant-digits.ts'

/** The numbers a column can hold, in whole units: value = unit number / factor. */
export interface ValueGrid {
  /**
   * Units in one of the field: 10^decimals on a decimal grid, 6 where values are sixths, else a power of two that keeps sums
   * of squares finite.
   */
  readonly factor: number
  /** Distance of neighboring grid points in units; 0 for numbers that sit on no grid. */
  readonly step: number
  /** Where the grid points lie: `origin` + whole multiples of `step`, in units; 0 <= origin < step. */
  readonly origin: number
  /**
   * Grids within this one that many values lie on, finest first, each within the one before: hundreds among whole numbers,
   * whole days among moments. None when absent.
   */
  readonly levels?: readonly GridLevel[]
  /** Significant digits that values are rounded to, besides, as in `1.923e-05`. No limit when absent. */
  readonly significant?: number
}

const largestSquarable = 2 ** 450
const hugeUnit = 2 ** -600
/** Half a step must still be a double of its own. */
const largestOnGrid = 2 ** 51
/** A common divisor of fewer distinct values than this may be chance. */
const divisorValues = 16
/** Values off a column's finest grid are rounded to it, unless more than this share of them is. */
const mostOff = 0.01
const timeUnits = [86_400_000, 3_600_000, 60_000, 1000, 1]

/**
 * The coarsest grid that all values sit on: multiples of 5, whole days, hundredths. Datetimes and columns of few
 * distinct values take the field's own grid (for datetimes a unit of time), since a common divisor could be chance.
 */
export function gridOf(field: NumericField | DatetimeField, values: Float64Array): ValueGrid {
  checkForms('gridOf', { field: [field, aField], values: [values, numberList] })
  let largest = 0
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!))
  const significant = field.kind === 'datetime' ? undefined : significantDigitsOf(values)
  const rounding = significant === undefined ? {} : { significant }
  const none = { factor: largest > largestSquarable ? hugeUnit : 1, step: 0, origin: 0, ...rounding }
  const known = fieldFactor(field)
  const mixed = known === 0 && significant === undefined ? mixedFactor(values, largest) : undefined
  const factor = mixed?.factor ?? known
  if (factor === 0 || largest * factor > largestOnGrid) return none
  const unit = field.kind === 'datetime' ? timeUnit(values) : 1
  if (unit === 0) return none
  const step = commonStep(values, factor, unit)
  const origin = step > unit ? modulo(Math.round(values[0]! * factor), step) : 0
  const levels = findLevels(
    unitsOf(values, factor),
    { step, origin },
    {
      isTime: field.kind === 'datetime',
      whole: field.kind === 'datetime' ? 0 : factor,
    },
  )
  if (mixed?.isExact === false && levels.length === 0) return none
  return { factor, step, origin, ...(levels.length > 0 && { levels }), ...rounding }
}

/** The value of units, with no more significant digits than the column has. */
export function unitsValue({ factor, significant }: ValueGrid, units: number): number {
  const value = units / factor
  return significant === undefined ? value : roundSignificant(value, significant)
}

/** The nearest grid point, or the number itself where there is no grid. */
export function toGrid({ step, origin }: ValueGrid, units: number): number {
  return step === 0 ? units : origin + Math.round((units - origin) / step) * step
}

/** The nearest point halfway between two grid points, or the number itself where there is no grid. */
export function toGridEdge({ step, origin }: ValueGrid, units: number): number {
  return step === 0 ? units : origin + (Math.round((units - origin) / step - 0.5) + 0.5) * step
}

/** The grid point next to 0 on one side, or 0 where there is no grid. */
export function pointBesideZero({ step, origin }: ValueGrid, side: -1 | 1): number {
  if (side === 1) return origin > 0 ? origin : step
  return origin > 0 ? origin - step : 0 - step
}

function fieldFactor(field: NumericField | DatetimeField): number {
  if (field.kind === 'datetime' || field.integer) return 1
  return field.decimals === undefined || field.decimals > 15 ? 0 : 10 ** field.decimals
}

/** Days, hours, minutes, seconds, milliseconds, or 0 where more than a few times are finer. */
function timeUnit(values: Float64Array): number {
  const unit = timeUnits.find((one) => values.every((value) => value % one === 0))
  if (unit !== undefined) return unit
  const finer = values.reduce((count, value) => count + (value % 1 === 0 ? 0 : 1), 0)
  return finer <= mostOff * values.length ? 1 : 0
}

function unitsOf(values: Float64Array, factor: number): Float64Array {
  return values.map((value) => Math.round(value * factor) + 0)
}

/** The greatest common divisor of all differences, once enough distinct values agree on it; else `unit`. */
function commonStep(values: Float64Array, factor: number, unit: number): number {
  const first = Math.round(values[0]! * factor)
  const seen = new Set<number>()
  let step = 0
  for (let i = 0; i < values.length && step !== unit; i++) {
    const units = Math.round(values[i]! * factor)
    if (seen.size < divisorValues) seen.add(units)
    step = greatestDivisor(step, Math.abs(units - first))
  }
  return step === 0 || seen.size < divisorValues ? unit : step
}

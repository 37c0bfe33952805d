import type { Column, DatetimeColumn, NumericColumn, Rng } from '@asdf/contract'
import type { Place } from '../encoders/encoder.ts'
import type { Scale } from '../encoders/scale.ts'
import type { ValueGrid } from '../value-grid.ts'
import type { ColumnCells } from './cells.ts'
import type { FittedColumn } from './fitted-columns.ts'
import type { ModeTable } from './kernels/encode-modes.ts'
import type { NumberPlan } from './plans.ts'
import { quantileScale } from '../encoders/quantile.ts'
import { levelOf } from '../grid-levels.ts'
import { decimalRounder } from '../infer/numbers.ts'
import { hasLevel, pointOnLevel } from '../level-shares.ts'
import { roundSignificant } from '../significant-digits.ts'
import { toGrid, unitsValue } from '../value-grid.ts'
import { largest } from './cells.ts'
import { cellFault, notNumbers, nullFault } from './faults.ts'
import { encodeModes } from './kernels/encode-modes.ts'
import { modeTable } from './mode-table.ts'
import { hasScalar, modeCount, oneHotWidth, scalarLimit } from './plans.ts'
import { toUnits } from './weighted-values.ts'

const twoTo32 = 2 ** 32

/** What encodes and decodes numbers and datetimes. */
export function numberCells(plan: NumberPlan, { offset, stride }: Place): ColumnCells {
  const scale = scaleOf(plan)
  const table = modeTable(plan)
  const isScalar = hasScalar(plan)
  const width = oneHotWidth(plan)
  const hot = offset + (isScalar ? 1 : 0)
  const modes = modeCount(plan)
  return {
    encoder(given, rng) {
      const units = unitsOf(plan, given)
      const codes = new Int32Array(units.length)
      // Scalars take the place of the units they come from.
      if (scale === undefined) encodeModes(units, table, codes, units, rng)
      else encodeScaled(units, scale, codes, units)
      return (out, from, to) => {
        for (let row = from; isScalar && row < to; row++) out[offset + row * stride] = units[row]!
        for (let row = from; width > 0 && row < to; row++) {
          out[hot + row * stride + (codes[row]! < 0 ? modes : codes[row]!)] = 1
        }
      }
    },
    decoder(count, rng) {
      const units = new Float64Array(count)
      const levels = plan.grid.levels && levelRounder(plan, rng)
      return {
        read(rows, from, to) {
          for (let row = from; row < to; row++) {
            const code = width === 0 ? modes - 1 : largest(rows, hot + row * stride, width)
            const scalar = isScalar ? rows[offset + row * stride]! : 0
            if (Number.isNaN(scalar) || (width > 0 && Number.isNaN(rows[hot + row * stride + code]))) {
              throw notNumbers(plan.field.name, row)
            }
            if (code < 0 || code >= modes) units[row] = Number.NaN
            else units[row] = scale === undefined ? unitsAt(table, code, scalar) : scale.inverse(scalar)
            levels?.(units, row, code)
          }
        },
        column: () => toColumn(plan, units),
      }
    },
    codeOf(cell) {
      const units = toUnits(Float64Array.of(cell), plan.grid)[0]!
      const isOnGrid =
        toGrid(plan.grid, units) === units && units / plan.grid.factor === cell && hasDigits(plan.grid, cell)
      if (modes === 0 || !isOnGrid || units < plan.low || units > plan.high) return undefined
      if (scale !== undefined) return isDrawn(plan, 0, units) ? 0 : undefined
      const codes = new Int32Array(1)
      encodeModes(Float64Array.of(units), table, codes, new Float64Array(1))
      const code = codes[0]!
      return Math.abs(units - plan.centers[code]!) <= plan.widths[code]! && isDrawn(plan, code, units)
        ? code
        : undefined
    },
  }
}

/** Whether a value has no more significant digits than its column. */
function hasDigits({ significant }: ValueGrid, value: number): boolean {
  return significant === undefined || roundSignificant(value, significant) === value
}

/** Whether a mode draws values of the grid's level that the units lie on. */
function isDrawn({ grid: { levels }, levelShares, widths, knots }: NumberPlan, mode: number, units: number): boolean {
  if (levels === undefined || (knots.length === 0 && widths[mode] === 0)) return true
  return hasLevel(levelShares, mode, levels.length + 1, levelOf(levels, units))
}

/** From units to the scalar and back, where that is by quantiles. */
function scaleOf({ scale, knots }: NumberPlan): Scale | undefined {
  if (knots.length === 0) return undefined
  const isNormal = scale === 'normal'
  const { forward, inverse } = quantileScale({
    encoder: 'quantile',
    nulls: 'error',
    distribution: isNormal ? 'normal' : 'uniform',
    quantiles: Array.from(knots),
  })
  if (isNormal) return { forward, inverse }
  return {
    forward: (units) => scalarLimit * (2 * forward(units) - 1),
    inverse: (scalar) => inverse((scalar / scalarLimit + 1) / 2),
  }
}

/** The column in units of the grid, NaN where null. */
function unitsOf(plan: NumberPlan, { column }: FittedColumn): Float64Array {
  if (column.kind !== 'numeric' && column.kind !== 'datetime') throw new TypeError(`got a ${column.kind} column`)
  const units = toUnits(column.values, plan.grid)
  column.valid?.forEach((present, row) => {
    if (present === 0) units[row] = Number.NaN
  })
  checkCells(plan, column, units)
  return units
}

function checkCells(plan: NumberPlan, { values, valid }: NumericColumn | DatetimeColumn, units: Float64Array): void {
  const { name } = plan.field
  const isEmpty = modeCount(plan) === 0
  for (let row = 0; row < units.length; row++) {
    if (!isEmpty && Number.isFinite(units[row]!)) continue
    if (valid?.[row] === 0) {
      if (plan.hasNull) continue
      throw nullFault(name, row)
    }
    const value = values[row]!
    if (!Number.isFinite(value))
      throw cellFault(name, row, `is not a finite number, got ${value}; remove or replace it`)
    if (isEmpty) throw cellFault(name, row, `is ${value}, but no training row has a value; fit on rows that have one`)
  }
}

function encodeScaled(units: Float64Array, scale: Scale, codes: Int32Array, scalars: Float64Array): void {
  for (let row = 0; row < units.length; row++) {
    const isNull = Number.isNaN(units[row]!)
    codes[row] = isNull ? -1 : 0
    scalars[row] = isNull ? 0 : scale.forward(units[row]!)
  }
}

function unitsAt({ centers, widths }: ModeTable, code: number, scalar: number): number {
  const within = scalar > 1 ? 1 : scalar < -1 ? -1 : scalar
  return centers[code]! + within * widths[code]!
}

/** What moves the units of a row to a level of the grid, drawn by the shares of its mode, unless that is one exact value. */
function levelRounder(
  { grid, levelShares, widths, knots, low, high }: NumberPlan,
  rng: Rng,
): (units: Float64Array, row: number, mode: number) => void {
  return (units, row, mode) => {
    // One draw a row, whatever the mode, so that the rows need not be known to make the draws again.
    const uniform = (rng.nextUint32() + 0.5) / twoTo32
    const isSmooth = knots.length > 0 || widths[mode]! > 0
    if (Number.isNaN(units[row]!) || !isSmooth) return
    units[row] = pointOnLevel(grid, { shares: levelShares, part: mode, uniform }, units[row]!, { low, high })
  }
}

/** Puts a value in the place of its units; NaN is null. Overwrites the units. */
function toColumn({ field, grid, low, high, centers, widths }: NumberPlan, units: Float64Array): Column {
  const round = rounderOf(field, grid)
  const exact = new Set(grid.significant === undefined ? [] : centers.filter((_, mode) => widths[mode] === 0))
  let valid: Uint8Array | undefined
  for (let row = 0; row < units.length; row++) {
    const unit = units[row]!
    if (Number.isNaN(unit)) {
      valid ??= new Uint8Array(units.length).fill(1)
      valid[row] = 0
      continue
    }
    const onGrid = toGrid(grid, unit)
    const inside = onGrid < low ? low : onGrid > high ? high : onGrid
    const value = exact.has(inside) ? inside / grid.factor : unitsValue(grid, inside)
    units[row] = round === undefined ? value : round(value)
  }
  return { kind: field.kind, values: units, ...(valid && { valid }) }
}

/** What puts values on the field's grid when it is too fine for the largest of them to count in units. */
function rounderOf(field: NumberPlan['field'], { step }: NumberPlan['grid']): ((value: number) => number) | undefined {
  if (step !== 0 || field.kind === 'datetime') return undefined
  if (field.integer) return Math.round
  return field.decimals === undefined ? undefined : decimalRounder(field.decimals)
}

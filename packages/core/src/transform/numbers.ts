import type { Column, DatetimeColumn, NumericColumn, Rng } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import type { Place } from '../encoders/encoder.ts'
import type { Scale } from '../encoders/scaling.ts'
import { quantileScale } from '../encoders/quantile.ts'
import { toGrid } from '../value-grid.ts'
import { encodeModes } from './kernels/encode-modes.ts'
import type { ModeTable } from './kernels/encode-modes.ts'
import type { NumberPlan } from './plans.ts'
import { hasScalar, modeCount, oneHotWidth, scalarLimit } from './plans.ts'
import { toUnits } from './weighted-values.ts'

/** Encodes and decodes the cells of one column of numbers. */
export interface NumberCells {
  /** Writes scalar and one-hot of each row; the place's numbers are 0 before. */
  write(column: NumericColumn | DatetimeColumn, out: Float32Array, place: Place, rng: Rng | undefined): void
  read(rows: Float32Array, count: number, place: Place): Column
  /** The place in the one-hot that stands for a value, 0 where there is none, `undefined` when it is never given out. */
  codeOf(value: number): number | undefined
}

/** What encodes and decodes by a plan. */
export function numberCells(plan: NumberPlan): NumberCells {
  const scale = scaleOf(plan)
  const table = modeTable(plan)
  const isScalar = hasScalar(plan)
  const width = oneHotWidth(plan)
  const nullCode = modeCount(plan)

  /** Fills the mode of each row, -1 for null, and its scalar. */
  function encode(values: Float64Array, modes: Int32Array, scalars: Float64Array, rng: Rng | undefined): void {
    if (scale === undefined) {
      encodeModes(values, table, modes, scalars, rng)
      return
    }
    for (let row = 0; row < values.length; row++) {
      const isNull = Number.isNaN(values[row]!)
      modes[row] = isNull ? -1 : 0
      scalars[row] = isNull ? 0 : scale.forward(values[row]!)
    }
  }

  return {
    write(column, out, { offset, stride }, rng) {
      const units = unitsOf(plan, column)
      const modes = new Int32Array(units.length)
      const scalars = new Float64Array(units.length)
      encode(units, modes, scalars, rng)
      const hot = offset + (isScalar ? 1 : 0)
      for (let row = 0; row < units.length; row++) {
        if (isScalar) out[offset + row * stride] = scalars[row]!
        if (width > 0) out[hot + row * stride + (modes[row]! < 0 ? nullCode : modes[row]!)] = 1
      }
    },
    read(rows, count, { offset, stride }) {
      const units = new Float64Array(count)
      const hot = offset + (isScalar ? 1 : 0)
      const last = nullCode - 1
      for (let row = 0; row < count; row++) {
        const mode = width === 0 ? last : largest(rows, hot + row * stride, width)
        const scalar = isScalar ? rows[offset + row * stride]! : 0
        units[row] =
          mode < 0 || mode > last
            ? Number.NaN
            : scale === undefined
              ? place(table, mode, scalar)
              : scale.inverse(scalar)
      }
      return toColumn(plan, units)
    },
    codeOf(value) {
      const units = toUnits(value, plan.grid)
      const isOnGrid = toGrid(plan.grid, units) === units && units / plan.grid.factor === value
      if (nullCode === 0 || !isOnGrid || units < plan.low || units > plan.high) return undefined
      if (scale !== undefined) return 0
      const modes = new Int32Array(1)
      encodeModes(Float64Array.of(units), table, modes, new Float64Array(1))
      const isReached = Math.abs(units - plan.centers[modes[0]!]!) <= plan.widths[modes[0]!]!
      return isReached ? modes[0] : undefined
    },
  }
}

/** Index of the largest of `width` numbers from `at` on, the first among equals. */
export function largest(rows: Float32Array, at: number, width: number): number {
  let best = 0
  for (let i = 1; i < width; i++) if (rows[at + i]! > rows[at + best]!) best = i
  return best
}

function modeTable({ centers, widths, shares }: NumberPlan): ModeTable {
  const logHeights = shares.map((share, k) => Math.log(share / (widths[k]! || 1)))
  return { centers, widths, logHeights, limit: scalarLimit }
}

function place({ centers, widths }: ModeTable, mode: number, scalar: number): number {
  const within = scalar > 1 ? 1 : scalar < -1 ? -1 : scalar
  return centers[mode]! + within * widths[mode]!
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

/** The column in units of the grid, NaN where null. A null where training had none is an `ASDF_DATA_INVALID`. */
function unitsOf(plan: NumberPlan, { values, valid }: NumericColumn | DatetimeColumn): Float64Array {
  const units = new Float64Array(values.length)
  const { factor, step } = plan.grid
  for (let row = 0; row < units.length; row++) {
    const value = values[row]!
    if (valid !== undefined && valid[row] === 0) {
      if (!plan.hasNull) throw noNulls(plan.field.name, row)
      units[row] = Number.NaN
    } else if (Number.isFinite(value)) {
      units[row] = (step === 0 ? value * factor : Math.round(value * factor)) + 0
    } else {
      throw dataError(plan.field.name, row, `is not a finite number, got ${value}; remove or replace it`)
    }
    if (plan.centers.length === 0 && plan.knots.length === 0 && !Number.isNaN(units[row]!)) {
      throw dataError(plan.field.name, row, `is ${value}, but no training row has any value; fit on such rows too`)
    }
  }
  return units
}

function toColumn({ field, grid, low, high }: NumberPlan, units: Float64Array): Column {
  const values = new Float64Array(units.length)
  let valid: Uint8Array | undefined
  for (let row = 0; row < units.length; row++) {
    const unit = units[row]!
    if (Number.isNaN(unit)) {
      valid ??= new Uint8Array(units.length).fill(1)
      valid[row] = 0
      values[row] = Number.NaN
      continue
    }
    const rounded = toGrid(grid, unit)
    values[row] = (rounded < low ? low : rounded > high ? high : rounded) / grid.factor
  }
  return { kind: field.kind, values, ...(valid && { valid }) }
}

/** The error for a null in a column that had none in training. */
export function noNulls(column: string, row: number): AsdfError {
  return dataError(
    column,
    row,
    'has no value, but every training row had one; impute it, or fit on rows with nulls too',
  )
}

/** The error for a row, counted from 0. */
export function dataError(column: string, row: number, fault: string): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', `encode: column '${column}', row ${row + 1} ${fault}`, {
    column,
    row: row + 1,
  })
}

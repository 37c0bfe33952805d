import type { Column, DatetimeField, Field, NumericField } from '@asdf/contract'
import type { Codec, Encoder, EncoderId, EncoderOptions, EncoderState, PlacedEncoder } from './encoder.ts'
import type { QuantileOptions } from './quantile.ts'
import type { Scale } from './scale.ts'
import { AsdfError } from '@asdf/contract'
import { checkColumn } from '../check-table.ts'
import { checkEncoderOptions, checkNumbers, checkPresent, dataError, placedEncoder } from './encoder.ts'
import { checkQuantileOptions, quantileScale, quantileState } from './quantile.ts'
import { roundToField } from './round-to-field.ts'

const largestSquarable = 2 ** 450
/** What very large values are multiplied by: a power of two, so that it is exact. */
export const hugeUnit = 2 ** -600

/** Leaves numbers as they are; datetimes become milliseconds. */
export function identityEncoder(options: EncoderOptions = {}): Encoder {
  return scalingEncoder('none', options, () => ({}))
}

/** Scales numbers and datetimes to [0, 1], as scikit-learn's MinMaxScaler does; a constant becomes 0. */
export function minMaxEncoder(options: EncoderOptions = {}): Encoder {
  return scalingEncoder('minMax', options, (values) => {
    const unit = unitFor(values)
    const [low, high] = rangeOf(values).map((value) => value * unit) as [number, number]
    return { shift: low, scale: high > low ? high - low : 1, ...(unit !== 1 && { unit }) }
  })
}

/** Scales to mean 0 and variance 1 (divided by n), as scikit-learn's StandardScaler does; a constant becomes 0. */
export function standardEncoder(options: EncoderOptions = {}): Encoder {
  return scalingEncoder('standard', options, (present) => {
    if (present.length === 0) return { shift: 0, scale: 1 }
    const unit = unitFor(present)
    const values = unit === 1 ? present : present.map((value) => value * unit)
    const [low, high] = rangeOf(values)
    const units = unit === 1 ? {} : { unit }
    if (low === high) return { shift: low, scale: 1, ...units }
    const mean = values.reduce((sum, value) => sum + (value - low), 0) / values.length + low
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return { shift: mean, scale: Math.sqrt(variance) || 1, ...units }
  })
}

/**
 * Maps values to their quantiles, so that the result is uniform on [0, 1] or standard normal, as scikit-learn's
 * QuantileTransformer does, ties and ends included. Normal values are cut at ±5.2, the quantiles of 1e-7.
 */
export function quantileEncoder(options: QuantileOptions = {}): Encoder {
  const known = { nulls: 'error', distribution: 'uniform', quantiles: 1000 }
  const encoder = scalingEncoder('quantile', options, (values) => quantileState(values, options), known)
  checkQuantileOptions(options)
  return encoder
}

/** The encoder for the state of one of the above. */
export function restoreScaling(state: EncoderState): PlacedEncoder {
  const field = state['field'] as unknown as NumericField | DatetimeField
  return placedEncoder(scalingCodec(field, scaleOf(state), state), state)
}

function scalingEncoder(
  id: EncoderId,
  options: EncoderOptions,
  learn: (values: Float64Array) => Readonly<Record<string, number | string | readonly number[]>>,
  known?: object,
): Encoder {
  const nulls = checkEncoderOptions(`${id}Encoder`, options, known)
  return {
    id,
    fit(field, column) {
      checkColumn(`${id}Encoder.fit`, field, column)
      if ((column.kind !== 'numeric' && column.kind !== 'datetime') || field.kind !== column.kind) {
        throw wrongKind(id, field, 'numeric or datetime')
      }
      if (nulls === 'error') checkPresent(field, column, nulls)
      checkNumbers(field, column.values, column.valid)
      const present = presentValues(column.values, column.valid)
      const grid = field.kind === 'datetime' ? { grid: timeGrid(present), range: [...rangeOf(present)] } : {}
      return restoreScaling({ encoder: id, nulls, field: { ...field }, ...grid, ...learn(present) })
    },
  }
}

function scaleOf(state: EncoderState): Scale {
  if (state.encoder === 'none') return { forward: (value) => value, inverse: (value) => value }
  if (state.encoder === 'quantile') return quantileScale(state)
  const { shift, scale, unit = 1 } = state as unknown as { shift: number; scale: number; unit?: number }
  return {
    forward: (value) => finite((value * unit - shift) / scale),
    inverse: (value) => finite((value * scale + shift) / unit),
  }
}

/** What values are multiplied by, so that neither their range nor the sum of their squares leaves that of doubles. */
function unitFor(values: Float64Array): number {
  const [low, high] = rangeOf(values)
  return Math.max(-low, high) > largestSquarable ? hugeUnit : 1
}

function finite(value: number): number {
  if (value > Number.MAX_VALUE) return Number.MAX_VALUE
  return value < -Number.MAX_VALUE ? -Number.MAX_VALUE : value
}

function scalingCodec(field: NumericField | DatetimeField, scale: Scale, state: EncoderState): Codec {
  return {
    field,
    names: [field.name],
    write(column, out, { offset, stride }) {
      const { values } = column as Column & { values: Float64Array }
      checkNumbers(field, values, column.valid)
      for (let row = 0; row < values.length; row++) out[offset + row * stride] = scale.forward(values[row]!)
    },
    read(values, rowCount, { offset, stride }) {
      const decoded = new Float64Array(rowCount)
      for (let row = 0; row < rowCount; row++) {
        const value = values[offset + row * stride]!
        if (Number.isNaN(value)) throw dataError(field.name, row, 'is NaN; give it numbers', 'decode')
        decoded[row] = scale.inverse(value)
      }
      if (field.kind === 'numeric') return { kind: 'numeric', values: roundToField(decoded, field) }
      const { grid, range } = state as unknown as { grid: number; range: [number, number] }
      return { kind: 'datetime', values: roundToGrid(decoded, grid, range) }
    },
  }
}

function presentValues(values: Float64Array, valid: Uint8Array | undefined): Float64Array {
  return valid === undefined ? values : values.filter((_, row) => valid[row] === 1)
}

function rangeOf(values: Float64Array): readonly [number, number] {
  if (values.length === 0) return [0, 0]
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** The coarsest unit that all moments are whole multiples of: days, hours, minutes, seconds, milliseconds, or none (0). */
function timeGrid(values: Float64Array): number {
  const units = [86_400_000, 3_600_000, 60_000, 1000, 1]
  return units.find((unit) => values.every((value) => value % unit === 0)) ?? 0
}

function roundToGrid(values: Float64Array, grid: number, [low, high]: [number, number]): Float64Array {
  return values.map((value) => {
    const rounded = grid === 0 ? value : Math.round(value / grid) * grid
    return rounded < low ? low : rounded > high ? high : rounded
  })
}

/** The error for a column whose kind an encoder cannot take. */
export function wrongKind(id: EncoderId, field: Field, expected: string): AsdfError {
  return new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${id} encoder: column '${field.name}' should be ${expected}, got ${field.kind}; choose another encoder or leave it out`,
    { column: field.name, expected, received: field.kind },
  )
}

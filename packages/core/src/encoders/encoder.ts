import type { Column, Field, JsonObject } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkColumn } from '../check-table.ts'
import { checkChoiceOption, checkOptionNames } from '../options.ts'
import { columnLength } from '../table.ts'

/** A way to write columns as numbers, with its options chosen. */
export interface Encoder {
  readonly id: EncoderId
  /** Learns from a column what encoding and decoding need. */
  fit(field: Field, column: Column): FittedEncoder
}

/** Encodes columns of one field as numbers and back. */
export interface FittedEncoder {
  readonly field: Field
  /** Numbers for each row. */
  readonly width: number
  /** What each number is, such as `color=red`. */
  readonly names: readonly string[]
  /** Shape `[rows, width]`, row by row. */
  encode(column: Column): Float64Array
  /**
   * The column for `rowCount` rows of numbers, rounded to what the field can hold. Any numbers will do, infinite ones too;
   * NaN for a number or a datetime is an `ASDF_DATA_INVALID`.
   */
  decode(values: Float64Array, rowCount?: number): Column
  /** All there is to it: `restoreEncoder(state)` gives the same encoder. */
  readonly state: EncoderState
}

export type EncoderId = 'none' | 'minMax' | 'standard' | 'quantile' | 'oneHot' | 'ordinal'

export type EncoderState = JsonObject & { readonly encoder: EncoderId; readonly nulls: NullPolicy }

/** Refuse nulls, or encode them as one more number that is 1 where the value is null. */
export type NullPolicy = 'error' | 'indicator'

export interface EncoderOptions {
  readonly nulls?: NullPolicy
}

/** Where the numbers of a column lie in an array of rows: those of row i start at `offset + i * stride`. */
export interface Place {
  readonly offset: number
  readonly stride: number
}

/** What an encoder does with values that are present, and with the numbers that stand for them. */
export interface Codec {
  readonly field: Field
  readonly names: readonly string[]
  write(column: Column, out: Float64Array, place: Place): void
  read(values: Float64Array, rowCount: number, place: Place): Column
}

/** A fitted encoder around a codec: adds the null indicator. */
export interface PlacedEncoder extends FittedEncoder {
  encodeInto(column: Column, out: Float64Array, place: Place): void
  decodeFrom(values: Float64Array, rowCount: number, place: Place): Column
}

/** Refuses options that an encoder does not know, and a null policy that is none. Returns the policy. */
export function checkEncoderOptions(
  name: string,
  options: EncoderOptions,
  known: object = { nulls: 'error' },
): NullPolicy {
  checkOptionNames(name, options, known)
  const { nulls = 'error' } = options
  checkChoiceOption(name, 'nulls', nulls, ['error', 'indicator'])
  return nulls
}

export function placedEncoder(codec: Codec, state: EncoderState): PlacedEncoder {
  const { field } = codec
  const marked = state.nulls === 'indicator' && field.nullable
  const inner = codec.names.length
  const names = marked ? [...codec.names, `${field.name} is null`] : codec.names
  const width = names.length

  function encodeInto(column: Column, out: Float64Array, place: Place): void {
    checkKind(field, column)
    if (!marked) checkPresent(field, column, state.nulls)
    codec.write(column, out, place)
    if (marked) markNulls(column, out, { offset: place.offset, stride: place.stride }, inner)
  }

  function decodeFrom(values: Float64Array, rowCount: number, place: Place): Column {
    const column = codec.read(values, rowCount, place)
    return marked ? withNulls(column, values, place, inner) : column
  }

  return {
    field,
    width,
    names,
    state,
    encodeInto,
    decodeFrom,
    encode(column) {
      checkColumn('encode', field, column)
      const out = new Float64Array(columnLength(column) * width)
      encodeInto(column, out, { offset: 0, stride: width })
      return out
    },
    decode(values, rowCount = width === 0 ? 0 : values.length / width) {
      checkLength(values, rowCount, width)
      return decodeFrom(values, rowCount, { offset: 0, stride: width })
    },
  }
}

function markNulls(column: Column, out: Float64Array, { offset, stride }: Place, inner: number): void {
  const { valid } = column
  const rowCount = columnLength(column)
  for (let row = 0; row < rowCount; row++) {
    const isNull = valid !== undefined && valid[row] === 0
    const at = offset + row * stride
    if (isNull) out.fill(0, at, at + inner)
    out[at + inner] = isNull ? 1 : 0
  }
}

function withNulls(column: Column, values: Float64Array, { offset, stride }: Place, inner: number): Column {
  const valid = column.valid ?? new Uint8Array(columnLength(column)).fill(1)
  for (let row = 0; row < valid.length; row++) if (values[offset + row * stride + inner]! >= 0.5) valid[row] = 0
  if (!valid.includes(0)) return column
  for (let row = 0; row < valid.length; row++) if (valid[row] === 0) clearRow(column, row)
  return { ...column, valid }
}

/** Puts what null rows hold into a column that was just made. */
function clearRow(column: Column, row: number): void {
  if (column.kind === 'categorical') column.codes[row] = -1
  else if (column.kind === 'boolean') column.values[row] = 0
  else if (column.kind === 'numeric' || column.kind === 'datetime') column.values[row] = Number.NaN
}

function checkKind(field: Field, column: Column): void {
  if (field.kind === column.kind) return
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `encode: column '${field.name}' should be ${field.kind}, got ${column.kind}; encode tables of the fitted schema`,
    { column: field.name, expected: field.kind, received: column.kind },
  )
}

/** Fails at the first null, or the first number that is not finite. */
export function checkPresent(field: Field, column: Column, nulls: NullPolicy): void {
  const row = column.valid?.indexOf(0) ?? -1
  if (row >= 0) {
    const remedy =
      nulls === 'error' ? "impute it first, or encode with nulls: 'indicator'" : 'the fitted column had none'
    throw dataError(field.name, row, `has no value; ${remedy}`)
  }
}

/** Fails at the first present number that is not finite. */
export function checkNumbers(field: Field, values: Float64Array, valid: Uint8Array | undefined): void {
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row]!) || (valid !== undefined && valid[row] === 0)) continue
    throw dataError(field.name, row, `is not a finite number, got ${values[row]}; remove or replace it`)
  }
}

export function dataError(column: string, row: number, fault: string, where = 'encode'): AsdfError {
  return new AsdfError('ASDF_DATA_INVALID', `${where}: column '${column}', row ${row + 1} ${fault}`, {
    column,
    row: row + 1,
  })
}

function checkLength(values: Float64Array, rowCount: number, width: number): void {
  if (values.length === rowCount * width) return
  throw new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `decode: needs ${width} numbers for each of ${rowCount} rows, got ${values.length}; give it whole rows`,
    { expected: [Math.floor(rowCount), width], received: [values.length] },
  )
}

import type { Field, JsonObject, JsonValue, Schema, Table, Tensor } from '@asdf/contract'
import type { Encoder, NullPolicy, PlacedEncoder } from './encoder.ts'
import { AsdfError } from '@asdf/contract'
import { artifactFault } from '../artifacts/checks.ts'
import { checkTable } from '../check-table.ts'
import { featureIndices, fieldIndex } from '../fields.ts'
import { checkChoiceOption, checkOptionNames, optionError } from '../options.ts'
import { checkSameColumns } from '../table.ts'
import { oneHotEncoder, ordinalEncoder } from './categories.ts'
import { restoreEncoder } from './restore-encoder.ts'
import { identityEncoder, minMaxEncoder, quantileEncoder, standardEncoder } from './scaling.ts'

export interface TableEncoderOptions {
  /** For numbers and datetimes. Default `minMax`. */
  readonly numeric: 'minMax' | 'standard' | 'quantile' | 'quantileNormal' | 'none'
  /** For categories and booleans. Default `oneHot`. */
  readonly categorical: 'oneHot' | 'ordinal'
  /** Default `error`. */
  readonly nulls: NullPolicy
  /** Which columns to encode. Default: all with the role `feature`, `sensitive` or `target`. */
  readonly columns: readonly string[] | undefined
}

export interface TableEncoder {
  fit(table: Table): FittedTableEncoder
}

export interface FittedTableEncoder {
  /** The fields that are encoded, in order: the schema of decoded tables. */
  readonly schema: Schema
  /** Numbers for each row. */
  readonly width: number
  /** What each number is. */
  readonly names: readonly string[]
  /** The first number of each field and how many it has. */
  readonly spans: readonly { readonly start: number; readonly width: number }[]
  /** Shape `[rowCount, width]`. The table may have more columns, in any order. */
  encode(table: Table): Tensor<'f64'>
  decode(matrix: Tensor<'f64'>): Table
  /** All there is to it: `restoreTableEncoder(state)` gives the same encoder. */
  readonly state: JsonObject
}

const defaults: TableEncoderOptions = { numeric: 'minMax', categorical: 'oneHot', nulls: 'error', columns: undefined }

/** Encodes tables as matrices and back, each column by the encoder for its kind. Text is an `ASDF_SCHEMA_MISMATCH`. */
export function tableEncoder(options: Partial<TableEncoderOptions> = {}): TableEncoder {
  checkOptionNames('tableEncoder', options, defaults)
  const { numeric, categorical, nulls, columns } = { ...defaults, ...options }
  checkChoiceOption('tableEncoder', 'numeric', numeric, ['minMax', 'standard', 'quantile', 'quantileNormal', 'none'])
  checkChoiceOption('tableEncoder', 'categorical', categorical, ['oneHot', 'ordinal'])
  checkChoiceOption('tableEncoder', 'nulls', nulls, ['error', 'indicator'])
  if (columns !== undefined && !Array.isArray(columns)) {
    throw optionError('tableEncoder', 'columns', columns, 'must be an array of column names')
  }
  const forNumbers = numericEncoder(numeric, nulls)
  const forCategories = categorical === 'oneHot' ? oneHotEncoder({ nulls }) : ordinalEncoder({ nulls })
  return {
    fit(table) {
      checkTable('tableEncoder.fit', table)
      const indices =
        columns === undefined
          ? encodedIndices(table.schema)
          : columns.map((name: string) => fieldIndex(table.schema, name))
      const encoders = indices.map((index) => {
        const field = table.schema.fields[index]!
        if (field.kind === 'text') throw textError(field)
        const encoder = field.kind === 'numeric' || field.kind === 'datetime' ? forNumbers : forCategories
        return encoder.fit(field, table.columns[index]!).state
      })
      return restoreTableEncoder({ encoders })
    },
  }
}

/** The encoder whose `state` this is; anything else is an `ASDF_ARTIFACT_INVALID`. */
export function restoreTableEncoder(state: JsonValue | undefined): FittedTableEncoder {
  const states = (state as { encoders?: unknown } | null | undefined)?.encoders
  if (!Array.isArray(states)) throw artifactFault('content', 'has no readable encoder state')
  const encoders = states.map((encoder: JsonValue) => restoreEncoder(encoder))
  const schema: Schema = { fields: encoders.map((encoder) => encoder.field) }
  const names = encoders.flatMap((encoder) => encoder.names)
  const spans = spansOf(encoders)
  const width = names.length
  return {
    schema,
    width,
    names,
    spans,
    state: { encoders: encoders.map((encoder) => encoder.state) },
    encode(table) {
      checkTable('tableEncoder.encode', table)
      const data = new Float64Array(table.rowCount * width)
      encoders.forEach((encoder, index) => {
        const at = fieldIndex(table.schema, encoder.field.name)
        checkSameColumns({ fields: [encoder.field] }, { fields: [table.schema.fields[at]!] })
        encoder.encodeInto(table.columns[at]!, data, { offset: spans[index]!.start, stride: width })
      })
      return { dtype: 'f64', shape: [table.rowCount, width], data }
    },
    decode(matrix) {
      const rowCount = checkShape(matrix, width)
      const columns = encoders.map((encoder, index) =>
        encoder.decodeFrom(matrix.data, rowCount, { offset: spans[index]!.start, stride: width }),
      )
      return { schema, rowCount, columns }
    },
  }
}

export interface EncodedFeatures {
  /** Shape `[rowCount, names.length]`. */
  readonly matrix: Tensor<'f64'>
  readonly names: readonly string[]
  readonly encoder: FittedTableEncoder
}

/** Fits an encoder to the columns that models learn from (roles `feature` and `sensitive`) and encodes them. */
export function encodeFeatures(table: Table, options: Partial<TableEncoderOptions> = {}): EncodedFeatures {
  checkTable('encodeFeatures', table)
  const columns = featureIndices(table.schema).map((index) => table.schema.fields[index]!.name)
  const encoder = tableEncoder({ columns, ...options }).fit(table)
  return { matrix: encoder.encode(table), names: encoder.names, encoder }
}

function numericEncoder(name: TableEncoderOptions['numeric'], nulls: NullPolicy): Encoder {
  switch (name) {
    case 'minMax':
      return minMaxEncoder({ nulls })
    case 'standard':
      return standardEncoder({ nulls })
    case 'quantile':
      return quantileEncoder({ nulls })
    case 'quantileNormal':
      return quantileEncoder({ nulls, distribution: 'normal' })
    case 'none':
      return identityEncoder({ nulls })
  }
}

function encodedIndices(schema: Schema): number[] {
  return schema.fields.flatMap(({ role }, index) => (role === 'identifier' || role === 'weight' ? [] : [index]))
}

function spansOf(encoders: readonly PlacedEncoder[]): { start: number; width: number }[] {
  let start = 0
  return encoders.map(({ width }) => {
    const span = { start, width }
    start += width
    return span
  })
}

function checkShape(matrix: Tensor<'f64'>, width: number): number {
  // From JavaScript it may be the numbers alone, or nothing.
  const { shape = [], data } = (matrix ?? {}) as Partial<Tensor<'f64'>>
  const [rowCount = -1, columns = -1] = shape
  const isSound = shape.length === 2 && columns === width && data instanceof Float64Array
  if (isSound && data.length === rowCount * width) return rowCount
  throw new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `decode: needs a matrix of ${width} columns, got shape [${Array.from(shape).join(', ')}]; decode what this encoder encoded`,
    { expected: [rowCount, width], received: shape },
  )
}

function textError(field: Field): AsdfError {
  return new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `tableEncoder: column '${field.name}' is text, which has no encoder; drop it or make it an identifier`,
    { column: field.name, expected: 'numeric, datetime, categorical or boolean', received: 'text' },
  )
}

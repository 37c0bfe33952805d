import type { BooleanField, CategoricalField, Column } from '@asdf/contract'
import type { Codec, Encoder, EncoderId, EncoderOptions, EncoderState, PlacedEncoder } from './encoder.ts'
import { AsdfError } from '@asdf/contract'
import { checkColumn } from '../check-table.ts'
import { classCodes, classNames } from '../fields.ts'
import { checkEncoderOptions, checkPresent, placedEncoder } from './encoder.ts'
import { wrongKind } from './scaling.ts'

/** One number for each category, 1 for the one that is present; decoding takes the category with the largest number. */
export function oneHotEncoder(options: EncoderOptions = {}): Encoder {
  return categoryEncoder('oneHot', options)
}

/** The category's code, in the order of the field; decoding takes the nearest code. */
export function ordinalEncoder(options: EncoderOptions = {}): Encoder {
  return categoryEncoder('ordinal', options)
}

/** The encoder for the state of one of the above. */
export function restoreCategories(state: EncoderState): PlacedEncoder {
  const field = state['field'] as unknown as CategoricalField | BooleanField
  return placedEncoder(state.encoder === 'oneHot' ? oneHotCodec(field) : ordinalCodec(field), state)
}

function categoryEncoder(id: EncoderId, options: EncoderOptions): Encoder {
  const nulls = checkEncoderOptions(`${id}Encoder`, options)
  return {
    id,
    fit(field, column) {
      checkColumn(`${id}Encoder.fit`, field, column)
      if ((field.kind !== 'categorical' && field.kind !== 'boolean') || field.kind !== column.kind) {
        throw wrongKind(id, field, 'categorical or boolean')
      }
      if (nulls === 'error') checkPresent(field, column, nulls)
      return restoreCategories({ encoder: id, nulls, field: { ...field } })
    },
  }
}

function oneHotCodec(field: CategoricalField | BooleanField): Codec {
  const categories = classNames(field)
  const width = categories.length
  return {
    field,
    names: categories.map((category) => `${field.name}=${category}`),
    write(column, out, { offset, stride }) {
      knownCodes(field, column).forEach((code, row) => {
        const at = offset + row * stride
        out.fill(0, at, at + width)
        if (code >= 0) out[at + code] = 1
      })
    },
    read(values, rowCount, { offset, stride }) {
      const codes = new Int32Array(rowCount)
      for (let row = 0; row < rowCount; row++) codes[row] = largest(values, offset + row * stride, width)
      return columnFrom(field, codes)
    },
  }
}

function ordinalCodec(field: CategoricalField | BooleanField): Codec {
  const last = classNames(field).length - 1
  return {
    field,
    names: [field.name],
    write(column, out, { offset, stride }) {
      knownCodes(field, column).forEach((code, row) => {
        out[offset + row * stride] = code
      })
    },
    read(values, rowCount, { offset, stride }) {
      const codes = new Int32Array(rowCount)
      for (let row = 0; row < rowCount; row++) {
        codes[row] = Math.min(last, Math.max(0, Math.round(values[offset + row * stride]!)))
      }
      return columnFrom(field, codes)
    },
  }
}

/** The codes of a column, -1 where null; a code the field does not know is an `ASDF_DATA_INVALID`. */
function knownCodes(field: CategoricalField | BooleanField, column: Column): Int32Array {
  const codes = classCodes(column)
  const count = classNames(field).length
  const row = codes.findIndex((code) => code >= count)
  if (row < 0) return codes
  throw new AsdfError(
    'ASDF_DATA_INVALID',
    `encode: column '${field.name}', row ${row + 1} has the code ${codes[row]} of ${count} categories; use the fitted schema`,
    { column: field.name, row: row + 1 },
  )
}

function columnFrom(field: CategoricalField | BooleanField, codes: Int32Array): Column {
  if (field.kind === 'boolean') return { kind: 'boolean', values: Uint8Array.from(codes) }
  // A field without categories has nothing but nulls.
  if (field.categories.length > 0) return { kind: 'categorical', codes }
  return { kind: 'categorical', codes: codes.fill(-1), valid: new Uint8Array(codes.length) }
}

/** Index of the largest of `width` values from `at` on, the first among equals; -1 when there are none. */
function largest(values: Float64Array, at: number, width: number): number {
  let best = width === 0 ? -1 : 0
  for (let i = 1; i < width; i++) if (values[at + i]! > values[at + best]!) best = i
  return best
}

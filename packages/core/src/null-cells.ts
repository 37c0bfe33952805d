import type { Column, Field } from '@asdf/contract'
import { aColumn, aCount, aField, bytes, checkForms, optional } from './argument-forms.ts'
import { clearImages } from './nested/image-column.ts'
import { clearSeries } from './nested/series-column.ts'

/**
 * The column with nulls where `valid` is 0: those cells hold what null cells hold (NaN, code -1, 0 or ''), whatever was in
 * them. Without `valid`, or where it holds no 0, the column has no nulls.
 */
export function withNulls(column: Column, valid: Uint8Array | undefined): Column {
  checkForms('withNulls', { column: [column, aColumn], valid: [valid, optional(bytes)] })
  const { valid: _, ...bare } = column
  if (valid === undefined || !valid.includes(0)) return bare
  switch (bare.kind) {
    case 'numeric':
    case 'datetime':
      return { ...bare, values: bare.values.map((value, row) => (valid[row] === 0 ? Number.NaN : value)), valid }
    case 'categorical':
      return { ...bare, codes: bare.codes.map((code, row) => (valid[row] === 0 ? -1 : code)), valid }
    case 'boolean':
      return { ...bare, values: bare.values.map((value, row) => (valid[row] === 0 ? 0 : value)), valid }
    case 'text':
      return { ...bare, values: bare.values.map((value, row) => (valid[row] === 0 ? '' : value)), valid }
    case 'image':
      return clearImages(bare, valid)
    case 'series':
      return clearSeries(bare, valid)
  }
}

/** A column of the field in which all `rowCount` cells are null. */
export function nullCells(field: Field, rowCount: number): Column {
  checkForms('nullCells', { field: [field, aField], rowCount: [rowCount, aCount] })
  const valid = rowCount === 0 ? {} : { valid: new Uint8Array(rowCount) }
  switch (field.kind) {
    case 'numeric':
    case 'datetime':
      return { kind: field.kind, values: new Float64Array(rowCount).fill(Number.NaN), ...valid }
    case 'categorical':
      return { kind: 'categorical', codes: new Int32Array(rowCount).fill(-1), ...valid }
    case 'boolean':
      return { kind: 'boolean', values: new Uint8Array(rowCount), ...valid }
    case 'text':
      return { kind: 'text', values: new Array<string>(rowCount).fill(''), ...valid }
    case 'image':
      return { kind: 'image', pixels: new Uint8Array(rowCount * field.height * field.width * field.channels), ...valid }
    case 'series': {
      const times = field.time === undefined ? {} : { times: new Float64Array(0) }
      return { kind: 'series', offsets: new Uint32Array(rowCount + 1), values: new Float64Array(0), ...times, ...valid }
    }
  }
}

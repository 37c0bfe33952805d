import type { Schema } from './schema.ts'

interface ColumnBase {
  /** One byte per row, 1 where a value is present. Absent when the column has no nulls. */
  readonly valid?: Uint8Array
}

/** Numbers, one a row. */
export interface NumericColumn extends ColumnBase {
  readonly kind: 'numeric'
  readonly values: Float64Array
}

/** Categories by their codes, one a row. */
export interface CategoricalColumn extends ColumnBase {
  readonly kind: 'categorical'
  /** Indices into the field's `categories`. */
  readonly codes: Int32Array
}

/** True and false as 1 and 0, one a row. */
export interface BooleanColumn extends ColumnBase {
  readonly kind: 'boolean'
  readonly values: Uint8Array
}

/** Moments, one a row. */
export interface DatetimeColumn extends ColumnBase {
  readonly kind: 'datetime'
  /** Milliseconds since the Unix epoch. */
  readonly values: Float64Array
}

/** Texts, one a row. */
export interface TextColumn extends ColumnBase {
  readonly kind: 'text'
  readonly values: readonly string[]
}

/** Pictures, one a row. */
export interface ImageColumn extends ColumnBase {
  readonly kind: 'image'
  /** One block of height × width × channels bytes a row, row-major, channels last. Nulls hold zeros. */
  readonly pixels: Uint8Array
}

/** Sequences of steps, one a row. */
export interface SeriesColumn extends ColumnBase {
  readonly kind: 'series'
  /** [rows + 1] Steps of row i are `offsets[i]` (inclusive) to `offsets[i + 1]` (exclusive), as in Arrow's lists. Nulls have none. */
  readonly offsets: Uint32Array
  /** [steps × channels] One number per step and channel, step after step: a value, a code, 0 or 1, or milliseconds. NaN for a null. */
  readonly values: Float64Array
  /** [steps] Times of the steps, never falling within a row: numbers, or milliseconds since the Unix epoch. */
  readonly times?: Float64Array
}

/** The values of one column, in the array that suits its kind. */
export type Column =
  NumericColumn | CategoricalColumn | BooleanColumn | DatetimeColumn | TextColumn | ImageColumn | SeriesColumn

/** A column that holds one value a row. */
export type ScalarColumn = Exclude<Column, ImageColumn | SeriesColumn>

/**
 * Rows stored by column: plain data with no methods, so it can be cloned,
 * frozen, or posted to a worker. `columns[i]` holds `schema.fields[i]`.
 */
export interface Table {
  readonly schema: Schema
  readonly rowCount: number
  readonly columns: readonly Column[]
}

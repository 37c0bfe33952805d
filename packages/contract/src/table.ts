import type { Schema } from './schema.ts'

interface ColumnBase {
  /** One byte per row, 1 where a value is present. Absent when the column has no nulls. */
  readonly valid?: Uint8Array
}

export interface NumericColumn extends ColumnBase {
  readonly kind: 'numeric'
  readonly values: Float64Array
}

export interface CategoricalColumn extends ColumnBase {
  readonly kind: 'categorical'
  /** Indices into the field's `categories`. */
  readonly codes: Int32Array
}

export interface BooleanColumn extends ColumnBase {
  readonly kind: 'boolean'
  readonly values: Uint8Array
}

export interface DatetimeColumn extends ColumnBase {
  readonly kind: 'datetime'
  /** Milliseconds since the Unix epoch. */
  readonly values: Float64Array
}

export interface TextColumn extends ColumnBase {
  readonly kind: 'text'
  readonly values: readonly string[]
}

export type Column = NumericColumn | CategoricalColumn | BooleanColumn | DatetimeColumn | TextColumn

/**
 * Rows stored by column: plain data with no methods, so it can be cloned,
 * frozen, or posted to a worker. `columns[i]` holds `schema.fields[i]`.
 */
export interface Table {
  readonly schema: Schema
  readonly rowCount: number
  readonly columns: readonly Column[]
}

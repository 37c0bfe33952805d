/** What a column means, whatever array it is stored in. */
export type ColumnKind = 'numeric' | 'categorical' | 'boolean' | 'datetime' | 'text'

/** What a column is for. Synthesizers and metrics read roles instead of taking column names as options. */
export type ColumnRole = 'feature' | 'target' | 'identifier' | 'sensitive' | 'weight'

interface FieldBase<Kind extends ColumnKind> {
  readonly name: string
  readonly kind: Kind
  readonly role: ColumnRole
  readonly nullable: boolean
}

export interface NumericField extends FieldBase<'numeric'> {
  readonly integer: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** Most digits after the decimal point of any value, when the column sits on such a grid. */
  readonly decimals?: number
}

export interface CategoricalField extends FieldBase<'categorical'> {
  /** Every category the column may hold; a code is an index into this list. */
  readonly categories: readonly string[]
  readonly ordered: boolean
}

export interface BooleanField extends FieldBase<'boolean'> {
  /** How false and true are spelled in text, such as `['no', 'yes']`; `['false', 'true']` when absent. */
  readonly labels?: readonly [whenFalse: string, whenTrue: string]
}

/** How a datetime is written: the date alone, or with a time of day after a blank or a `T`, with or without a zone. */
export type DatetimeFormat = 'date' | 'datetime-space' | 'datetime-t' | 'datetime-zone'

export interface DatetimeField extends FieldBase<'datetime'> {
  /** ISO 8601 with zone when absent. */
  readonly format?: DatetimeFormat
}

export interface TextField extends FieldBase<'text'> {}

export type Field = NumericField | CategoricalField | BooleanField | DatetimeField | TextField

export interface Schema {
  readonly fields: readonly Field[]
}

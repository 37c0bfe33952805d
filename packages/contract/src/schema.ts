/** What a column means, whatever array it is stored in. */
export type ColumnKind = 'numeric' | 'categorical' | 'boolean' | 'datetime' | 'text' | 'image' | 'series'

/** Kinds that hold one value a row; images and series hold many. */
export type ScalarKind = Exclude<ColumnKind, 'image' | 'series'>

/** What a column is for. Synthesizers and metrics read roles instead of taking column names as options. */
export type ColumnRole = 'feature' | 'target' | 'identifier' | 'sensitive' | 'weight'

interface FieldBase<Kind extends ColumnKind> {
  readonly name: string
  readonly kind: Kind
  readonly role: ColumnRole
  readonly nullable: boolean
  /** How a null is written in text, such as `NA`; the empty cell when absent. */
  readonly nullText?: string
}

/** How the numbers of a column are written in text, where that differs from the shortest decimal number. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is not a JsonObject
export type NumberFormat = {
  /** At least this number of digits after the decimal mark: 1 writes 41 as `41.0`. 0 when absent. */
  readonly minimumDecimals?: number
  /** `.` when absent. */
  readonly decimalMark?: ','
  /** What separates groups of thousands, such as `,` or a non-breaking blank; no groups when absent. */
  readonly thousandsMark?: string
  /** Indian groups, as in 12,34,567; groups of three digits when absent. */
  readonly grouping?: 'indian'
  /** What stands before the number, such as `$` or `€ `. */
  readonly prefix?: string
  /** What stands after the number, such as `%` or ` €`. The value of `5 %` is 5. */
  readonly suffix?: string
  /** `(5)`, `5-`, `$-5`, or U+2212 before all else; a hyphen before all else when absent. */
  readonly negative?: 'parentheses' | 'trailing' | 'after-prefix' | 'minus-sign'
  /** Numbers above 0 have a plus, or 0 has one too. */
  readonly plus?: 'positive' | 'all'
  /** Scientific notation with a sign and at least two digits in the exponent: `1.50e+03`. */
  readonly exponent?: 'e' | 'E'
}

/** A column of numbers. */
export interface NumericField extends FieldBase<'numeric'> {
  readonly integer: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** Most digits after the decimal point of any value, when the column sits on such a grid. */
  readonly decimals?: number
  /** The shortest decimal number that reads back the same when absent. */
  readonly format?: NumberFormat
}

/** A column whose values come from a list. */
export interface CategoricalField extends FieldBase<'categorical'> {
  /** Every category the column may hold; a code is an index into this list. */
  readonly categories: readonly string[]
  readonly ordered: boolean
  /** The categories spell numbers, which is what plain rows hold: a category `3` is the number 3 there. */
  readonly numbers?: true
}

/** A column of true and false. */
export interface BooleanField extends FieldBase<'boolean'> {
  /** How false and true are spelled in text, such as `['no', 'yes']`; `['false', 'true']` when absent. */
  readonly labels?: readonly [whenFalse: string, whenTrue: string]
  /** The labels spell numbers, which is what plain rows hold. */
  readonly numbers?: true
}

/** How a datetime is written: the date alone, or with a time of day after a blank or a `T`, with or without a zone. */
export type DatetimeFormat = 'date' | 'datetime-space' | 'datetime-t' | 'datetime-zone'

/** A column of moments: dates, or dates with a time of day. */
export interface DatetimeField extends FieldBase<'datetime'> {
  /** ISO 8601 with zone when absent. */
  readonly format?: DatetimeFormat
  /**
   * How the datetime is written where `format` alone does not say it, such as `dd/mm/yyyy` or `yyyy-mm-dd hh:mm`; `format`
   * then says only whether there is a time of day. Letters as in spreadsheets: `yyyy` or `yy`, `mm` or `m`, `dd` or `d`, `hh`
   * or `h` (`kk`: 1 to 24), `mm` for minutes after an hour, `ss`, `.fff` for a fixed number of digits of the second's
   * fraction, `[.fff]` where whole seconds go without, `AM` or `am`, `Z` or an offset such as `+02:00`. Names have the
   * case of the pattern: `Mmmm` is January, `Mmm` Jan, `MMM` JAN, `Ddd` Mon. `[h]` or `[hh]`, in place of `hh`, are hours that
   * have passed, beyond a day too, and `[m]` minutes; values count from 1970. `[$-de]` at the start has names
   * in German (`de2` with Mrz for March), `fr`, `es`, `it`, `pt` and `nl` in other languages. Text in double quotes and
   * everything else stands for itself.
   */
  readonly pattern?: string
}

/** A column of free text. */
export interface TextField extends FieldBase<'text'> {}

/** A picture per row; all of a column have the same size. */
export interface ImageField extends FieldBase<'image'> {
  /** In pixels. */
  readonly height: number
  /** In pixels. */
  readonly width: number
  /** Bytes of a pixel: 1 for gray, 3 for red, green and blue, 4 with alpha. */
  readonly channels: 1 | 3 | 4
}

/** What a step of a series holds: a field of its own kind, role and nulls. */
export type SeriesChannel = NumericField | CategoricalField | BooleanField | DatetimeField

/** A sequence of steps per row, such as the measurements of a patient; rows may differ in length. */
export interface SeriesField extends FieldBase<'series'> {
  /** One field per channel, in the order in which a step holds them; nullable or not. */
  readonly channels: readonly SeriesChannel[]
  /** Fewest steps that a row may have. */
  readonly minimumLength: number
  /** Most steps that a row may have. */
  readonly maximumLength: number
  /** Steps carry a time of their own: a number, or a datetime of this field. Steps are equally spaced when absent. */
  readonly time?: NumericField | DatetimeField
}

/** What a column is: its name, kind, role, and what its kind needs to be read. */
export type Field =
  NumericField | CategoricalField | BooleanField | DatetimeField | TextField | ImageField | SeriesField

/** A field that holds one value a row. */
export type ScalarField = Exclude<Field, ImageField | SeriesField>

/** The columns of a table, in order. */
export interface Schema {
  readonly fields: readonly Field[]
}

import type { AnyTensor, Column, Field, JsonObject, Rng } from '@asdf/contract'
import type { ValueGrid } from '@asdf/core'

/** What a model of codes must know of a column of them. */
export interface CodeLayout {
  /** Codes are 0 … size - 1, with 1 <= size <= 255. */
  readonly size: number
  /** Whether codes ascend with the value: numbers, datetimes and ordered categories. A null code is then code 0. */
  readonly ordered: boolean
  /** For each code, 1 where it stands for one exact value (a spike, a category, null) and 0 where for an interval. */
  readonly atoms: Uint8Array
  /** The code of nulls; `undefined` when the column had none. */
  readonly nullCode: number | undefined
  /** log of the width of a code's interval in the field's units, 0 for atoms: log density = log p(code) - logWidth. */
  logWidth(code: number): number
}

/**
 * Writes the cells of one column as codes 0 … size - 1 and draws cells for codes.
 *
 * With k = `minimumRows`, this is all that a coder keeps of its training column, and so all that it can give out:
 * - values and categories that k rows or more share;
 * - means of k or more neighboring values, as edges of intervals and as knots of the distribution inside them;
 * - the mean and the variance of the outermost k or more values, from which a power curve makes the tail. It has no
 *   end that a single row set, and reaches about as far as the data: the largest of n draws lies near the largest of n
 *   training values, above or below it;
 * - the grid that all values sit on, and whether they have one sign;
 * - how many rows each of these stands for, and that there were nulls, be it one.
 *
 * The field comes with it: bounds and categories that a schema was given, or inferred from the same rows, are kept as they
 * are, and tails end at the bounds. On a grid, a smooth draw can be a value that a training row has. What k rows do not
 * share between two values that they do counts as the nearer of the two.
 */
export interface ColumnCoder extends CodeLayout {
  readonly field: Field
  /** What numbers sit on; none for other kinds. */
  readonly grid?: ValueGrid
  /** For each code, the mean of its training values (datetimes in milliseconds); NaN for null and for categories. */
  readonly centers: Float64Array
  /**
   * The code of each row. Takes any column of the field: a number the training column did not hold goes to the code
   * nearest to it, a category without a code to the pooled code of rare ones. `unknownCode` marks what no code can
   * stand for: a category when nothing was pooled, a null when the training column had none.
   */
  encode(column: Column): Uint8Array
  /**
   * A cell for each code: draws inside intervals, on the field's grid and within its bounds. A coder of numbers takes those
   * of `values`, one a code, for the draws.
   */
  decode(codes: Uint8Array, rng: Rng, values?: Float64Array): Column
  /** The code of one value, for conditions; `undefined` when the coder cannot give out that value. */
  codeOf(value: string | number | boolean): number | undefined
  /** All there is to it, without training rows. */
  readonly state: CoderState
  /** What the user should know of how this column was treated. */
  readonly warnings: readonly string[]
}

/** A coder as data: JSON, and arrays under short names that `coderArrays` makes unique in an artifact. */
export interface CoderState {
  readonly json: JsonObject
  readonly arrays: Readonly<Record<string, AnyTensor>>
}

export interface CoderOptions {
  /** No value is given out that fewer training rows share, unless a smoothed density draws it. A whole number from 1. */
  readonly minimumRows: number
  /** About how many intervals the values are cut into that are no atoms. A whole number from 2 to 200. */
  readonly bins: number
}

/** What `encode` writes where no code fits. */
export const unknownCode = 255

import type { Field, Rng } from '@asdf/contract'
import type { Design } from '../linear/design.ts'

/** One column given all others, as learned from completed training rows. */
export interface ConditionalModel {
  /** A value for each of `rows` of a design laid out like the training rows'. */
  draw(design: Design, rows: Uint32Array, rng: Rng): Float64Array
  /** Where a later fit of the same column may start from. */
  readonly coefficients?: Float64Array
}

export interface ConditionalTask {
  readonly design: Design
  /** Which source column. */
  readonly index: number
  readonly field: Field
  /** Training rows in which the column has a value. */
  readonly rows: Uint32Array
  /** Its value in each of `rows`. */
  readonly values: Float64Array
  readonly previous: ConditionalModel | undefined
  readonly rng: Rng
  /** The same stream in every round of a chain, so that a chain keeps its sample of rows. */
  readonly bootstrap: Rng
}

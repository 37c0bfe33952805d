/**
 * Where the rows of a few columns of numbers lie: a tree cuts them into leaves of neighbors, across the axis along which they
 * spread most, and each leaf keeps the mean and the covariance of its rows. Numbers are in standard deviations from the mean.
 */
export interface CellModel {
  /** Columns of the table, two to four. */
  readonly columns: readonly number[]
  /** [columns] Mean and standard deviation of the training values. */
  readonly means: Float64Array
  readonly deviations: Float64Array
  /** [nodes × columns] A row goes left if its product with the direction is below the node's threshold. */
  readonly directions: Float64Array
  /** [nodes] */
  readonly thresholds: Float64Array
  /** [nodes × 2] A node, with a larger number, or -1 - a leaf. */
  readonly children: Int32Array
  /** [leaves] The code that each leaf belongs to, ascending: neighboring leaves share one where there are many. */
  readonly codes: Uint8Array
  /** [leaves] Share of its code's rows. */
  readonly shares: Float64Array
  /** [leaves × columns] */
  readonly centers: Float64Array
  /** [leaves × columns × columns] Lower triangular; its product with its transpose is the covariance of the leaf. */
  readonly factors: Float64Array
}

/** How many codes there are. */
export function cellCount({ codes }: CellModel): number {
  return codes.at(-1)! + 1
}

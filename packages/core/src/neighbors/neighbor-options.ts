export interface NeighborOptions {
  /** `euclidean` by default. */
  readonly metric?: 'euclidean' | 'manhattan'
  /**
   * What a differing code adds, one number of at least 0 for each code column: to the squared distance under `euclidean`
   * (SMOTE-NC's squared median of deviations), to the distance under `manhattan` (Gower's 1). 1 when absent.
   */
  readonly mismatchCosts?: Float64Array
  /** `manhattan` only: the most that one number column may count, such as Gower's 1. No limit when absent. */
  readonly maximumDifference?: number
  /**
   * `manhattan` only: what a null number, written as NaN, counts against a value; two nulls count nothing. NaN is
   * refused when absent. A null code is a code like any other.
   */
  readonly nullCost?: number
  /** A reference row that each query must not find: itself, where queries are the references, or the row given for each. */
  readonly excludeSelf?: boolean | Uint32Array
}

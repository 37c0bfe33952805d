export interface SupportVectorProblem {
  readonly rowCount: number
  readonly columns: number
  /** Shape `[rowCount, columns]`, row-major. */
  readonly numbers: Float64Array
  /** 1 for the class in question, -1 for the rest. */
  readonly signs: Int8Array
}

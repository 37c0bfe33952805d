import type { AnyTensor, JsonObject, RunOptions } from '@asdf/contract'

/** A run, and how many threads it may use: by default one per core, or one for small work. Results do not depend on it. */
export interface DensityRun extends RunOptions {
  readonly threads?: number | null
}

/** What is asked of a sample. */
export interface CodeRequest {
  /**
   * One entry a column, or nothing for columns that are drawn freely. `fixed[j][i]` is the code that row `i` must have in
   * column `j`; 255 leaves the cell free.
   */
  readonly fixed?: readonly (Uint8Array | undefined)[]
  /**
   * Particles per row, 1 by default. Clamped cells that come after free ones ask for more: free cells are then drawn so
   * that they agree with what is clamped later, by sequential importance resampling (Gordon, Salmond and Smith 1993).
   */
  readonly candidates?: number
  /** Columns before this one are taken as `fixed` has them, in every row, and do not count for `logReach`; 0 by default. */
  readonly from?: number
  /** Columns from this one on are not drawn; by default all are. */
  readonly to?: number
}

/** Sampled rows, column by column. */
export interface CodeSample {
  /** One array a column, in modelling order. */
  readonly columns: readonly Uint8Array[]
  /**
   * One number a row: the log of an unbiased estimate of the probability of its clamped cells, 0 when none is clamped,
   * `-Infinity` when the model cannot produce them. The mean of its exponentials is the reachable share of a condition.
   */
  readonly logReach: Float64Array
}

/** How well a column was learned. Likelihoods are mean natural logarithms per held-back row, 0 at best. */
export interface ColumnFigures {
  /** Trees that were kept, for each digit of the column: one digit, or two. */
  readonly rounds: readonly number[]
  /** Held-back log-likelihood; of the training rows when none were held back. */
  readonly logLikelihood: number
  /** The same of the column's shares alone. */
  readonly marginalLogLikelihood: number
}

/** A fitted model as data: `restoreCodes` makes the same model of it. */
export interface CodeState {
  readonly json: JsonObject
  readonly arrays: Readonly<Record<string, AnyTensor>>
}

/** An autoregressive model p(x0) p(x1 | x0) p(x2 | x0, x1) ... over coded columns. Holds no training rows. */
export interface CodeModel {
  /** Draws `count` rows. The same seed gives the same rows for any number of threads. */
  sample(count: number, request: CodeRequest, run: DensityRun): Promise<CodeSample>
  /** The log-probability of each row, in nats. `-Infinity` for a row with a code 255, which the model does not know. */
  logProbability(columns: readonly Uint8Array[]): Float64Array
  /**
   * The shares of the codes of the first column in each row, given all its other columns: `count` times its size. `null`
   * where the model was fitted without `endWithFirstColumn`.
   */
  firstGivenOthers(columns: readonly Uint8Array[]): Float32Array | null
  readonly state: CodeState
  /** One entry a column. */
  readonly figures: readonly ColumnFigures[]
}

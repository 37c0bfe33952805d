import type { PlanState } from './plan-state.ts'

/** A classifier of the `ml-random-forest` kind: rows of numbers in, class numbers out. */
export interface Estimator {
  train(rows: number[][], classes: number[]): void
  predict(rows: number[][]): ArrayLike<number>
  /** How probable a class is for each row; the values of all classes are scaled to sum to one. */
  predictProbability?(rows: number[][], label: number): ArrayLike<number>
  /** The trained estimator as JSON, if it can be saved. */
  toJSON?(): unknown
}

/** What a fitted adapter consists of. */
export interface AdaptedModel extends PlanState {
  readonly estimator: Estimator
  /** What a loaded estimator was restored from. */
  readonly json?: string
}

import type { Tensor } from './tensor.ts'

/** What a classifier said about rows whose classes are known. */
export interface Predictions {
  readonly classes: readonly string[]
  /** Index into `classes`, one per row. */
  readonly truth: Int32Array
  /** Shape `[truth.length, classes.length]`; each row sums to one. */
  readonly probability: Tensor<'f64'>
  /** One weight per row; every row weighs 1 when absent. */
  readonly weight?: Float64Array
}

/** Scores a classifier's predictions. With two classes the second is the positive one, as in scikit-learn. */
export interface PredictionMetric {
  readonly specVersion: 1
  readonly id: string
  readonly label: string
  readonly goal: 'maximize' | 'minimize'
  readonly range: readonly [minimum: number, maximum: number]
  compute(predictions: Predictions): number
}

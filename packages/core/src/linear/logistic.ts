import type { LogisticRows } from './kernels/logistic-rows.ts'
import { binaryGradient, softmaxGradient } from './kernels/logistic-rows.ts'
import { minimize } from './minimize.ts'

export interface LogisticTask extends LogisticRows {
  readonly classCount: number
  /** λ of the penalty ½ λ ‖W‖², which spares the intercepts: 1 / C in scikit-learn's terms. */
  readonly penalty: number
  /** Largest entry of the mean loss's gradient to end at. */
  readonly tolerance: number
  readonly maximumSteps: number
  /** Where to start; it is moved in place. Zeros when absent. */
  readonly coefficients?: Float64Array
}

/**
 * Fits logistic regression with an L2 penalty, minimizing Σ weight · loss + ½ λ ‖W‖² as scikit-learn's
 * `LogisticRegression` does: one vector for two classes, one a class (softmax) for more.
 * Returns the coefficients, shape `[width, outputs]`, outputs being 1 for two classes; feature 0 is the intercept.
 */
export function fitLogistic(task: LogisticTask): Float64Array {
  const { design, classCount, penalty, tolerance, maximumSteps } = task
  const outputs = logisticOutputs(classCount)
  const coefficients = task.coefficients ?? new Float64Array(design.width * outputs)
  const total = task.weights?.reduce((sum, weight) => sum + weight, 0) ?? task.rows.length
  const gradient = classCount === 2 ? binaryGradient : softmaxGradient
  const scores = new Float64Array(outputs)
  minimize(
    (point, out) => {
      for (let i = 0; i < out.length; i++) out[i] = i < outputs ? 0 : penalty * point[i]!
      gradient(task, point, scores, out)
      for (let i = 0; i < out.length; i++) out[i]! /= total
    },
    coefficients,
    { tolerance, maximumSteps, curvature: guessCurvature(task, outputs, total) },
  )
  return coefficients
}

/** How many score vectors so many classes need. */
export function logisticOutputs(classCount: number): number {
  return classCount === 2 ? 1 : classCount
}

/** Σ weight x² p (1 - p) + λ of each coefficient, as if every class were equally probable, over the total weight. */
function guessCurvature(task: LogisticTask, outputs: number, total: number): Float64Array {
  const { design, rows, skip, classCount, weights, penalty } = task
  const { slots, features, values, width } = design
  const variance = (1 / classCount) * (1 - 1 / classCount)
  const squares = new Float64Array(width)
  for (let i = 0; i < rows.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!
    for (let s = 0; s < slots; s++) {
      const at = rows[i]! * slots + s
      if (s !== skip) squares[features[at]!]! += weight * values[at]! * values[at]!
    }
  }
  // A feature that no row has gets 1: its gradient is 0 anyway, and must stay so.
  return Float64Array.from({ length: width * outputs }, (_, i) => {
    const feature = Math.floor(i / outputs)
    return (variance * squares[feature]! + (feature === 0 ? 0 : penalty)) / total || 1
  })
}

import type { Design } from './design.ts'
import { minimize } from './minimize.ts'

export interface LogisticTask {
  readonly design: Design
  /** Rows to learn from. */
  readonly rows: Uint32Array
  /** Slot of the design to leave out; -1 for none. */
  readonly skip: number
  readonly classCount: number
  /** Class of each of `rows`, from 0 to classCount - 1. */
  readonly classes: Int32Array
  /** Weight of each of `rows`; 1 when absent. */
  readonly weights?: Float64Array
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

/** Writes the class probabilities of `rows` to `out`, shape `[rows.length, classCount]`. */
export function predictLogistic(
  design: Design,
  rows: Uint32Array,
  skip: number,
  coefficients: Float64Array,
  classCount: number,
  out: Float64Array,
): void {
  const scores = new Float64Array(logisticOutputs(classCount))
  for (let i = 0; i < rows.length; i++) {
    scoreRow(design, rows[i]!, skip, coefficients, scores)
    const start = i * classCount
    if (classCount === 2) {
      out[start + 1] = sigmoid(scores[0]!)
      out[start] = sigmoid(-scores[0]!)
    } else {
      softmaxInPlace(scores)
      out.set(scores, start)
    }
  }
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

function binaryGradient(task: LogisticTask, point: Float64Array, scores: Float64Array, out: Float64Array): void {
  const { design, rows, skip, classes, weights } = task
  for (let i = 0; i < rows.length; i++) {
    scoreRow(design, rows[i]!, skip, point, scores)
    scores[0] = (sigmoid(scores[0]!) - classes[i]!) * (weights === undefined ? 1 : weights[i]!)
    addOuter(design, rows[i]!, skip, scores, out)
  }
}

function softmaxGradient(task: LogisticTask, point: Float64Array, scores: Float64Array, out: Float64Array): void {
  const { design, rows, skip, classes, weights } = task
  for (let i = 0; i < rows.length; i++) {
    scoreRow(design, rows[i]!, skip, point, scores)
    softmaxInPlace(scores)
    scores[classes[i]!]! -= 1
    if (weights !== undefined) for (let k = 0; k < scores.length; k++) scores[k]! *= weights[i]!
    addOuter(design, rows[i]!, skip, scores, out)
  }
}

/** Writes xᵀW of one row to `out`. */
function scoreRow(design: Design, row: number, skip: number, coefficients: Float64Array, out: Float64Array): void {
  const { slots, features, values } = design
  const outputs = out.length
  out.fill(0)
  for (let s = 0; s < slots; s++) {
    const value = values[row * slots + s]!
    if (s === skip || value === 0) continue
    const start = features[row * slots + s]! * outputs
    for (let k = 0; k < outputs; k++) out[k]! += value * coefficients[start + k]!
  }
}

/** Adds x ⊗ errors of one row to `out`, shape `[width, outputs]`. */
function addOuter(design: Design, row: number, skip: number, errors: Float64Array, out: Float64Array): void {
  const { slots, features, values } = design
  const outputs = errors.length
  for (let s = 0; s < slots; s++) {
    const value = values[row * slots + s]!
    if (s === skip || value === 0) continue
    const start = features[row * slots + s]! * outputs
    for (let k = 0; k < outputs; k++) out[start + k]! += value * errors[k]!
  }
}

/** 1 / (1 + e^-x), without overflow or the loss of small values. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const power = Math.exp(x)
  return power / (1 + power)
}

function softmaxInPlace(scores: Float64Array): void {
  let highest = -Infinity
  for (let k = 0; k < scores.length; k++) highest = Math.max(highest, scores[k]!)
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp(scores[k]! - highest)
    sum += scores[k]!
  }
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum
}

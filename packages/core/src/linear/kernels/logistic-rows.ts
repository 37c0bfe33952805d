import type { Design, DesignView } from '../design.ts'

/** What a step of logistic regression learns from. */
export interface LogisticRows extends DesignView {
  /** Class of each row of the view, from 0 on. */
  readonly classes: Int32Array
  /** Weight of each row of the view; 1 when absent. */
  readonly weights?: Float64Array
}

/** Writes the class probabilities of the view's rows to `out`, shape `[rows.length, classCount]`. O(rows · slots · classes). */
export function predictLogistic(
  { design, rows, skip }: DesignView,
  coefficients: Float64Array,
  classCount: number,
  out: Float64Array,
): void {
  const scores = new Float64Array(classCount === 2 ? 1 : classCount)
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

/** Adds the gradient of the summed binary loss at `point` to `out`; `scores` is room for one number. */
export function binaryGradient(task: LogisticRows, point: Float64Array, scores: Float64Array, out: Float64Array): void {
  const { design, rows, skip, classes, weights } = task
  for (let i = 0; i < rows.length; i++) {
    scoreRow(design, rows[i]!, skip, point, scores)
    scores[0] = (sigmoid(scores[0]!) - classes[i]!) * (weights === undefined ? 1 : weights[i]!)
    addOuter(design, rows[i]!, skip, scores, out)
  }
}

/** Adds the gradient of the summed softmax loss at `point` to `out`; `scores` is room for one number a class. */
export function softmaxGradient(
  task: LogisticRows,
  point: Float64Array,
  scores: Float64Array,
  out: Float64Array,
): void {
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

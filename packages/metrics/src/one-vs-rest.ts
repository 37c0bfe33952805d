import type { Predictions } from '@asdf/contract'
import type { PredictionsInput } from './predictions-input.ts'
import { checkChoiceOption } from '@asdf/core'
import { averagePrecision } from './average-precision.ts'
import { undefinedMetric } from './checks.ts'
import { readPredictions } from './predictions-input.ts'
import { rocAuc } from './roc-auc.ts'

/** `macro`: every class counts the same. `weighted`: as much as its rows weigh. */
export type ClassAverage = 'macro' | 'weighted'

type BinaryMetric = (truth: Int32Array, score: Float64Array, weight?: Float64Array) => number

/**
 * ROC AUC for any number of classes: each class against the rest, averaged; with two classes, that of the second.
 * Equal to scikit-learn's `roc_auc_score(…, multi_class='ovr')`. Fails with `ASDF_METRIC_UNDEFINED` when a class that
 * counts has no row.
 */
export function rocAucOneVsRest(predictions: PredictionsInput, average: ClassAverage = 'macro'): number {
  return oneVsRest('rocAucOneVsRest', rocAuc, predictions, average)
}

/**
 * Average precision (PR AUC) for any number of classes: each class against the rest, averaged; with two classes, that
 * of the second. Equal to scikit-learn's `average_precision_score`. Fails with `ASDF_METRIC_UNDEFINED` when a class
 * that counts has no row.
 */
export function averagePrecisionOneVsRest(predictions: PredictionsInput, average: ClassAverage = 'macro'): number {
  return oneVsRest('averagePrecisionOneVsRest', averagePrecision, predictions, average)
}

function oneVsRest(name: string, metric: BinaryMetric, input: PredictionsInput, average: ClassAverage): number {
  checkChoiceOption(name, 'average', average, ['macro', 'weighted'])
  const { predictions } = readPredictions(name, input)
  const { classes, truth, weight } = predictions
  if (classes.length === 2) return metric(truth, scoresOf(predictions, 1), weight)
  const shares = classWeights(predictions)
  let sum = 0
  let total = 0
  classes.forEach((label, code) => {
    const share = shares[code]!
    if (share === 0 && average === 'weighted') return
    if (share === 0) throw undefinedMetric(name, `class '${label}' has no row`)
    const isClass = Int32Array.from(truth, (value) => (value === code ? 1 : 0))
    const counts = average === 'macro' ? 1 : share
    sum += counts * metric(isClass, scoresOf(predictions, code), weight)
    total += counts
  })
  return Math.min(1, sum / total)
}

function classWeights({ classes, truth, weight }: Predictions): Float64Array {
  const sums = new Float64Array(classes.length)
  for (let i = 0; i < truth.length; i++) sums[truth[i]!]! += weight === undefined ? 1 : weight[i]!
  return sums
}

/** The probability of one class for each row. */
export function scoresOf({ classes, probability }: Predictions, code: number): Float64Array {
  const scores = new Float64Array(probability.data.length / classes.length)
  for (let i = 0; i < scores.length; i++) scores[i] = probability.data[i * classes.length + code]!
  return scores
}

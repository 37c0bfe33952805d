import type { Predictions } from '@asdf/contract'
import type { PredictionsInput } from './predictions-input.ts'
import type { Ranking } from './ranking.ts'
import { checkChoiceOption, checkNumberOption } from '@asdf/core'
import { checkTwoClasses, undefinedMetric } from './checks.ts'
import { macroF1 } from './f1.ts'
import { scoresOf } from './one-vs-rest.ts'
import { readPredictions } from './predictions-input.ts'
import { rank } from './ranking.ts'

/** What a threshold should make as high as it can: F1 of both classes or of the positive one, TPR - FPR, or the share of rows that are right. */
export type ThresholdObjective = 'macroF1' | 'f1' | 'youden' | 'accuracy'

export interface ChosenThreshold {
  /** Rows whose positive probability is at least this are positive. From 0 (all rows) to just above 1 (none). */
  readonly threshold: number
  readonly objective: ThresholdObjective
  /** The objective's value on the validation rows: the best of any threshold, and so an optimistic figure. */
  readonly value: number
}

/**
 * Finds the threshold that is best on *validation* rows, by trying the gap below every distinct probability: exact, O(n).
 * Hand the result to `macroF1At` or `classesAt` together with test predictions; never choose it on test rows.
 * The threshold lies half-way between two neighboring probabilities; of equally good ones the nearest to one half is taken.
 */
export function chooseThreshold(
  validation: PredictionsInput,
  objective: ThresholdObjective = 'macroF1',
): ChosenThreshold {
  checkChoiceOption('chooseThreshold', 'objective', objective, Object.keys(objectives))
  const predictions = readTwoClasses('chooseThreshold', validation)
  const ranking = rank('chooseThreshold', predictions.truth, scoresOf(predictions, 1), predictions.weight)
  if (ranking.positives === 0 || ranking.negatives === 0) {
    throw undefinedMetric('chooseThreshold', `all validation rows are of one class; it needs rows of both`)
  }
  const measure = objectives[objective]
  let best: ChosenThreshold = { threshold: above(ranking), objective, value: measure(0, 0, ranking) }
  for (let i = 0; i < ranking.scores.length; i++) {
    const value = measure(ranking.truePositives[i]!, ranking.falsePositives[i]!, ranking)
    if (value < best.value) continue
    const threshold = below(ranking.scores, i)
    const isNearer = Math.abs(threshold - 0.5) < Math.abs(best.threshold - 0.5)
    if (value > best.value || isNearer) best = { threshold, objective, value }
  }
  return best
}

/** The class of each row of two: 1 where the positive probability is at least the threshold. */
export function classesAt(
  predictions: PredictionsInput,
  threshold: number | Pick<ChosenThreshold, 'threshold'>,
): Int32Array {
  // Who calls from JavaScript may hand over nothing.
  const limit = typeof threshold === 'object' ? (threshold as Partial<ChosenThreshold> | null)?.threshold : threshold
  checkNumberOption('classesAt', 'threshold', limit)
  const scores = scoresOf(readTwoClasses('classesAt', predictions), 1)
  return Int32Array.from(scores, (score) => (score >= limit! ? 1 : 0))
}

/** Macro F1 when rows whose positive probability is at least the threshold are called positive. */
export function macroF1At(
  predictions: PredictionsInput,
  threshold: number | Pick<ChosenThreshold, 'threshold'>,
): number {
  const predicted = classesAt(predictions, threshold)
  return macroF1(predictions.truth, predicted, 2, predictions.weight)
}

/**
 * Macro F1 at the threshold that is best for it on validation rows, as one value to hand to a baseline or a pipeline:
 * `choose` sees validation predictions only, `score` takes what it chose to the test predictions.
 */
export const macroF1Threshold = {
  id: '@asdf/metrics/macro-f1-at-validation-threshold',
  label: 'macro F1 at the validation threshold',
  choose: (validation: Predictions): ChosenThreshold => chooseThreshold(validation, 'macroF1'),
  score: (test: Predictions, threshold: number): number => macroF1At(test, threshold),
} as const

function readTwoClasses(where: string, input: PredictionsInput): Predictions {
  // The classes first: with three of them a threshold makes no sense, whatever else is wrong.
  const classes: unknown = (input as Partial<PredictionsInput> | null)?.classes
  if (Array.isArray(classes)) checkTwoClasses(where, classes as string[])
  return readPredictions(where, input).predictions
}

type Measure = (truePositives: number, falsePositives: number, all: Ranking) => number

const objectives: Readonly<Record<ThresholdObjective, Measure>> = {
  macroF1: (hits, misses, { positives, negatives }) =>
    (f1(hits, misses, positives) + f1(negatives - misses, positives - hits, negatives)) / 2,
  f1: (hits, misses, { positives }) => f1(hits, misses, positives),
  youden: (hits, misses, { positives, negatives }) => hits / positives - misses / negatives,
  accuracy: (hits, misses, { positives, negatives }) => (hits + negatives - misses) / (positives + negatives),
}

/** 2 TP / (TP + FP + P); `total`, the weight of the class, is above 0. */
function f1(hits: number, misses: number, total: number): number {
  return (2 * hits) / (hits + misses + total)
}

/** A threshold that no score reaches. */
function above({ scores }: Ranking): number {
  const highest = scores[0]!
  const middle = (highest + 1) / 2
  return middle > highest ? middle : 1 + Number.EPSILON
}

/** A threshold that score `index` reaches and the next lower one does not. */
function below(scores: Float64Array, index: number): number {
  if (index === scores.length - 1) return 0
  const middle = (scores[index]! + scores[index + 1]!) / 2
  return middle > scores[index + 1]! ? middle : scores[index]!
}

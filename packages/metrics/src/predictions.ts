import type { Predictions } from '@asdf/contract'
import type { PredictionsInput } from './predictions-input.ts'
import { optionError, toCodes, toNumbers } from '@asdf/core'
import { checkCodes, checkSameLength } from './checks.ts'
import { readPredictions } from './predictions-input.ts'

/**
 * Predictions of two classes from the probability of the second, the positive one.
 * `truth` is 1 for positive rows and 0 for the others.
 */
export function binaryPredictions(
  truth: ArrayLike<number>,
  positiveProbability: ArrayLike<number>,
  weight?: ArrayLike<number>,
  classes: readonly [negative: string, positive: string] = ['0', '1'],
): Predictions {
  const codes = toCodes('binaryPredictions', 'truth', truth)
  const positive = toNumbers('binaryPredictions', 'positiveProbability', positiveProbability)
  checkSameLength('binaryPredictions', 'positiveProbability', codes.length, positive.length)
  checkCodes('binaryPredictions', 'truth', codes, 2)
  if (!Array.isArray(classes) || classes.length !== 2) {
    throw optionError('binaryPredictions', 'classes', classes, 'must be two names, the negative one first')
  }
  const data = new Float64Array(2 * codes.length)
  for (let i = 0; i < codes.length; i++) {
    data[2 * i] = 1 - positive[i]!
    data[2 * i + 1] = positive[i]!
  }
  return {
    classes,
    truth: codes,
    probability: { dtype: 'f64', shape: [codes.length, 2], data },
    ...(weight === undefined ? {} : { weight: toNumbers('binaryPredictions', 'weight', weight) }),
  }
}

/** The most probable class of each row, the first of equals, as NumPy's `argmax` chooses. */
export function predictedClasses(input: PredictionsInput): Int32Array {
  const { predictions } = readPredictions('predictedClasses', input)
  const { classes, truth, probability } = predictions
  const predicted = new Int32Array(truth.length)
  for (let i = 0; i < predicted.length; i++) predicted[i] = argMax(probability.data, i * classes.length, classes.length)
  return predicted
}

/** Index of the highest of `count` values from `start` on, counted from `start`; the first of equals. */
export function argMax(values: Float64Array, start: number, count: number): number {
  let best = 0
  for (let k = 1; k < count; k++) if (values[start + k]! > values[start + best]!) best = k
  return best
}

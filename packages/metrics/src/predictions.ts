import type { Predictions } from '@asdf/contract'
import { checkCodes, checkPredictions, checkSameLength } from './checks.ts'

/**
 * Predictions of two classes from the probability of the second, the positive one.
 * `truth` is 1 for positive rows and 0 for the others.
 */
export function binaryPredictions(
  truth: Int32Array,
  positiveProbability: Float64Array,
  weight?: Float64Array,
  classes: readonly [negative: string, positive: string] = ['0', '1'],
): Predictions {
  checkSameLength('binaryPredictions', 'positiveProbability', truth.length, positiveProbability.length)
  checkCodes('binaryPredictions', 'truth', truth, 2)
  const data = new Float64Array(2 * truth.length)
  for (let i = 0; i < truth.length; i++) {
    data[2 * i] = 1 - positiveProbability[i]!
    data[2 * i + 1] = positiveProbability[i]!
  }
  return {
    classes,
    truth,
    probability: { dtype: 'f64', shape: [truth.length, 2], data },
    ...(weight === undefined ? {} : { weight }),
  }
}

/** The most probable class of each row, the first of equals, as NumPy's `argmax` chooses. */
export function predictedClasses(predictions: Predictions): Int32Array {
  checkPredictions('predictedClasses', predictions)
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

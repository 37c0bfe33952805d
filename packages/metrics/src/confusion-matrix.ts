import type { Tensor } from '@asdf/contract'
import { checkNumberOption, toCodes, toNumbers } from '@asdf/core'
import { checkCodes, checkSameLength, totalWeight } from './checks.ts'

/** The matrix of this many classes takes half a gigabyte. */
const mostClasses = 8192

/**
 * The weight of rows by true class (down) and predicted class (across), shape `[classCount, classCount]`. Without
 * `classCount` there are as many classes as the highest code says. Equal to scikit-learn's `confusion_matrix` with
 * `labels` given.
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount?: number,
  weight?: ArrayLike<number>,
): Tensor<'f64'> {
  const actual = toCodes('confusionMatrix', 'truth', truth)
  const given = toCodes('confusionMatrix', 'predicted', predicted)
  const weights = weight === undefined ? undefined : toNumbers('confusionMatrix', 'weight', weight)
  checkSameLength('confusionMatrix', 'predicted', actual.length, given.length)
  const count = classCount ?? highest(given, highest(actual, 0)) + 1
  checkNumberOption('confusionMatrix', 'classCount', count, { integer: true, minimum: 1, maximum: mostClasses })
  checkCodes('confusionMatrix', 'truth', actual, count)
  checkCodes('confusionMatrix', 'predicted', given, count)
  totalWeight('confusionMatrix', actual.length, weights)
  const data = new Float64Array(count * count)
  const lost = new Float64Array(data.length)
  for (let i = 0; i < actual.length; i++) {
    const cell = actual[i]! * count + given[i]!
    // Kahan's summation: a cell may gather a million weights.
    const term = (weights === undefined ? 1 : weights[i]!) - lost[cell]!
    const next = data[cell]! + term
    lost[cell] = next - data[cell]! - term
    data[cell] = next
  }
  return { dtype: 'f64', shape: [count, count], data }
}

function highest(codes: Int32Array, start: number): number {
  return codes.reduce((most, code) => Math.max(most, code), start)
}

import type { Tensor } from '@asdf/contract'
import { checkCodes, checkSameLength, totalWeight } from './checks.ts'

/**
 * The weight of rows by true class (down) and predicted class (across), shape `[classCount, classCount]`.
 * Equal to scikit-learn's `confusion_matrix` with `labels` given.
 */
export function confusionMatrix(
  truth: Int32Array,
  predicted: Int32Array,
  classCount: number,
  weight?: Float64Array,
): Tensor<'f64'> {
  checkSameLength('confusionMatrix', 'predicted', truth.length, predicted.length)
  checkCodes('confusionMatrix', 'truth', truth, classCount)
  checkCodes('confusionMatrix', 'predicted', predicted, classCount)
  totalWeight('confusionMatrix', truth.length, weight)
  const data = new Float64Array(classCount * classCount)
  const lost = new Float64Array(data.length)
  for (let i = 0; i < truth.length; i++) {
    const cell = truth[i]! * classCount + predicted[i]!
    // Kahan's summation: a cell may gather a million weights.
    const term = (weight === undefined ? 1 : weight[i]!) - lost[cell]!
    const next = data[cell]! + term
    lost[cell] = next - data[cell]! - term
    data[cell] = next
  }
  return { dtype: 'f64', shape: [classCount, classCount], data }
}

import type { Tensor } from '@asdf/contract'
import { confusionMatrix } from './confusion-matrix.ts'

/**
 * F1 of each class: 2 TP / (2 TP + FP + FN). A class that no row has and none was given scores 0.
 * Without `classCount` there are as many classes as the highest code says.
 * Equal to scikit-learn's `f1_score(…, labels=…, average=None, zero_division=0)`.
 */
export function f1Scores(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount?: number,
  weight?: ArrayLike<number>,
): Float64Array {
  return f1FromConfusion(confusionMatrix(truth, predicted, classCount, weight)).scores
}

/**
 * The mean F1 over the classes that some row has or was given, each counting the same.
 * Equal to scikit-learn's `f1_score(…, average='macro')`, once rows of weight 0, which here count for nothing, are left out.
 */
export function macroF1(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount?: number,
  weight?: ArrayLike<number>,
): number {
  const { scores, present } = f1FromConfusion(confusionMatrix(truth, predicted, classCount, weight))
  let sum = 0
  let count = 0
  scores.forEach((score, code) => {
    if (present[code] === 0) return
    sum += score
    count++
  })
  return sum / count
}

function f1FromConfusion({ shape, data }: Tensor<'f64'>): { scores: Float64Array; present: Uint8Array } {
  const count = shape[0]!
  const scores = new Float64Array(count)
  const present = new Uint8Array(count)
  for (let k = 0; k < count; k++) {
    let weightOfClass = 0
    for (let other = 0; other < count; other++) weightOfClass += data[k * count + other]! + data[other * count + k]!
    if (weightOfClass === 0) continue
    present[k] = 1
    scores[k] = (2 * data[k * count + k]!) / weightOfClass
  }
  return { scores, present }
}

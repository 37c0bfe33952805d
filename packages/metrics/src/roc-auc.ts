import { undefinedMetric } from './checks.ts'
import { pairwiseSum } from './kernels/pairwise-sum.ts'
import { rank } from './ranking.ts'

const name = 'rocAuc'

/**
 * The chance that a positive row scores above a negative one, ties counting half: the area under the ROC curve.
 * `truth` is 1 for positive rows and 0 for the others; `score` is any finite number that grows with the class.
 * Equal to scikit-learn's `roc_auc_score`. O(n).
 * Takes arrays and typed arrays of numbers of any kind. Fails with `ASDF_METRIC_UNDEFINED` unless both classes have weight.
 */
export function rocAuc(truth: ArrayLike<number>, score: ArrayLike<number>, weight?: ArrayLike<number>): number {
  const { truePositives, falsePositives, positives, negatives } = rank(name, truth, score, weight)
  if (positives === 0) throw undefinedMetric(name, 'there is no positive row')
  if (negatives === 0) throw undefinedMetric(name, 'there is no negative row')
  const areas = new Float64Array(truePositives.length)
  let above = 0
  let left = 0
  for (let i = 0; i < areas.length; i++) {
    areas[i] = ((falsePositives[i]! - left) * (truePositives[i]! + above)) / 2
    above = truePositives[i]!
    left = falsePositives[i]!
  }
  return Math.min(1, pairwiseSum(areas) / positives / negatives)
}

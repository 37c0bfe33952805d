import { undefinedMetric } from './checks.ts'
import { pairwiseSum } from './kernels/pairwise-sum.ts'
import { rank } from './ranking.ts'

const name = 'averagePrecision'

/**
 * The mean precision over the positive rows, each at its own score: what the field reports as PR AUC.
 * It is the sum of (Rᵢ - Rᵢ₋₁) Pᵢ over distinct scores, without the optimistic straight lines of a trapezoid.
 * `truth` is 1 for positive rows and 0 for the others. Equal to scikit-learn's `average_precision_score`. O(n).
 * Takes arrays and typed arrays of numbers of any kind.
 * Fails with `ASDF_METRIC_UNDEFINED` when no positive row has weight.
 */
export function averagePrecision(
  truth: ArrayLike<number>,
  score: ArrayLike<number>,
  weight?: ArrayLike<number>,
): number {
  const { truePositives, falsePositives, positives } = rank(name, truth, score, weight)
  if (positives === 0) throw undefinedMetric(name, 'there is no positive row')
  const steps = new Float64Array(truePositives.length)
  let before = 0
  for (let i = 0; i < steps.length; i++) {
    const hits = truePositives[i]!
    steps[i] = (hits - before) * (hits / (hits + falsePositives[i]!))
    before = hits
  }
  return Math.min(1, pairwiseSum(steps) / positives)
}

import type { PredictionsInput } from './predictions-input.ts'
import { pairwiseSum } from './kernels/pairwise-sum.ts'
import { readPredictions } from './predictions-input.ts'

/**
 * The mean of -ln p(true class), also called cross-entropy; 0 is perfect. Probabilities are clipped to
 * [ε, 1 - ε], ε = 2⁻⁵², so that a certain mistake costs 36.04 and not infinity. Equal to scikit-learn's `log_loss`.
 */
export function logLoss(input: PredictionsInput): number {
  const { predictions, total } = readPredictions('logLoss', input)
  const { classes, truth, probability, weight } = predictions
  const losses = new Float64Array(truth.length)
  for (let i = 0; i < losses.length; i++) {
    const given = probability.data[i * classes.length + truth[i]!]!
    const clipped = Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON)
    losses[i] = -Math.log(clipped) * (weight === undefined ? 1 : weight[i]!)
  }
  return pairwiseSum(losses) / total
}

import type { PredictionsInput } from './predictions-input.ts'
import { checkOptionNames, optionError } from '@asdf/core'
import { pairwiseSum } from './kernels/pairwise-sum.ts'
import { readPredictions } from './predictions-input.ts'

export interface BrierOptions {
  /** Halves the score so that it lies in [0, 1]. `'auto'`, as in scikit-learn, halves it for two classes only. */
  readonly scaleByHalf?: boolean | 'auto'
}

/**
 * The mean squared distance of the probabilities from the truth (Brier 1950): 0 is perfect, and with two classes it is
 * the mean of (y - p)². Equal to scikit-learn's `brier_score_loss`.
 */
export function brierScore(input: PredictionsInput, options: BrierOptions = {}): number {
  checkOptionNames('brierScore', options, { scaleByHalf: 'auto' })
  const { scaleByHalf = 'auto' } = options
  if (scaleByHalf !== 'auto' && typeof scaleByHalf !== 'boolean') {
    throw optionError('brierScore', 'scaleByHalf', scaleByHalf, `must be 'auto', true or false`)
  }
  const { predictions, total } = readPredictions('brierScore', input)
  const { classes, truth, probability, weight } = predictions
  const losses = new Float64Array(truth.length)
  for (let i = 0; i < losses.length; i++) {
    let squares = 0
    for (let k = 0; k < classes.length; k++) {
      const distance = (truth[i] === k ? 1 : 0) - probability.data[i * classes.length + k]!
      squares += distance * distance
    }
    losses[i] = squares * (weight === undefined ? 1 : weight[i]!)
  }
  const isHalved = scaleByHalf === 'auto' ? classes.length === 2 : scaleByHalf
  return (pairwiseSum(losses) / total) * (isHalved ? 0.5 : 1)
}

import { toNumbers } from '@asdf/core'
import { checkSameLength, checkScores, undefinedMetric } from './checks.ts'

/** What a regressor said about rows whose numbers are known. */
export interface NumberPredictions {
  readonly truth: ArrayLike<number>
  readonly predicted: ArrayLike<number>
}

/** Scores the predictions of a regressor, as a `PredictionMetric` does those of a classifier. */
export interface NumberMetric {
  readonly specVersion: 1
  readonly of: 'numbers'
  readonly id: string
  readonly label: string
  readonly goal: 'maximize' | 'minimize'
  readonly range: readonly [minimum: number, maximum: number]
  compute(predictions: NumberPredictions): number
}

/**
 * The share of the variance that predictions explain: 1 less the sum of squared errors over that around the mean. 1 is perfect, 0
 * what the mean itself reaches, below 0 worse than that. scikit-learn's `r2_score`.
 * Errors: `ASDF_SHAPE_MISMATCH`, `ASDF_DATA_INVALID` for numbers that are not finite, `ASDF_METRIC_UNDEFINED` where all
 * true values are the same.
 */
export function rSquared(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const [known, guessed] = [toNumbers('rSquared', 'truth', truth), toNumbers('rSquared', 'predicted', predicted)]
  checkSameLength('rSquared', 'predicted', known.length, guessed.length)
  checkScores('rSquared', known)
  checkScores('rSquared', guessed)
  const mean = known.reduce((sum, value) => sum + value / known.length, 0)
  let [errors, spread] = [0, 0]
  for (let row = 0; row < known.length; row++) {
    errors += (known[row]! - guessed[row]!) ** 2
    spread += (known[row]! - mean) ** 2
  }
  if (!(spread > 0))
    throw undefinedMetric('rSquared', 'all true values are the same, so there is no variance to explain')
  return 1 - errors / spread
}

/** R² of a regressor's predictions: see `rSquared`. */
export const rSquaredMetric: NumberMetric = {
  specVersion: 1,
  of: 'numbers',
  id: '@asdf/metrics/r-squared',
  label: 'R²',
  goal: 'maximize',
  range: [-Infinity, 1],
  compute: ({ truth, predicted }) => rSquared(truth, predicted),
}

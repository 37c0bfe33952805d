import type { Metric } from '@asdf/contract'
import type { Learner, UtilityScore } from './learner.ts'
import { checkNumberOption, checkOptionNames, optionError } from '@asdf/core'
import { minorityRecallMetric } from '../minority-recall.ts'
import { expectedCalibrationErrorMetric } from '../prediction-metrics.ts'
import { brierMetric, macroF1Metric, rocAucMetric } from '../prediction-metrics.ts'
import { rSquaredMetric } from '../r-squared.ts'
import { gainOf } from './augmentation-gain.ts'
import { gapsOf } from './group-gaps.ts'
import { agreementOf } from './importance-agreement.ts'
import { checkLearner } from './learner.ts'
import { sharedStudies } from './study.ts'
import { realOnSynthetic } from './train-real-test-synthetic.ts'
import { syntheticOnReal } from './train-synthetic-test-real.ts'

export interface UtilityMetricsOptions {
  /** What the target holds; `classes` when absent. */
  readonly target: 'classes' | 'numbers'
  /** Columns whose groups are compared. */
  readonly groups: readonly string[]
  /** As in `trainSyntheticTestReal`. */
  readonly repeats: number
}

const defaults: UtilityMetricsOptions = { target: 'classes', groups: [], repeats: 6 }

/**
 * The metrics of utility for one learner, which share their models: computed one after the other on the same tables with the same
 * seed, each model is fitted once. TSTR by ROC AUC, macro F1, minority recall, ECE and Brier score, or by R²; TRTS,
 * augmentation gain and agreement of importances by the first of them; and for each of `groups` the gaps in the first score and in
 * ECE. All but the last measure their own ceiling; `withCeiling` measures that of the agreement.
 *
 * The last tables stay in memory with their models for as long as the metrics do. Errors: `ASDF_OPTION_INVALID`.
 */
export function utilityMetrics(learner: Learner, options: Partial<UtilityMetricsOptions> = {}): readonly Metric[] {
  const where = 'utilityMetrics'
  checkLearner(where, learner)
  checkOptionNames(where, options, defaults)
  const { target, groups, repeats } = { ...defaults, ...options }
  if (target !== 'classes' && target !== 'numbers')
    throw optionError(where, 'target', target, "must be 'classes' or 'numbers'")
  if (!Array.isArray(groups)) throw optionError(where, 'groups', groups, 'must be a list of columns')
  checkNumberOption(where, 'repeats', repeats, { integer: true, minimum: 0, maximum: 1000 })
  const studies = sharedStudies(learner)
  const scores: readonly [UtilityScore, ...UtilityScore[]] =
    target === 'numbers'
      ? [rSquaredMetric]
      : [rocAucMetric, macroF1Metric, minorityRecallMetric, expectedCalibrationErrorMetric, brierMetric]
  const [score] = scores
  const gapScores = target === 'numbers' ? [score] : [score, expectedCalibrationErrorMetric]
  return [
    ...scores.map((one) => syntheticOnReal(studies, { score: one, repeats })),
    realOnSynthetic(studies, { score, repeats }),
    gainOf(studies, { score, repeats }),
    ...(groups as readonly string[]).flatMap((column) =>
      gapScores.map((one) => gapsOf(studies, { score: one, repeats, column })),
    ),
    agreementOf(studies, { score }),
  ]
}

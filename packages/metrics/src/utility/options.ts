import type { UtilityScore } from './learner.ts'
import { checkNumberOption, checkOptionNames } from '@asdf/core'
import { rocAucMetric } from '../prediction-metrics.ts'
import { checkScore } from './learner.ts'

export interface UtilityOptions {
  /** What predictions are scored by; ROC AUC when absent. A regressor needs one for numbers, `rSquaredMetric`. */
  readonly score: UtilityScore
  /** Pairs of models of half the rows that intervals are made from: at least 2, or 0 for none. */
  readonly repeats: number
}

export const utilityDefaults: UtilityOptions = { score: rocAucMetric, repeats: 6 }

/** The options in full, checked. */
export function readUtilityOptions<More extends object>(
  where: string,
  given: Partial<UtilityOptions & More>,
  more: More,
): UtilityOptions & More {
  const defaults = { ...utilityDefaults, ...more }
  checkOptionNames(where, given, defaults)
  const options = { ...defaults, ...given }
  checkScore(where, options.score)
  checkNumberOption(where, 'repeats', options.repeats, { integer: true, minimum: 0, maximum: 1000 })
  return options
}

import type { Metric } from '@asdf/contract'
import type { Learner } from './learner.ts'
import type { UtilityOptions } from './options.ts'
import type { Studies } from './study.ts'
import { appendTables } from '@asdf/core'
import { undefinedMetric } from '../checks.ts'
import { checkLearner, scoreOutcome } from './learner.ts'
import { readUtilityOptions } from './options.ts'
import { separateStudies } from './study.ts'
import { utilityMetric } from './traits.ts'

const where = 'augmentationGain'

export type AugmentationOptions = Pick<UtilityOptions, 'score'>

/**
 * By how much a model gets better when all synthetic rows are added to all training rows: the `score` of a model of both on
 * the hold-out less that of a model of the training rows, turned so that above 0 is better. `details.scores` has both. What
 * fresh real rows would add is its ceiling, which `withCeiling` measures. Cost: two fits.
 *
 * Read it with an interval: gains are often within the noise of one hold-out. No gain does not mean bad rows where there are
 * enough real ones. Learners and errors as in `trainSyntheticTestReal`, the range that of the score's differences.
 */
export function augmentationGain(learner: Learner, options: Partial<AugmentationOptions> = {}): Metric {
  checkLearner(where, learner)
  return gainOf(separateStudies(learner), options)
}

/** As `augmentationGain`, with models that other metrics share. */
export function gainOf(studies: Studies, options: Partial<AugmentationOptions>): Metric {
  const { score } = readUtilityOptions(where, options, {})
  const width = score.range[1] - score.range[0]
  const traits = {
    id: `@asdf/metrics/augmentation-gain/${score.id.slice(score.id.lastIndexOf('/') + 1)}`,
    label: `gain in ${score.label}`,
    goal: 'maximize',
    range: [-width, width],
  } as const
  return utilityMetric(traits, where, studies, async (study, { onProgress, ...run }) => {
    const { train, synthetic, holdout } = study
    const scoreOn = async (key: string, rowsOf: () => typeof train, step: number) => {
      const value = scoreOutcome(where, score, await study.predict(await study.learn(key, rowsOf, run), holdout))
      run.signal?.throwIfAborted()
      onProgress?.({ phase: traits.label, step, totalSteps: 2 })
      return value
    }
    const real = await scoreOn(study.n === train.rowCount ? 'real' : 'all real', () => train, 1)
    const both = await scoreOn('augmented', () => appendTables(train, synthetic), 2)
    const value = score.goal === 'maximize' ? both - real : real - both
    if (!Number.isFinite(value)) throw undefinedMetric(where, 'the scores have no difference')
    return {
      value,
      n: synthetic.rowCount,
      details: { scores: { kind: 'parts', values: { 'training rows': real, 'with synthetic rows': both } } },
    }
  })
}

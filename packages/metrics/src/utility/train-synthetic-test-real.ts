import type { Metric } from '@asdf/contract'
import type { Side } from './beside-real.ts'
import type { Learner, Outcome } from './learner.ts'
import type { UtilityOptions } from './options.ts'
import type { Studies } from './study.ts'
import { expectedCalibrationErrorMetric } from '../prediction-metrics.ts'
import { besideReal } from './beside-real.ts'
import { calibrationDetails } from './calibration-details.ts'
import { checkLearner, scoreOutcome } from './learner.ts'
import { readUtilityOptions } from './options.ts'
import { halfModel, separateStudies, sideModel, testHalf } from './study.ts'
import { traitsOfScore, utilityMetric } from './traits.ts'

const where = 'trainSyntheticTestReal'

/**
 * TSTR: what a model that learned from synthetic rows alone is worth on real rows, by `score`. The `ceiling` is TRTR, a model of
 * as many training rows on the same hold-out; the more numerous rows are cut to that number, `n`, by the seed. A table of
 * one class gives a model that always says it. Esteban, Hyland and Rätsch, "Real-valued (medical) time series generation with
 * recurrent conditional GANs", 2017.
 *
 * The learner is handed in: a classifier where the target has classes, a regressor with `{ score: rSquaredMetric }` where it is a
 * number. Rows without a target are left out; classes that no hold-out row has do not count. `interval` and
 * `verdict` take in the choice of rows to learn from and to test on: models of random halves, tested on random halves.
 * Cost: two fits, and `2 * repeats` of half the rows.
 *
 * High values alone prove little: rows that a detector recognizes at once can score well. ROC AUC says nothing about
 * probabilities; look at ECE too, whose result has the reliability diagrams of both models in `details`.
 *
 * Errors: those of `columnShapes` and of the learner; `ASDF_SCHEMA_MISMATCH` without a target; `ASDF_METRIC_UNDEFINED` without
 * a hold-out, for fewer than 4 rows with a target, and for a hold-out of one class; `ASDF_OPTION_INVALID`.
 */
export function trainSyntheticTestReal(learner: Learner, options: Partial<UtilityOptions> = {}): Metric {
  checkLearner(where, learner)
  return syntheticOnReal(separateStudies(learner), options)
}

/** As `trainSyntheticTestReal`, with models that other metrics share. */
export function syntheticOnReal(studies: Studies, options: Partial<UtilityOptions>): Metric {
  const { score, repeats } = readUtilityOptions(where, options, {})
  const traits = traitsOfScore('train-synthetic-test-real', 'TSTR', score)
  return utilityMetric(traits, where, studies, async (study, run) => {
    const outcomes: Partial<Record<Side, Outcome>> = {}
    const sides = {
      n: study.n,
      whole: async (side: Side) => {
        outcomes[side] = await study.predict(await sideModel(study, side, run), study.holdout)
        return scoreOutcome(where, score, outcomes[side])
      },
      half: async (side: Side, repeat: number) =>
        scoreOutcome(
          where,
          score,
          await study.predict(await halfModel(study, side, repeat, run), testHalf(study, repeat)),
        ),
    }
    const result = await besideReal(traits, sides, repeats, run)
    if (score.id !== expectedCalibrationErrorMetric.id) return result
    return { ...result, details: calibrationDetails(where, outcomes) }
  })
}

import type { Metric, Table } from '@asdf/contract'
import type { Side } from './beside-real.ts'
import type { Learner } from './learner.ts'
import type { UtilityOptions } from './options.ts'
import type { Studies, Study } from './study.ts'
import { chooseRows } from '@asdf/core'
import { halfOf } from '../half-samples.ts'
import { besideReal } from './beside-real.ts'
import { checkLearner, scoreOutcome } from './learner.ts'
import { readUtilityOptions } from './options.ts'
import { halfModel, separateStudies, sideModel } from './study.ts'
import { traitsOfScore, utilityMetric } from './traits.ts'

const where = 'trainRealTestSynthetic'

/**
 * TRTS: what a model of real rows is worth on synthetic ones, by `score`. Below the ceiling, synthetic rows have relations
 * between features and target that real rows do not; above it, they lack the hard cases. The `ceiling` is the same model on as
 * many hold-out rows, `n` of each. Esteban, Hyland and Rätsch 2017, as `trainSyntheticTestReal`, whose learners, options and errors
 * these are too. Cost: one fit, and `repeats` of half the rows.
 */
export function trainRealTestSynthetic(learner: Learner, options: Partial<UtilityOptions> = {}): Metric {
  checkLearner(where, learner)
  return realOnSynthetic(separateStudies(learner), options)
}

/** As `trainRealTestSynthetic`, with models that other metrics share. */
export function realOnSynthetic(studies: Studies, options: Partial<UtilityOptions>): Metric {
  const { score, repeats } = readUtilityOptions(where, options, {})
  const traits = traitsOfScore('train-real-test-synthetic', 'TRTS', score)
  return utilityMetric(traits, where, studies, (study, run) => {
    const n = Math.min(study.synthetic.rowCount, study.holdout.rowCount)
    const sides = {
      n,
      whole: async (side: Side) =>
        scoreOutcome(where, score, await study.predict(await sideModel(study, 'real', run), tested(study, side, n))),
      half: async (side: Side, repeat: number) => {
        const test = study.table(`tested ${side} half ${repeat}`, () =>
          halfOf(tested(study, side, n), study.rng.fork(`tested ${side}`).fork(repeat)),
        )
        return scoreOutcome(where, score, await study.predict(await halfModel(study, 'real', repeat, run), test))
      },
    }
    return besideReal(traits, sides, repeats, run)
  })
}

function tested({ synthetic, holdout, rng, table }: Study, side: Side, n: number): Table {
  const rows = side === 'real' ? holdout : synthetic
  if (rows.rowCount === n) return rows
  return table(`tested ${side}`, () => chooseRows(rows, n, rng.fork(`tested ${side}`)))
}

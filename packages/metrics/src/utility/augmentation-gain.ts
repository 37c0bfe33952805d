import type { Metric, Table } from '@asdf/contract'
import type { Side } from './beside-real.ts'
import type { Learner } from './learner.ts'
import type { UtilityOptions } from './options.ts'
import type { Studies, Study } from './study.ts'
import { appendTables, chooseRows, permutation } from '@asdf/core'
import { halfOf, rowsInOrder } from '../half-samples.ts'
import { besideReal } from './beside-real.ts'
import { checkLearner, scoreOutcome } from './learner.ts'
import { readUtilityOptions } from './options.ts'
import { separateStudies } from './study.ts'
import { utilityMetric } from './traits.ts'

const where = 'augmentationGain'

/**
 * By how much a model of the training rows gets better when `n` synthetic rows are added to them: the difference of the `score`
 * on rows of the hold-out, turned so that above 0 is better. The `ceiling` is what as many fresh real rows add: one half of
 * the hold-out is added, the other tested on, so `n` is at most that half. `details.scores` has the scores. Cost: three fits,
 * and `3 * repeats` of half the rows.
 *
 * Gains are often within the noise of one hold-out: read the interval. No gain does not mean bad rows where there are enough real
 * ones. Learners and errors as in `trainSyntheticTestReal`; the range is that of the score's differences.
 */
export function augmentationGain(learner: Learner, options: Partial<UtilityOptions> = {}): Metric {
  checkLearner(where, learner)
  return gainOf(separateStudies(learner), options)
}

/** As `augmentationGain`, with models that other metrics share. */
export function gainOf(studies: Studies, options: Partial<UtilityOptions>): Metric {
  const { score, repeats } = readUtilityOptions(where, options, {})
  const width = score.range[1] - score.range[0]
  const traits = {
    id: `@asdf/metrics/augmentation-gain/${score.id.slice(score.id.lastIndexOf('/') + 1)}`,
    label: `gain in ${score.label}`,
    goal: 'maximize',
    range: [-width, width],
  } as const
  return utilityMetric(traits, where, studies, async (study, run) => {
    const parts = partsOf(study)
    const scores: Record<string, number> = {}
    const scoreWith = async (key: string, rowsOf: () => Table, test: Table) =>
      scoreOutcome(where, score, await study.predict(await study.learn(key, rowsOf, run), test))
    const gain = (base: number, both: number) => (score.goal === 'maximize' ? both - base : base - both)
    const sides = {
      n: parts.n,
      whole: async (side: Side) => {
        // The same model as that of real rows where all of them are taken.
        const base = await scoreWith(
          study.n === study.train.rowCount ? 'real' : 'all real',
          () => study.train,
          parts.test,
        )
        const both = await scoreWith(`gain ${side}`, () => appendTables(study.train, parts.added[side]), parts.test)
        Object.assign(scores, { 'training rows': base, [`with ${side} rows`]: both })
        return gain(base, both)
      },
      half: async (side: Side, repeat: number) => {
        const half = (name: string, table: Table) =>
          study.table(`gain ${name} half ${repeat}`, () => halfOf(table, study.rng.fork(`gain ${name}`).fork(repeat)))
        const [base, added, test] = [half('base', study.train), half(side, parts.added[side]), half('test', parts.test)]
        return gain(
          await scoreWith(`gain base half ${repeat}`, () => base, test),
          await scoreWith(`gain ${side} half ${repeat}`, () => appendTables(base, added), test),
        )
      },
    }
    const result = await besideReal(traits, sides, repeats, run)
    return { ...result, details: { scores: { kind: 'parts', values: scores } } }
  })
}

interface Parts {
  readonly n: number
  /** Rows to add to the training rows. */
  readonly added: Readonly<Record<Side, Table>>
  readonly test: Table
}

/** One half of the hold-out is added, the other tested on. */
function partsOf({ synthetic, holdout, rng, table }: Study): Parts {
  const order = permutation(holdout.rowCount, rng.fork('gain halves'))
  const n = Math.min(synthetic.rowCount, order.length >> 1)
  return {
    n,
    added: {
      synthetic: table('gain synthetic', () => chooseRows(synthetic, n, rng.fork('gain synthetic'))),
      real: table('gain real', () => rowsInOrder(holdout, order, n)),
    },
    test: table('gain test', () => rowsInOrder(holdout, order.slice(order.length >> 1), order.length)),
  }
}

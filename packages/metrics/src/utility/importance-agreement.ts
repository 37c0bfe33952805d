import type { Column, Metric, MetricResult, Rng, RunOptions, Table } from '@asdf/contract'
import type { Learned, Learner } from './learner.ts'
import type { UtilityOptions } from './options.ts'
import type { Studies, Study } from './study.ts'
import {
  checkNumberOption,
  chooseRows,
  featureIndices,
  permutation,
  sampleWithoutReplacement,
  takeRows,
} from '@asdf/core'
import { undefinedMetric } from '../checks.ts'
import { spearman } from './kernels/spearman.ts'
import { checkLearner, scoreOutcome } from './learner.ts'
import { readUtilityOptions } from './options.ts'
import { separateStudies, sideModel } from './study.ts'
import { utilityMetric } from './traits.ts'

const where = 'importanceAgreement'

export interface ImportanceOptions extends Pick<UtilityOptions, 'score'> {
  /** Most hold-out rows whose features are shuffled, chosen by the seed. */
  readonly rows: number
  /** Most features that are shuffled, chosen by the seed: predictions of wide tables cost as much as the table is wide. */
  readonly features: number
}

const leastFeatures = 3

/**
 * Whether models of synthetic and of real rows rest on the same features: Spearman's rank correlation of their permutation
 * importances. The importance of a feature is how much worse the `score` on the hold-out gets when that column is shuffled, in
 * the same way for both models (Breiman, "Random forests", 2001). `details` has both models' importances. 1 is the same
 * order, 0 none in common, -1 the reverse. Both learn from `n` rows.
 *
 * Features that matter to neither rank by chance, so fresh real rows stay well below 1: read it beside `withCeiling`, and not with
 * fewer than about ten features. Cost: two fits, and two predictions of `rows` rows for each of at most `features` features. Learners and errors as
 * in `trainSyntheticTestReal`; `ASDF_METRIC_UNDEFINED` also with fewer than 3 features, and where no feature matters.
 */
export function importanceAgreement(learner: Learner, options: Partial<ImportanceOptions> = {}): Metric {
  checkLearner(where, learner)
  return agreementOf(separateStudies(learner), options)
}

/** As `importanceAgreement`, with models that other metrics share. */
export function agreementOf(studies: Studies, options: Partial<ImportanceOptions>): Metric {
  const { score, rows, features } = readUtilityOptions(where, options, { rows: 2000, features: 100 })
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 2 })
  checkNumberOption(where, 'features', features, { integer: true, minimum: leastFeatures })
  const traits = {
    id: '@asdf/metrics/importance-agreement',
    label: 'agreement of importances',
    goal: 'maximize',
    range: [-1, 1],
  } as const
  return utilityMetric(traits, where, studies, (study, run) => measureAgreement(study, score, { rows, features }, run))
}

async function measureAgreement(
  study: Study,
  score: UtilityOptions['score'],
  { rows, features: most }: Omit<ImportanceOptions, 'score'>,
  { onProgress, ...run }: RunOptions,
): Promise<MetricResult> {
  const all = featureIndices(study.train.schema)
  if (all.length < leastFeatures) {
    throw undefinedMetric(where, `needs at least ${leastFeatures} features to rank, got ${all.length}`)
  }
  const rng = study.rng.fork(where)
  const features =
    all.length <= most ? all : Array.from(sampleWithoutReplacement(all.length, most, rng), (at) => all[at]!)
  const test = chooseRows(study.holdout, rows, rng.fork('rows'))
  const models = { synthetic: await sideModel(study, 'synthetic', run), real: await sideModel(study, 'real', run) }
  const importances = { synthetic: [] as number[], real: [] as number[] }
  const totalSteps = features.length + 1
  const scoreOn = async (model: Learned, table: Table) => scoreOutcome(where, score, await model.predict(table))
  const whole = { synthetic: await scoreOn(models.synthetic, test), real: await scoreOn(models.real, test) }
  onProgress?.({ phase: where, step: 1, totalSteps })
  for (const [place, index] of features.entries()) {
    run.signal?.throwIfAborted()
    const shuffled = withShuffled(test, index, rng.fork(test.schema.fields[index]!.name))
    for (const side of ['synthetic', 'real'] as const) {
      const drop = whole[side] - (await scoreOn(models[side], shuffled))
      importances[side].push(score.goal === 'maximize' ? drop : -drop)
    }
    onProgress?.({ phase: where, step: place + 2, totalSteps })
  }
  const value = spearman(importances.synthetic, importances.real)
  if (value === undefined) throw undefinedMetric(where, 'no feature matters more to a model than the others')
  const named = (values: readonly number[]) => ({
    kind: 'parts' as const,
    values: Object.fromEntries(features.map((index, place) => [test.schema.fields[index]!.name, values[place]!])),
  })
  return {
    value,
    n: study.n,
    details: {
      'importances for synthetic rows': named(importances.synthetic),
      'importances for real rows': named(importances.real),
    },
  }
}

function withShuffled(table: Table, index: number, rng: Rng): Table {
  const order = permutation(table.rowCount, rng)
  const alone = { ...table, schema: { fields: [table.schema.fields[index]!] }, columns: [table.columns[index]!] }
  const [shuffled] = takeRows(alone, order).columns
  return { ...table, columns: table.columns.map((column, at): Column => (at === index ? shuffled! : column)) }
}

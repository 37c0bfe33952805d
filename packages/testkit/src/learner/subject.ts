import type { Artifact, RunOptions, Table, Tensor } from '@asdf/contract'
import type { Check } from '../check.ts'
import type { MixedTableOptions } from '../fixtures.ts'

/** What is told of a classifier or a regressor besides its factory. */
export interface LearnerSubject<Options> {
  /** Options that make the learner small, so that checks take seconds. */
  readonly options?: Partial<Options>
  /** Whether nulls in features are learned from rather than refused. */
  readonly nulls: 'modelled' | 'rejected'
  /** Whether a column with the role weight is learned from, as when absent, or refused. */
  readonly weights?: 'modelled' | 'rejected'
  /**
   * How far mean predictions may lie from those of the fit whose rows are repeated as often as they weigh, on average: in
   * probability, or in standard deviations of the target. 1e-6 when absent; above 0 for learners that draw rows or count
   * those of a leaf. Ignored weights are 0.1 off and more, 0.4 in a regressor.
   */
  readonly weightTolerance?: number
  /** Whether `save` works; a wrapped estimator may be unable to. */
  readonly saves?: boolean
  /** How many damaged copies of its artifact are tried; 40 when absent. */
  readonly damages?: number
}

/** What classifiers and regressors have in common. */
export interface LearnerFactory<Options, Model> {
  (options?: Partial<Options>): {
    readonly id: string
    readonly options: object
    fit(train: Table, run: RunOptions): Promise<Model>
  }
  readonly id: string
  readonly defaults: Readonly<Options>
  load(artifact: Artifact): Model
}

export interface LearnerModel {
  readonly id: string
  readonly warnings: readonly string[]
  save(): Artifact
}

/** A kind of learner: what it predicts, and from which tables. */
export interface Learner<Options, Model extends LearnerModel> extends LearnerSubject<Options> {
  readonly factory: LearnerFactory<Options, Model>
  readonly target: string
  /** A column of another kind than this learner's targets. */
  readonly wrongTarget: string
  readonly table: (rowCount: number, seed: number, options?: MixedTableOptions) => Table
  readonly predict: (model: Model, table: Table) => Promise<Tensor<'f64'>>
  /** Fails unless these can be predictions for so many rows. */
  readonly checkPredictions: (predictions: Tensor<'f64'>, rowCount: number) => void
}

/** What the checks of one learner share. */
export interface LearnerSetup<Options, Model extends LearnerModel> extends Learner<Options, Model> {
  readonly train: Table
  /** Rows of the same kind that are not in `train`. */
  readonly test: Table
  readonly fit: (table?: Table, run?: Partial<RunOptions>) => Promise<Model>
  /** What a model fitted on `table` predicts for the test rows. */
  readonly fitAndPredict: (table: Table, run?: Partial<RunOptions>) => Promise<Tensor<'f64'>>
  readonly checks: Check[]
  readonly check: (name: string, run: () => Promise<void>) => void
}

export function setUpLearner<Options, Model extends LearnerModel>(
  learner: Learner<Options, Model>,
): LearnerSetup<Options, Model> {
  const train = learner.table(300, 1)
  const test = learner.table(200, 2)
  const fit = (table = train, run: Partial<RunOptions> = {}) =>
    learner.factory(learner.options).fit(table, { seed: 1, ...run })
  const checks: Check[] = []
  return {
    ...learner,
    train,
    test,
    fit,
    fitAndPredict: async (table, run) => learner.predict(await fit(table, run), test),
    checks,
    check: (name, run) => checks.push({ name, run }),
  }
}

/** The names of a table's columns without those given. */
export function columnNames(table: Table, ...without: readonly string[]): string[] {
  return table.schema.fields.map(({ name }) => name).filter((name) => !without.includes(name))
}

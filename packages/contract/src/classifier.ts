import type { Artifact } from './artifact.ts'
import type { JsonObject } from './json.ts'
import type { RunOptions } from './run.ts'
import type { Table } from './table.ts'
import type { Tensor } from './tensor.ts'

/** Learns the column whose role is `target`, a categorical or boolean one. */
export interface Classifier<Data = Table> {
  readonly specVersion: 1
  readonly id: string
  readonly options: JsonObject
  /** Rows count by the column with the role `weight`; the role is not read when absent. */
  readonly takesWeights?: true
  fit(train: Data, run: RunOptions): Promise<FittedClassifier<Data>>
}

/** What `fit` returns: predicts the class of rows. */
export interface FittedClassifier<Data = Table> {
  readonly specVersion: 1
  readonly id: string
  /** The target's categories, in the order of its field. */
  readonly classes: readonly string[]
  /** What the caller should know and did not stop the fit, such as a column that was left out or shortened. */
  readonly warnings: readonly string[]
  /** Shape `[rowCount, classes.length]`; each row sums to one. Rows need the features, not the target. */
  predictProbability(rows: Data): Promise<Tensor<'f64'>>
  save(): Artifact
}

/** What a classifier package exports: call it to configure, `load` to restore. */
export interface ClassifierFactory<Options, Configured extends Classifier = Classifier> {
  (options?: Partial<Options>): Configured
  readonly id: string
  readonly defaults: Readonly<Options>
  load(artifact: Artifact): FittedClassifier
}

/** A classifier that can also be trained an epoch at a time on rows that change between epochs. */
export interface EpochClassifier<Data = Table> extends Classifier<Data> {
  /** Prepares a session from the training rows (classes, encodings, bins) without training on them yet. */
  start(train: Data, run: RunOptions): Promise<ClassifierSession<Data>>
}

/** A training under way, an epoch at a time. */
export interface ClassifierSession<Data = Table> {
  readonly classes: readonly string[]
  /** What the caller should know and did not stop the start, such as a column that was left out or shortened. */
  readonly warnings: readonly string[]
  /** Trains one more epoch on these batches, going on from where the last epoch ended. */
  epoch(batches: readonly Data[]): Promise<void>
  /** Shape `[rowCount, classes.length]`, from the model as it stands. */
  predictProbability(rows: Data): Promise<Tensor<'f64'>>
  /** The model as it stands, independent of later epochs. What runs elsewhere, as on a GPU, keeps a copy here for it. */
  finish(): FittedClassifier<Data>
  /** Frees threads and caches. Safe to call twice. */
  close(): Promise<void>
}

/** Learns the column whose role is `target`, a numeric one. */
export interface Regressor {
  readonly specVersion: 1
  readonly id: string
  readonly options: JsonObject
  fit(train: Table, run: RunOptions): Promise<FittedRegressor>
}

/** What `fit` returns: predicts the number of rows. */
export interface FittedRegressor {
  readonly specVersion: 1
  readonly id: string
  /** What the caller should know and did not stop the fit, such as a column that was left out or shortened. */
  readonly warnings: readonly string[]
  /** Shape `[rowCount]`. */
  predict(table: Table): Promise<Tensor<'f64'>>
  save(): Artifact
}

/** What a regressor package exports: call it to configure, `load` to restore. */
export interface RegressorFactory<Options> {
  (options?: Partial<Options>): Regressor
  readonly id: string
  readonly defaults: Readonly<Options>
  load(artifact: Artifact): FittedRegressor
}

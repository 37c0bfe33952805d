import type { Artifact } from './artifact.ts'
import type { JsonObject } from './json.ts'
import type { RunOptions } from './run.ts'
import type { Table } from './table.ts'
import type { Tensor } from './tensor.ts'

/** Learns the column whose role is `target`, a categorical or boolean one. */
export interface Classifier {
  readonly specVersion: 1
  readonly id: string
  readonly options: JsonObject
  fit(train: Table, run: RunOptions): Promise<FittedClassifier>
}

export interface FittedClassifier {
  readonly specVersion: 1
  readonly id: string
  /** The target's categories, in the order of its field. */
  readonly classes: readonly string[]
  /** Shape `[rowCount, classes.length]`; each row sums to one. The table needs the features, not the target. */
  predictProbability(table: Table): Promise<Tensor<'f64'>>
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
export interface EpochClassifier extends Classifier {
  /** Prepares a session from the training rows (classes, encodings, bins) without training on them yet. */
  start(train: Table, run: RunOptions): Promise<ClassifierSession>
}

export interface ClassifierSession {
  readonly classes: readonly string[]
  /** Trains one more epoch on these batches, going on from where the last epoch ended. */
  epoch(batches: readonly Table[]): Promise<void>
  /** Shape `[rowCount, classes.length]`, from the model as it stands. */
  predictProbability(table: Table): Promise<Tensor<'f64'>>
  /** The model as it stands, independent of later epochs. */
  finish(): FittedClassifier
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

export interface FittedRegressor {
  readonly specVersion: 1
  readonly id: string
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

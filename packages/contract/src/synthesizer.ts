import type { Artifact } from './artifact.ts'
import type { JsonObject } from './json.ts'
import type { FitOptions, RunOptions } from './run.ts'
import type { ColumnKind, Schema } from './schema.ts'
import type { Table } from './table.ts'

/** What a synthesizer promises. `@asdf/testkit` picks its checks from these. */
export interface SynthesizerTraits {
  /** Column kinds it can fit; empty when it does not take tables. */
  readonly kinds: readonly ColumnKind[]
  readonly nulls: 'rejected' | 'modelled'
  readonly target: 'ignored' | 'optional' | 'required'
  /** Whether `sample` accepts `where`. */
  readonly conditional: boolean
  /** Same seed, same bytes; or only the same distribution. */
  readonly reproducible: 'bitwise' | 'statistical'
  /** Whether a saved model contains training rows verbatim, as SMOTE's does. */
  readonly keepsTrainingRows: boolean
  readonly privacy: 'none' | 'differential'
  /** Kinds whose missing values a fitted model can fill in (see `ImputingModel`); it has no `impute` when absent. */
  readonly imputes?: readonly ColumnKind[]
  readonly minimumRows: number
}

/** How to draw rows from a fitted model. */
export interface SampleOptions extends RunOptions {
  /** Fixes columns to values. Only for synthesizers whose traits say `conditional`. */
  readonly where?: Readonly<Record<string, string | number | boolean>>
}

/** What happened in a fit, for people to read. */
export interface FitReport {
  readonly steps: number
  /** Final value of each loss, by name. */
  readonly losses: Readonly<Record<string, number>>
  /** Things the caller should know that did not stop the fit. */
  readonly warnings: readonly string[]
  /** What holds of every row by construction, such as how many training rows share a value that is given out. */
  readonly promises?: readonly string[]
  /**
   * Rules between columns that every row keeps, in words, where the synthesizer looks after them. Those that a user wrote end
   * in `(declared)`.
   */
  readonly rules?: readonly string[]
}

/** An algorithm with its options chosen. Immutable; `fit` leaves it as it was. */
export interface Synthesizer<Fit = Table, Sample = Fit> {
  readonly specVersion: 1
  /** Package-qualified and permanent, such as `@asdf/smote/borderline`. */
  readonly id: string
  readonly traits: SynthesizerTraits
  readonly options: JsonObject
  fit(train: Fit, run: FitOptions): Promise<FittedSynthesizer<Sample>>
}

/**
 * A synthesizer that goes on training while what it is asked for changes, as the adaptive loop's does.
 * `fit` is then `start`, `train` and `finish`.
 */
export interface SteerableSynthesizer<Fit = Table, Sample = Fit> extends Synthesizer<Fit, Sample> {
  start(train: Fit, run: FitOptions): Promise<SynthesizerSession<Sample>>
}

/** What the downstream model gets wrong, by class: what steers a generator. */
export interface ErrorContext {
  readonly classes: readonly string[]
  /** 1 - F1 of each class, measured on rows that neither model was trained on. */
  readonly errors: Float64Array
}

/** A training under way that is told what the downstream model gets wrong. */
export interface SynthesizerSession<Sample = Table> {
  train(steps: number, context: ErrorContext): Promise<void>
  sample(count: number, run: SampleOptions): Promise<Sample>
  /** The model as it stands, independent of later training. What runs elsewhere, as on a GPU, keeps a copy here for it. */
  finish(): FittedSynthesizer<Sample>
  /** Frees devices, threads and caches. Safe to call twice. */
  close(): Promise<void>
}

/** What `fit` returns. It exists only once fitted, so nothing can be called too early. */
export interface FittedSynthesizer<Sample = Table> {
  readonly specVersion: 1
  readonly id: string
  /** The columns of every sample, known without drawing one. Holds nothing about the training rows that may not be released. */
  readonly schema: Schema
  readonly report: FitReport
  sample(count: number, run: SampleOptions): Promise<Sample>
  save(): Artifact
}

/** A fitted synthesizer that also fills in missing values. `traits.imputes` lists the kinds of columns it fills. */
export interface ImputingModel<Sample = Table> extends FittedSynthesizer<Sample> {
  /**
   * The table with the missing values of its features replaced by draws that agree with the rest of their row. Everything
   * else stays as it is, columns of other kinds and identifiers included. Columns must be those of the training table.
   */
  impute(table: Sample, run: RunOptions): Promise<Sample>
}

/** Whoever can restore a saved synthesizer: a factory, or a wrapper such as `withColumn`. */
export interface SynthesizerLoader<Sample = Table> {
  /** The `writer` of the artifacts that it reads. */
  readonly id: string
  load(artifact: Artifact, options?: LoadOptions): FittedSynthesizer<Sample>
}

/** What `load` may need besides the artifact. */
export interface LoadOptions {
  /** Who restores the models that a wrapper holds, and those that they hold. Only wrappers look at it. */
  readonly factories?: readonly SynthesizerLoader[]
}

/** What an algorithm package exports: call it to configure, `load` to restore. */
export interface SynthesizerFactory<Options, Fit = Table, Sample = Fit> {
  (options?: Partial<Options>): Synthesizer<Fit, Sample>
  readonly id: string
  readonly traits: SynthesizerTraits
  readonly defaults: Readonly<Options>
  load(artifact: Artifact, options?: LoadOptions): FittedSynthesizer<Sample>
}

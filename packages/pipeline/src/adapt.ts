import type {
  ClassifierSession,
  EpochClassifier,
  Field,
  FittedClassifier,
  FittedSynthesizer,
  PredictionMetric,
  Predictions,
  RunOptions,
  SteerableSynthesizer,
  Synthesizer,
  Table,
} from '@asdf/contract'
import type { EpochRows } from './epoch-rows.ts'
import type { RowGate } from './gate.ts'
import type { ByClass, LogEntry } from './log.ts'
import type { Policy } from './policy.ts'
import type { Preparation } from './preparation.ts'
import type { RowSource } from './row-source.ts'
import type { RowLabels, Teacher } from './teacher.ts'
import { AsdfError } from '@asdf/contract'
import {
  checkNumberOption,
  checkOptionNames,
  checkRun,
  checkTable,
  classCounts,
  classNames,
  createRng,
  cutTable,
  optionError,
  predictTable,
  repeatRule,
  splitTable,
  targetIndex,
  toNumbers,
} from '@asdf/core'
import { checkPart, checkParts, checkSynthesizer } from './check-parts.ts'
import { composeEpoch } from './epoch-rows.ts'
import { fitPreparations } from './preparation.ts'
import { openRowSource } from './row-source.ts'
import { fitTeacher, labelKind } from './teacher.ts'

/** Everything the loop works with, handed in. */
export interface AdaptOptions {
  readonly classifier: EpochClassifier
  /** Must be able to sample one class at a time (`traits.conditional`). */
  readonly synthesizer: Synthesizer | SteerableSynthesizer
  readonly policy: Policy
  /** F1 of each class, by code: the context c of the paper. */
  readonly classScores: (predictions: Predictions) => Float64Array
  /** Scored on the validation rows after every epoch; the first one chooses the epoch that is kept. */
  readonly metrics: readonly [PredictionMetric, ...PredictionMetric[]]
  /** Imputing, encoding and the like, fitted on training rows only. */
  readonly preparations?: readonly Preparation[]
  readonly epochs?: number
  readonly batchesPerEpoch?: number
  /** Share of the training part that is set aside to steer by, and never trained on. */
  readonly controllerShare?: number
  /** Steps that a steerable synthesizer trains before the first epoch, when nothing is known of errors. */
  readonly synthesizerWarmUpSteps?: number
  /** Steps that a steerable synthesizer trains between epochs. */
  readonly synthesizerStepsPerEpoch?: number
  /** Looks at every draw before it is trained on. */
  readonly gate?: RowGate
  /**
   * Gives synthetic rows soft labels. A classifier that takes weights learns from a copy of a row for each class,
   * weighted by its probability; for others one class is drawn by these probabilities. The log says which.
   */
  readonly teacher?: Teacher
  /** Called with every entry in order; the loop waits for it. */
  readonly log?: (entry: LogEntry) => void | Promise<void>
}

export interface AdaptResult {
  /** Takes rows that `prepare` has made ready. */
  readonly classifier: FittedClassifier
  readonly synthesizer: FittedSynthesizer
  /** Does to new rows what the preparations did to the training rows. */
  readonly prepare: (table: Table, run: RunOptions) => Promise<Table>
  /** Epoch whose model was kept, from 1. */
  readonly bestEpoch: number
  /** Synthetic rows that the kept model had been trained on, counting each epoch's. */
  readonly syntheticRows: number
  /** What the synthesizer, the classifier and the teacher warn of, each once. */
  readonly warnings: readonly string[]
  readonly validation: Predictions
  /** The one look at the test rows, by the kept model. */
  readonly test: Predictions
}

interface Parts {
  readonly prepare: AdaptResult['prepare']
  readonly train: Table
  readonly controller: Table
  readonly validation: Table
  readonly test: Table
}

type Settings = Required<Omit<AdaptOptions, 'gate' | 'teacher'>> & {
  readonly gate: RowGate | undefined
  readonly teacher: Teacher | undefined
}

interface Loop extends Settings {
  readonly labels: RowLabels | undefined
  readonly parts: Parts
  readonly target: string
  readonly realCounts: Uint32Array
  readonly session: ClassifierSession
  readonly source: RowSource
  readonly run: RunOptions
}

const defaults = {
  preparations: [],
  epochs: 30,
  batchesPerEpoch: 1,
  controllerShare: 0.15,
  synthesizerWarmUpSteps: 1000,
  synthesizerStepsPerEpoch: 100,
  gate: undefined,
  teacher: undefined,
  log: () => {},
}

/**
 * The adaptive loop (paper, section V.B): split → prepare → train an epoch → measure F1 per class on controller rows →
 * let the policy ask the synthesizer for rows of the classes that fail → train the next epoch on real and synthetic rows.
 *
 * The table is split 70/15/15 before anything looks at it; the controller rows are cut from the training part. Synthetic
 * rows are made from the remaining training rows only, anew for every epoch, and beside all of them. Test rows
 * are predicted once, at the end, by the model of the epoch that did best on validation rows.
 */
export async function adapt(table: Table, options: AdaptOptions, run: RunOptions): Promise<AdaptResult> {
  const settings: Settings = { ...defaults, ...options }
  checkSettings(options, settings)
  checkRun('adapt', run)
  checkTable('adapt', table)
  const parts = await cutParts(table, settings, run)
  const targetAt = targetIndex(parts.train.schema, 'adapt')
  const field = parts.train.schema.fields[targetAt]!
  await settings.log(runEntry(settings, parts, field, run))
  const labels = await openLabels(settings, parts.train, field, run)
  const learned = { train: parts.train, classes: classNames(field) }
  const steps = { warmUp: settings.synthesizerWarmUpSteps, perEpoch: settings.synthesizerStepsPerEpoch }
  const source = await openRowSource(settings.synthesizer, learned, steps, run)
  try {
    const session = await settings.classifier.start(parts.train, withoutProgress(run))
    const realCounts = classCounts(field, parts.train.columns[targetAt]!)
    try {
      return await runEpochs({ ...settings, labels, parts, target: field.name, realCounts, session, source, run })
    } finally {
      await session.close()
    }
  } finally {
    await source.close()
  }
}

/** Fits the teacher, if there is one; the classifier says how its labels are to be learned. */
async function openLabels(
  { teacher, classifier }: Settings,
  train: Table,
  target: Field,
  run: RunOptions,
): Promise<RowLabels | undefined> {
  if (teacher === undefined) return undefined
  return fitTeacher(teacher, { train, target, labels: labelKind(classifier) }, withoutProgress(run))
}

interface Best {
  readonly epoch: number
  readonly value: number
  readonly model: FittedClassifier
  readonly synthesizer: FittedSynthesizer
  readonly syntheticRows: number
  readonly validation: Predictions
}

async function runEpochs(loop: Loop): Promise<AdaptResult> {
  const { parts, session, source, metrics, run, epochs } = loop
  const { classes } = session
  let counts: Uint32Array = new Uint32Array(classes.length)
  let syntheticRows = 0
  let best: Best | undefined
  for (let epoch = 1; epoch <= epochs; epoch++) {
    run.signal?.throwIfAborted()
    const rows = await composeEpoch({ ...loop, epoch, counts, classes })
    for (const entry of rows.entries) await loop.log(entry)
    await session.epoch(rows.batches)
    syntheticRows += rows.syntheticRows
    const scores = scoresOf(loop, await predictTable(session, parts.controller))
    const predictions = await predictTable(session, parts.validation)
    const validation = scoreAll(metrics, predictions)
    await loop.log(epochEntry(epoch, rows, classes, { scores, validation }))
    const value = validation[metrics[0].id]!
    if (best === undefined || isBetter(metrics[0], value, best.value)) {
      const kept = { model: session.finish(), synthesizer: source.finish(), validation: predictions }
      best = { ...kept, epoch, value, syntheticRows }
    }
    run.onProgress?.({
      phase: 'adapt',
      step: epoch,
      totalSteps: epochs,
      values: {
        syntheticRows: rows.syntheticRows,
        ...byClass(classes, scores, 'F1 '),
        ...byLabel(metrics, validation),
      },
    })
    if (epoch < epochs) counts = await prepareNext(loop, { epoch, scores, counts })
  }
  return conclude(loop, best!)
}

function scoresOf({ classScores }: Loop, predictions: Predictions): Float64Array {
  const scores = toNumbers('adapt', 'classScores', classScores(predictions))
  const { length } = predictions.classes
  if (scores.length === length && scores.every((score) => score >= 0 && score <= 1)) return scores
  throw optionError('adapt', 'classScores', scores, `must give ${length} numbers from 0 to 1, one for each class`)
}

/** Tells the synthesizer what the classifier gets wrong, and has the policy say what the next epoch is to get. */
async function prepareNext(
  { session, source, policy, realCounts }: Loop,
  { epoch, scores, counts }: { epoch: number; scores: Float64Array; counts: Uint32Array },
): Promise<Uint32Array> {
  const { classes } = session
  await source.steer({ classes, errors: scores.map((score) => 1 - score) })
  const wanted = await policy.decide({ epoch, classes, scores, realCounts, syntheticCounts: counts })
  if (wanted instanceof Uint32Array && wanted.length === classes.length) return wanted.slice()
  throw optionError('adapt', 'policy', wanted, `must decide on a Uint32Array of ${classes.length} counts`)
}

async function conclude(loop: Loop, best: Best): Promise<AdaptResult> {
  const { parts, metrics, labels } = loop
  const test = await predictTable(best.model, parts.test)
  await loop.log({ kind: 'end', bestEpoch: best.epoch, test: scoreAll(metrics, test) })
  return {
    classifier: best.model,
    synthesizer: best.synthesizer,
    prepare: parts.prepare,
    bestEpoch: best.epoch,
    syntheticRows: best.syntheticRows,
    warnings: [...new Set([best.synthesizer.report, best.model, labels].flatMap((part) => part?.warnings ?? []))],
    validation: best.validation,
    test,
  }
}

async function cutParts(table: Table, settings: Settings, run: RunOptions): Promise<Parts> {
  const { train, validation, test } = splitTable(table, { seed: run.seed })
  const seed = createRng(run.seed).fork('controller').nextUint32()
  const { rest, cut } = cutTable(train, settings.controllerShare, seed)
  if (cut.rowCount === 0 || validation.rowCount === 0 || test.rowCount === 0) {
    throw new AsdfError(
      'ASDF_TOO_FEW_ROWS',
      `adapt: ${table.rowCount} rows cannot be cut into four parts; give it more`,
      {
        required: 40,
        received: table.rowCount,
      },
    )
  }
  const prepared = await fitPreparations(rest, settings.preparations, run)
  return {
    train: prepared.train,
    controller: await prepared.apply(cut, run),
    validation: await prepared.apply(validation, run),
    test: await prepared.apply(test, run),
    prepare: prepared.apply,
  }
}

function checkSettings(options: AdaptOptions, settings: Settings): void {
  const required = { classifier: 0, synthesizer: 0, policy: 0, classScores: 0, metrics: 0 }
  checkOptionNames('adapt', options, { ...defaults, ...required })
  const { classifier, synthesizer, policy, metrics, teacher, gate } = settings as Partial<Settings>
  const { classScores, log, preparations } = settings as Partial<Settings>
  checkPart('adapt', 'classifier', classifier, 'start', 'must be a classifier that trains by epochs')
  checkSynthesizer('adapt', 'synthesizer', synthesizer)
  if (teacher !== undefined) checkPart('adapt', 'teacher', teacher, 'fit', 'must be a configured classifier')
  if (gate !== undefined) checkPart('adapt', 'gate', gate, 'accept', 'must be a gate')
  checkPart('adapt', 'policy', policy, 'decide', 'must be a policy')
  for (const [option, received] of Object.entries({ classScores, log })) {
    if (typeof received !== 'function') throw optionError('adapt', option, received, 'must be a function')
  }
  checkParts('adapt', 'preparations', preparations, 'fit', 'must be a list of preparations')
  checkParts('adapt', 'metrics', metrics, 'compute', 'must be a list of at least one metric of predictions')
  if (settings.metrics.length < 1) throw optionError('adapt', 'metrics', metrics, 'must have at least one metric')
  for (const name of ['epochs', 'batchesPerEpoch'] as const)
    checkNumberOption('adapt', name, settings[name], repeatRule)
  checkNumberOption('adapt', 'controllerShare', settings.controllerShare, { minimum: 0.01, maximum: 0.5 })
  for (const name of ['synthesizerWarmUpSteps', 'synthesizerStepsPerEpoch'] as const)
    checkNumberOption('adapt', name, settings[name], { ...repeatRule, maximum: 10_000_000 })
  const { id, traits } = settings.synthesizer
  if (traits.conditional) return
  throw new AsdfError(
    'ASDF_UNSUPPORTED',
    `adapt: ${id} cannot sample one class at a time; use a conditional synthesizer`,
    {
      feature: 'where',
    },
  )
}

function runEntry(settings: Settings, parts: Parts, target: Field, run: RunOptions): LogEntry {
  const { synthesizer, classifier, policy, gate, teacher } = settings
  return {
    kind: 'run',
    logVersion: 1,
    seed: run.seed,
    epochs: settings.epochs,
    batchesPerEpoch: settings.batchesPerEpoch,
    target: target.name,
    classes: classNames(target),
    rows: {
      train: parts.train.rowCount,
      controller: parts.controller.rowCount,
      validation: parts.validation.rowCount,
      test: parts.test.rowCount,
    },
    preparations: settings.preparations.map(({ id }) => id),
    synthesizer: { id: synthesizer.id, options: synthesizer.options },
    classifier: { id: classifier.id, options: classifier.options },
    policy: { id: policy.id, options: policy.options },
    gate: gate?.id ?? null,
    teacher: teacher === undefined ? null : { id: teacher.id, options: teacher.options, labels: labelKind(classifier) },
  }
}

function epochEntry(
  epoch: number,
  rows: EpochRows,
  classes: readonly string[],
  { scores, validation }: { scores: Float64Array; validation: ByClass },
): LogEntry {
  return {
    kind: 'epoch',
    epoch,
    rows: rows.rowCount,
    syntheticRows: rows.syntheticRows,
    syntheticFraction: rows.syntheticRows / rows.rowCount,
    syntheticByClass: byClass(classes, rows.syntheticCounts),
    f1: byClass(classes, scores),
    validation,
  }
}

function scoreAll(metrics: readonly PredictionMetric[], predictions: Predictions): ByClass {
  return Object.fromEntries(metrics.map((metric) => [metric.id, metric.compute(predictions)]))
}

function byClass(classes: readonly string[], values: Float64Array | Uint32Array, prefix = ''): ByClass {
  return Object.fromEntries(classes.map((name, code) => [prefix + name, values[code]!]))
}

function byLabel(metrics: readonly PredictionMetric[], values: ByClass): ByClass {
  return Object.fromEntries(metrics.map(({ id, label }) => [label, values[id]!]))
}

function isBetter(metric: PredictionMetric, value: number, than: number): boolean {
  return metric.goal === 'maximize' ? value > than : value < than
}

/** The loop reports epochs; what its parts report would only blur them. */
function withoutProgress({ seed, signal }: RunOptions): RunOptions {
  return signal === undefined ? { seed } : { seed, signal }
}

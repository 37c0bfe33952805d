import type { Rng, Table } from '@asdf/contract'
import type { CheckpointScope, EpochRecord, EpochSettings, TrainingState } from '@asdf/nn/training'
import type { GanLoss } from '../losses.ts'
import type { GanModel } from '../model/gan-model.ts'
import type { GanTrainer } from '../training/trainer.ts'
import type { GanRunOptions } from './run-options.ts'
import type { GanSettings } from './settings.ts'
import type { TrainingContext } from './training-context.ts'
import { checkRun, sampleWithoutReplacement, takeRows } from '@asdf/core'
import { cellBins, pairDistance } from '@asdf/core/statistics'
import { contextSize, findCollapse, fitAcceptance, unjudgedClass } from '@asdf/nn/table'
import {
  checkCheckpointEvery,
  restoreCheckpoint,
  rowsChecksum,
  saveCheckpoint,
  trainEpochs,
  trainingReport,
} from '@asdf/nn/training'
import { gradientBoosting } from '@asdf/trees'
import { openTraining } from './training-context.ts'

/** Fits a model: trains, goes back to the best epoch, and measures what the generator is sampled with. */
export async function fitModel(table: Table, settings: GanSettings, run: GanRunOptions): Promise<GanModel> {
  checkRun(`${settings.name}.fit`, run)
  checkCheckpointEvery(`${settings.name}.fit`, run.checkpointEvery)
  const context = await openTraining(table, settings, run)
  try {
    const errors = new Float32Array(contextSize(context.plan))
    const { trainer } = context
    if (trainer === undefined) return await finishModel(context, errors, [], run)
    const state = await trainEpochs(trainer, epochSettings(context, trainer, errors, run), run)
    if (state.best !== undefined) trainer.values.set(state.best.values)
    return await finishModel(context, errors, state.history, run, state.best?.epoch)
  } finally {
    await context.close()
  }
}

function epochSettings(
  context: TrainingContext,
  trainer: GanTrainer,
  errors: Float32Array,
  run: GanRunOptions,
): EpochSettings<GanLoss> {
  const { settings } = context
  const every = run.checkpointEvery ?? 10
  const scope = checkpointScope(context, run.seed)
  const save = (state: TrainingState) => saveCheckpoint(scope, state)
  const source = context.conditions()
  return {
    name: settings.name,
    epochs: settings.epochs,
    stepsPerEpoch: context.stepsPerEpoch,
    step: () => trainer.step(source, errors),
    earlyStopping: settings.earlyStopping,
    validate: validator(context, errors),
    resume: run.resume && restoreCheckpoint(run.resume, scope, trainer.save(), trainer.values.length),
    onEpoch(record, state) {
      run.onEpoch?.(record)
      if (run.onCheckpoint !== undefined && record.epoch % every === 0) run.onCheckpoint(save(state()))
    },
    onDiverged(state) {
      if (state !== undefined) run.onCheckpoint?.(save(state))
    },
  }
}

function checkpointScope({ settings, prepared }: TrainingContext, seed: number): CheckpointScope {
  const { id, name, epochs, earlyStopping, fingerprint: options } = settings
  return { id, name, epochs, earlyStopping, identity: { options, seed, rows: rowsChecksum(prepared.rows) } }
}

/** How far rows of the generator are from those that were held back. */
function validator(context: TrainingContext, errors: Float32Array): (() => Promise<number>) | undefined {
  const { heldBack, train } = context.prepared
  if (heldBack === undefined) return undefined
  const bins = cellBins(train)
  const held = bins.codes(heldBack)
  return async () => {
    const numbers = await context.numbers(errors)
    const made = await context.make(numbers, new Float32Array(0), heldBack.rowCount, context.rng.fork('validate'))
    return pairDistance(bins, bins.codes(made), held)
  }
}

const mostJudged = 50_000
/** Boosted trees, which stop growing when rows that are held back are not distinguished any better. */
const rowJudge = gradientBoosting({ rounds: 200, earlyStopping: { rounds: 10, fraction: 0.2, tolerance: 1e-4 } })

/** The model as it stands: statistics, calibration, the picking of rows, and a look at whether it collapsed. */
export async function finishModel(
  context: TrainingContext,
  errors: Float32Array,
  history: readonly EpochRecord<GanLoss>[],
  run: GanRunOptions,
  bestEpoch: number = history.length,
): Promise<GanModel> {
  const { settings, prepared, plan, trainer, counts, rng } = context
  const numbers = await context.numbers(errors)
  const bias = await context.bias(numbers)
  const { id, name, resampling } = settings
  const made = await context.make(numbers, bias, Math.min(mostJudged, prepared.train.rowCount), rng.fork('made'))
  run.signal?.throwIfAborted()
  const acceptance =
    resampling === null || trainer === undefined
      ? undefined
      : await fitAcceptance(
          someRows(prepared.train, rng.fork('judged')),
          made,
          { ...resampling, classifier: rowJudge },
          {
            ...run,
            seed: rng.fork('acceptance').nextUint32(),
          },
        )
  const warnings = [
    ...prepared.warnings,
    ...findCollapse(prepared.train, made),
    ...unjudgedClass(prepared.train, acceptance),
  ]
  const { schema, dependents, transform, target } = prepared
  const report = trainingReport(trainer?.steps ?? 0, history, bestEpoch, warnings)
  return { id, name, schema, dependents, transform, plan, numbers, target, counts, bias, acceptance, report }
}

/** At most so many rows, any of them. */
function someRows(table: Table, rng: Rng): Table {
  if (table.rowCount <= mostJudged) return table
  return takeRows(table, sampleWithoutReplacement(table.rowCount, mostJudged, rng).sort())
}

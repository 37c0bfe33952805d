import type { Rng, Table } from '@asdf/contract'
import { sampleWithoutReplacement, takeRows } from '@asdf/core'
import { fitAcceptance, unjudgedClass } from '../model/acceptance.ts'
import type { GanModel, GanReport } from '../model/gan-model.ts'
import { findCollapse } from '../quality/collapse.ts'
import { checkCheckpointEvery } from '../options/option-checks.ts'
import { cellBins, pairDistance } from '../quality/pair-distance.ts'
import { restoreCheckpoint, saveCheckpoint } from '../training/checkpoint.ts'
import { trainEpochs } from '../training/epochs.ts'
import type { EpochSettings, TrainingState } from '../training/epochs.ts'
import { contextSize, openBench } from './bench.ts'
import type { Bench } from './bench.ts'
import type { EpochRecord, GanRunOptions } from './run-options.ts'
import type { GanSettings } from './settings.ts'

/** Fits a model: trains, goes back to the best epoch, and measures what the generator is sampled with. */
export async function fitModel(table: Table, settings: GanSettings, run: GanRunOptions): Promise<GanModel> {
  checkCheckpointEvery(`${settings.name}.fit`, run.checkpointEvery)
  const bench = await openBench(table, settings, run)
  try {
    const context = new Float32Array(contextSize(bench.prepared))
    const { trainer } = bench
    if (trainer === undefined) return await finishModel(bench, context, [], run)
    const state = await trainEpochs(trainer, epochSettings(bench, context, run), run)
    if (state.best !== undefined) trainer.generatorValues.set(state.best.values)
    return await finishModel(bench, context, state.history, run, state.best?.epoch)
  } finally {
    await bench.close()
  }
}

function epochSettings(bench: Bench, context: Float32Array, run: GanRunOptions): EpochSettings {
  const { settings } = bench
  const every = run.checkpointEvery ?? 10
  const save = (state: TrainingState) => saveCheckpoint(bench, state, run.seed)
  return {
    name: settings.name,
    epochs: settings.epochs,
    stepsPerEpoch: bench.stepsPerEpoch,
    source: bench.conditions(),
    context,
    earlyStopping: settings.earlyStopping,
    validate: validator(bench, context),
    resume: run.resume && restoreCheckpoint(run.resume, bench, run.seed),
    onEpoch(record, state) {
      run.onEpoch?.(record)
      if (run.onCheckpoint !== undefined && record.epoch % every === 0) run.onCheckpoint(save(state()))
    },
    onDiverged(state) {
      if (state !== undefined) run.onCheckpoint?.(save(state))
    },
  }
}

/** How far rows of the generator are from those that were held back. */
function validator(bench: Bench, context: Float32Array): (() => Promise<number>) | undefined {
  const { heldBack, train } = bench.prepared
  if (heldBack === undefined) return undefined
  const bins = cellBins(train)
  const held = bins.codes(heldBack)
  return async () => {
    const numbers = await bench.numbers(context)
    const made = await bench.make(numbers, new Float32Array(0), heldBack.rowCount, bench.rng.fork('validate'))
    return pairDistance(bins, bins.codes(made), held)
  }
}

const mostJudged = 50_000

/** The model as it stands: statistics, calibration, the picking of rows, and a look at whether it collapsed. */
export async function finishModel(
  bench: Bench,
  context: Float32Array,
  history: readonly EpochRecord[],
  run: GanRunOptions,
  bestEpoch: number = history.length,
): Promise<GanModel> {
  const { settings, prepared, counts, rng } = bench
  const numbers = await bench.numbers(context)
  const bias = await bench.bias(numbers)
  const { id, name, resampling } = settings
  const made = await bench.make(numbers, bias, Math.min(mostJudged, prepared.train.rowCount), rng.fork('made'))
  run.signal?.throwIfAborted()
  const acceptance =
    resampling === null || bench.trainer === undefined
      ? undefined
      : await fitAcceptance(someRows(prepared.train, rng.fork('judged')), made, resampling.candidates, {
          ...run,
          seed: rng.fork('acceptance').nextUint32(),
        })
  const warnings = [
    ...prepared.warnings,
    ...findCollapse(prepared.train, made),
    ...unjudgedClass(prepared.train, acceptance),
  ]
  const { schema, dependents, transform, plan, target } = prepared
  const report = reportOf(bench, history, bestEpoch, warnings)
  return { id, name, schema, dependents, transform, plan, numbers, target, counts, bias, acceptance, report }
}

/** At most so many rows, any of them. */
function someRows(table: Table, rng: Rng): Table {
  if (table.rowCount <= mostJudged) return table
  return takeRows(table, sampleWithoutReplacement(table.rowCount, mostJudged, rng).sort())
}

function reportOf(
  { trainer }: Bench,
  history: readonly EpochRecord[],
  bestEpoch: number,
  warnings: readonly string[],
): GanReport {
  const { critic, generator, validation } = history[bestEpoch - 1] ?? {}
  return {
    steps: trainer?.steps ?? 0,
    losses: {
      ...(critic !== undefined && { critic }),
      ...(generator !== undefined && { generator }),
      ...(validation !== undefined && { validation }),
    },
    warnings,
    history,
    bestEpoch,
  }
}

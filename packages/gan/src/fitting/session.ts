import type { ErrorContext, FitOptions, RunOptions, SampleOptions, SynthesizerSession, Table } from '@asdf/contract'
import type { EpochRecord } from '@asdf/nn/training'
import type { GanLoss } from '../losses.ts'
import type { FittedGan } from '../model/fitted-gan.ts'
import type { GanModel } from '../model/gan-model.ts'
import type { GanSettings } from './settings.ts'
import type { TrainingContext } from './training-context.ts'
import { AsdfError } from '@asdf/contract'
import { checkNumberOption, readErrorContext } from '@asdf/core'
import { classShares, contextSize, sampleTable } from '@asdf/nn/table'
import { trainRound } from '@asdf/nn/training'
import { fittedGan } from '../model/fitted-gan.ts'
import { finishModel } from './fit-model.ts'
import { openTraining } from './training-context.ts'

// More than this in one call is a slip.
const mostSteps = 10_000_000

/** Prepares a session on the table. It has trained nothing yet. */
export async function startSession(
  table: Table,
  settings: GanSettings,
  run: FitOptions,
): Promise<SynthesizerSession & { finish(): FittedGan }> {
  const context = await openTraining(table, { ...settings, earlyStopping: null }, run)
  const history: EpochRecord<GanLoss>[] = []
  const told = new Float32Array(contextSize(context.plan))
  let model: GanModel | undefined
  let isOpen = true

  async function current(): Promise<GanModel> {
    if (!isOpen) throw closed(settings.name)
    model ??= await finishModel(context, told, history, run)
    return model
  }

  return {
    async train(steps, errorContext: ErrorContext) {
      if (!isOpen) throw closed(settings.name)
      run.signal?.throwIfAborted()
      checkNumberOption(`${settings.name}.train`, 'steps', steps, { integer: true, minimum: 0, maximum: mostSteps })
      told.set(orderedErrors(context, errorContext))
      await trainSteps(context, steps, told, history, run)
      // Without a step only what the generator is told has changed.
      model =
        steps === 0 && model !== undefined
          ? { ...model, numbers: await context.numbers(told) }
          : await finishModel(context, told, history, run)
    },
    async sample(count: number, options: SampleOptions) {
      return sampleTable(await current(), context.generator, count, options)
    },
    finish() {
      if (model === undefined) throw untrained(settings.name)
      return fittedGan(model, settings.engine)
    },
    async close() {
      isOpen = false
      await context.close()
    },
  }
}

async function trainSteps(
  context: TrainingContext,
  steps: number,
  errors: Float32Array,
  history: EpochRecord<GanLoss>[],
  run: RunOptions,
): Promise<void> {
  const { trainer, settings } = context
  if (trainer === undefined || steps === 0) return
  const source = context.conditions(steeredWeights(context, errors))
  const own = { name: settings.name, step: () => trainer.step(source, errors) }
  const losses = await trainRound(trainer, own, { count: steps, first: 0, totalSteps: steps }, run)
  history.push({ epoch: history.length + 1, ...losses })
}

/**
 * How often each class is trained on: half as it comes in the rows, half in proportion to its error, so that what a model
 * fails on is learned better while nothing is forgotten. Classes without rows never come.
 */
function steeredWeights({ prepared, counts }: TrainingContext, errors: Float32Array): Float64Array | undefined {
  if (prepared.target < 0) return undefined
  const shares = classShares({ plan: prepared.plan, target: prepared.target, counts })
  const own = shares.map((share, label) => (share > 0 ? Math.max(0, errors[label]!) : 0))
  const total = own.reduce((sum, error) => sum + error, 0)
  return total === 0 ? shares : shares.map((share, label) => (share + own[label]! / total) / 2)
}

/** The errors in the order of the classes as the generator knows them; those that are not named are 0. */
function orderedErrors({ prepared, plan, settings }: TrainingContext, context: ErrorContext): Float32Array {
  const { transform, target } = prepared
  const errors = readErrorContext(`${settings.name}.train`, transform.schema, context)
  const ordered = new Float32Array(contextSize(plan))
  // A target of one class is told nothing.
  if (target < 0) return ordered
  const own = transform.plans[transform.discrete[target]!.column]!
  errors.forEach((error, category) => {
    // A class that no row has gets no code.
    const code = own.kind === 'categories' ? own.codeOfCategory[category]! : -1
    if (code >= 0) ordered[code] = error
  })
  return ordered
}

function closed(name: string): AsdfError {
  return new AsdfError('ASDF_UNSUPPORTED', `${name}: the session is closed; start another`, { feature: 'session' })
}

function untrained(name: string): AsdfError {
  const message = `${name}.finish: the session has trained nothing yet; call train first`
  return new AsdfError('ASDF_UNSUPPORTED', message, { feature: 'finish' })
}

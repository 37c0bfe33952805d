import type { RunOptions } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import type { ConditionSource } from '../conditions/condition-source.ts'
import type { EarlyStopping } from '../fitting/settings.ts'
import type { EpochRecord } from '../fitting/run-options.ts'
import { allFinite } from '../kernels/all-finite.ts'
import { fitDiverged } from './diverged.ts'
import type { Trainer, TrainerState } from './trainer.ts'

/** Where a training stands at the end of an epoch: all that it needs to go on. */
export interface TrainingState {
  readonly trainer: TrainerState
  readonly history: readonly EpochRecord[]
  /** The best generator so far by the validation score, when there is one. */
  readonly best: Best | undefined
}

export interface Best {
  readonly epoch: number
  readonly score: number
  /** The parameters of its generator. */
  readonly values: Float32Array
}

export interface EpochSettings {
  readonly name: string
  readonly epochs: number
  readonly stepsPerEpoch: number
  readonly source: ConditionSource
  readonly context: Float32Array
  readonly earlyStopping: EarlyStopping | null
  /** Measures the generator as it stands; lower is better. `undefined` when nothing was held back. */
  readonly validate: (() => Promise<number>) | undefined
  readonly resume: TrainingState | undefined
  /** Called with every epoch. */
  readonly onEpoch: (record: EpochRecord, state: () => TrainingState) => void
  /** Called with the state of the last epoch whose numbers were all finite, when later ones are not. */
  readonly onDiverged: (state: TrainingState | undefined) => void
}

const phase = 'train'

/** Trains epoch by epoch, until all are done or the validation score has long been better. */
export async function trainEpochs(trainer: Trainer, settings: EpochSettings, run: RunOptions): Promise<TrainingState> {
  const { epochs, stepsPerEpoch, earlyStopping, validate, resume, onEpoch } = settings
  const totalSteps = epochs * stepsPerEpoch
  const history = [...(resume?.history ?? [])]
  let best = resume?.best
  if (resume !== undefined) trainer.load(resume.trainer)
  const state = (): TrainingState => ({ trainer: trainer.save(), history: [...history], best })
  // What can be gone back to when numbers explode; taken before each epoch.
  let sound: TrainingState | undefined = resume
  const handOver = (error: unknown): never => {
    if (isAsdfError(error, 'ASDF_FIT_DIVERGED')) settings.onDiverged(sound)
    throw error
  }

  while (history.length < epochs && !isDone(history, best, earlyStopping)) {
    const losses = await trainEpoch(trainer, settings, totalSteps, run).catch(handOver)
    const epoch = history.length + 1
    const isLast = epoch === epochs
    const looks = validate !== undefined && earlyStopping !== null && (isLast || epoch % earlyStopping.every === 0)
    const validation = looks ? await validate().catch(handOver) : undefined
    if (validation !== undefined && validation < (best?.score ?? Infinity))
      best = { epoch, score: validation, values: trainer.generatorValues.slice() }
    history.push({ epoch, ...losses, ...(validation !== undefined && { validation }) })
    sound = state()
    onEpoch(history.at(-1)!, () => sound!)
  }
  if (trainer.steps < totalSteps) run.onProgress?.({ phase, step: totalSteps, totalSteps })
  return sound ?? state()
}

/** One epoch; the means of its losses. */
async function trainEpoch(
  trainer: Trainer,
  { name, source, context, stepsPerEpoch }: EpochSettings,
  totalSteps: number,
  run: RunOptions,
): Promise<{ readonly critic: number; readonly generator: number }> {
  let [critic, generator] = [0, 0]
  for (let i = 0; i < stepsPerEpoch; i++) {
    const losses = await trainStep(trainer, name, source, context, run)
    run.onProgress?.({ phase, step: trainer.steps, totalSteps, values: losses })
    critic += losses.critic / stepsPerEpoch
    generator += losses.generator / stepsPerEpoch
  }
  checkNumbers(trainer, name)
  return { critic, generator }
}

/**
 * An `ASDF_FIT_DIVERGED` where a number of a network or of its optimizer is not finite. The loss of a step vouches only
 * for the parameters before it.
 */
export function checkNumbers(trainer: Trainer, name: string): void {
  const { steps, critic, generator, average } = trainer.save()
  if (!allFinite(critic.rows)) throw fitDiverged(name, 'a parameter', steps, 'critic')
  if (!allFinite(generator.rows) || !allFinite(average)) throw fitDiverged(name, 'a parameter', steps, 'generator')
}

/** One step. A loss that is no number is an `ASDF_FIT_DIVERGED`. */
export async function trainStep(
  trainer: Trainer,
  name: string,
  source: ConditionSource,
  context: Float32Array,
  run: RunOptions,
): Promise<{ readonly critic: number; readonly generator: number }> {
  run.signal?.throwIfAborted()
  const losses = await trainer.step(source, context)
  for (const loss of ['critic', 'generator'] as const) {
    if (!Number.isFinite(losses[loss])) throw fitDiverged(name, 'the loss', trainer.steps, loss)
  }
  return losses
}

/** Whether the last looks were all worse than the best. */
function isDone(history: readonly EpochRecord[], best: Best | undefined, earlyStopping: EarlyStopping | null): boolean {
  if (earlyStopping === null || best === undefined) return false
  return history.length - best.epoch >= earlyStopping.patience * earlyStopping.every
}

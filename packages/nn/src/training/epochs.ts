import type { RunOptions } from '@asdf/contract'
import type { EarlyStopping } from './early-stopping.ts'
import type { EpochRecord } from './history.ts'
import type { TrainingSteps } from './round.ts'
import type { Trainer, TrainerState } from './trainer.ts'
import { isAsdfError } from '@asdf/contract'
import { checkForms, checkRun } from '@asdf/core'
import { aTrainer, epochSettings } from './argument-forms.ts'
import { trainRound } from './round.ts'

/** Where a training stands at the end of an epoch: all that it needs to go on. */
export interface TrainingState<Loss extends string = string> {
  readonly trainer: TrainerState<Loss>
  readonly history: readonly EpochRecord<Loss>[]
  /** The best network so far by the validation score, when there is one. */
  readonly best: BestEpoch | undefined
}

/** The epoch with the best validation score, and the network as it then was. */
export interface BestEpoch {
  readonly epoch: number
  readonly score: number
  /** The parameters that rows are generated with. */
  readonly values: Float32Array
}

/** How a training goes, epoch by epoch. */
export interface EpochSettings<Loss extends string> extends TrainingSteps<Loss> {
  readonly epochs: number
  readonly stepsPerEpoch: number
  readonly earlyStopping: EarlyStopping | null
  /** Measures the network as it stands; lower is better. `undefined` when nothing was held back. */
  readonly validate: (() => Promise<number>) | undefined
  readonly resume: TrainingState<Loss> | undefined
  /** Called with every epoch. */
  readonly onEpoch: (record: EpochRecord<Loss>, state: () => TrainingState<Loss>) => void
  /** Called with the state of the last epoch whose numbers were all finite, when later ones are not. */
  readonly onDiverged: (state: TrainingState<Loss> | undefined) => void
}

/** Trains epoch by epoch, until all are done or the validation score has stopped improving. */
export async function trainEpochs<Loss extends string>(
  trainer: Trainer<Loss>,
  settings: EpochSettings<Loss>,
  run: RunOptions,
): Promise<TrainingState<Loss>> {
  checkForms('trainEpochs', { trainer: [trainer, aTrainer], settings: [settings, epochSettings] })
  checkRun('trainEpochs', run)
  const { epochs, stepsPerEpoch, earlyStopping, validate, resume, onEpoch } = settings
  const totalSteps = epochs * stepsPerEpoch
  const history = [...(resume?.history ?? [])]
  let best = resume?.best
  if (resume !== undefined) trainer.load(resume.trainer)
  const state = (): TrainingState<Loss> => ({ trainer: trainer.save(), history: [...history], best })
  // What can be gone back to when numbers explode; taken before each epoch.
  let sound: TrainingState<Loss> | undefined = resume
  const handOver = (error: unknown): never => {
    if (isAsdfError(error, 'ASDF_FIT_DIVERGED')) settings.onDiverged(sound)
    throw error
  }

  while (history.length < epochs && !isDone(history, best, earlyStopping)) {
    const counting = { count: stepsPerEpoch, first: trainer.steps, totalSteps }
    const losses = await trainRound(trainer, settings, counting, run).catch(handOver)
    const epoch = history.length + 1
    const isLast = epoch === epochs
    const isDue = validate !== undefined && earlyStopping !== null && (isLast || epoch % earlyStopping.every === 0)
    const validation = isDue ? await validate().catch(handOver) : undefined
    if (validation !== undefined && validation < (best?.score ?? Infinity))
      best = { epoch, score: validation, values: trainer.values.slice() }
    history.push({ epoch, ...losses, ...(validation !== undefined && { validation }) })
    sound = state()
    onEpoch(history.at(-1)!, () => sound!)
  }
  if (trainer.steps < totalSteps) run.onProgress?.({ phase: 'train', step: totalSteps, totalSteps })
  return sound ?? state()
}

/** Whether the last validation checks were all worse than the best. */
function isDone(
  history: readonly EpochRecord[],
  best: BestEpoch | undefined,
  earlyStopping: EarlyStopping | null,
): boolean {
  if (earlyStopping === null || best === undefined) return false
  return history.length - best.epoch >= earlyStopping.patience * earlyStopping.every
}

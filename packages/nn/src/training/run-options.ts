import type { Artifact, FitOptions } from '@asdf/contract'
import type { EpochRecord } from './history.ts'
import { checkNumberOption } from '@asdf/core'

/** What the `fit` of a network takes besides `FitOptions`. */
export interface TrainingRunOptions<Loss extends string = string> extends FitOptions {
  /** Called after every epoch. What it throws stops the fit. */
  readonly onEpoch?: (record: EpochRecord<Loss>) => void
  /**
   * Called after every `checkpointEvery` epochs with all that `resume` needs to go on from there, and once more with the
   * last sound state when a loss is no longer a number. It holds no training rows.
   */
  readonly onCheckpoint?: (checkpoint: Artifact) => void
  /** Epochs between checkpoints; 10 when absent. */
  readonly checkpointEvery?: number
  /**
   * A checkpoint of the same options, rows and seed, from which training continues as if it had never stopped. `epochs`
   * may be higher than it was, unless the checkpoint is the last and ended with a validation check that is otherwise not due.
   */
  readonly resume?: Artifact
}

/** Refuses distances between checkpoints that never come. `where` names the call. */
export function checkCheckpointEvery(where: string, every: unknown): void {
  if (every === undefined) return
  checkNumberOption(where, 'checkpointEvery', every, { integer: true, minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
}

import type { Artifact, RunOptions } from '@asdf/contract'

/** One epoch of training. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number
  /** Means of the losses over the epoch's steps. */
  readonly critic: number
  readonly generator: number
  /**
   * Distance of made rows from rows that were held back, where it was measured: the mean total variation of all pairs of
   * columns.
   */
  readonly validation?: number
}

/** What `fit` takes besides `RunOptions`. */
export interface GanRunOptions extends RunOptions {
  /** Called after every epoch. What it throws stops the fit. */
  readonly onEpoch?: (record: EpochRecord) => void
  /**
   * Called after every `checkpointEvery` epochs with all that `resume` needs to go on from there, and once more with the
   * last sound state when a loss is no longer a number. It holds no training rows.
   */
  readonly onCheckpoint?: (checkpoint: Artifact) => void
  /** Epochs between checkpoints; 10 when absent. */
  readonly checkpointEvery?: number
  /**
   * A checkpoint of the same options, rows and seed, from which it goes on as if it had never stopped. `epochs` may be
   * higher than it was, unless the checkpoint is the last and had a look at held-back rows that is otherwise not due.
   */
  readonly resume?: Artifact
}

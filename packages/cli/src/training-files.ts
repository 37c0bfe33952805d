import type { FitReport } from '@asdf/contract'
import type { GanReport, GanRunOptions } from '@asdf/gan'

/** Files that a training of networks reads and writes beside its model. */
export interface TrainingFiles {
  /** Where the training goes on from. */
  readonly resume?: string
  /** Where it is saved every few epochs, so that it can go on after an interruption. */
  readonly checkpoint?: string
  readonly lossPlot?: string
}

/** Runs a training with its checkpoints read and written. All are written when it ends, however it ends. */
export async function withCheckpoints<Result>(
  { resume, checkpoint }: TrainingFiles,
  signal: AbortSignal,
  train: (run: Pick<GanRunOptions, 'resume' | 'onCheckpoint'>) => Promise<Result>,
): Promise<Result> {
  const { readArtifactFile, writeArtifactFile } = await import('@asdf/core/node')
  const from = resume === undefined ? {} : { resume: await readArtifactFile(resume, { signal }) }
  if (checkpoint === undefined) return train(from)
  let written: Promise<unknown> = Promise.resolve()
  let failure: unknown
  const onCheckpoint: GanRunOptions['onCheckpoint'] = (artifact) => {
    // What cannot be written stops the training at the next checkpoint, not after hours.
    if (failure !== undefined) throw failure as Error
    written = written.then(() => writeArtifactFile(checkpoint, artifact)).catch((error: unknown) => (failure = error))
  }
  try {
    return await train({ ...from, onCheckpoint })
  } finally {
    await written
    if (failure !== undefined) throw failure as Error
  }
}

/** Draws the losses of a training into a file. */
export async function writeLossPlot(
  { lossPlot: path }: TrainingFiles,
  report: FitReport,
  signal: AbortSignal,
): Promise<void> {
  if (path === undefined) return
  const { lossPlot } = await import('@asdf/gan')
  const { replaceFile } = await import('@asdf/core/node')
  const svg = lossPlot(report as GanReport)
  await replaceFile(path, (append) => append(svg), { signal })
}

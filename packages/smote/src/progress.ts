import type { RunOptions } from '@asdf/contract'

/** Says how much of a job is done, from 0 to 1; throws when the run was aborted and gives the event loop its turns. */
export type Progress = (fraction: number) => Promise<void>

const stepsPerClass = 100
const sliceMilliseconds = 15

/** The progress of class number `index` of `classCount`, reported to `run` in hundredths of a class. */
export function classProgress(run: RunOptions, phase: string, index: number, classCount: number): Progress {
  const totalSteps = classCount * stepsPerClass
  let sliceEnd = performance.now() + sliceMilliseconds
  return async (fraction) => {
    run.signal?.throwIfAborted()
    run.onProgress?.({ phase, step: index * stepsPerClass + Math.floor(fraction * stepsPerClass), totalSteps })
    if (performance.now() < sliceEnd) return
    await new Promise((resolve) => setTimeout(resolve))
    run.signal?.throwIfAborted()
    sliceEnd = performance.now() + sliceMilliseconds
  }
}

/** The part of a job that takes it from `begin` to `end`. */
export function partOf(progress: Progress, begin: number, end: number): Progress {
  return (fraction) => progress(begin + fraction * (end - begin))
}

import type { RunOptions } from '@asdf/contract'

const sliceMilliseconds = 15

/** Runs work that pauses now and then to its end, and gives the event loop turns in which an abort can arrive. */
export async function inTurns<Result>(work: Generator<void, Result>, run: RunOptions): Promise<Result> {
  let sliceEnd = performance.now() + sliceMilliseconds
  for (;;) {
    run.signal?.throwIfAborted()
    const step = work.next()
    if (step.done === true) return step.value
    if (performance.now() < sliceEnd) continue
    await new Promise((resolve) => setTimeout(resolve))
    sliceEnd = performance.now() + sliceMilliseconds
  }
}

/** Runs work that pauses now and then to its end, without a pause. */
export function atOnce<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

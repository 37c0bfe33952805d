import type { RunOptions } from '@asdf/contract'
import { aFunction, checkForms } from './argument-forms.ts'

const sliceMilliseconds = 15

/**
 * The training loop every iterative algorithm shares: runs `step` for 0 … totalSteps - 1,
 * reports what it returns, and gives the event loop a turn often enough for an abort to arrive.
 */
export async function runSteps(
  run: RunOptions,
  phase: string,
  totalSteps: number,
  step: (index: number) => Readonly<Record<string, number>>,
): Promise<void> {
  checkForms('runSteps', { step: [step, aFunction] })
  let sliceEnd = performance.now() + sliceMilliseconds
  for (let index = 0; index < totalSteps; index++) {
    run.signal?.throwIfAborted()
    const values = step(index)
    run.onProgress?.({ phase, step: index + 1, totalSteps, values })
    if (performance.now() < sliceEnd) continue
    await new Promise((resolve) => setTimeout(resolve))
    sliceEnd = performance.now() + sliceMilliseconds
  }
}

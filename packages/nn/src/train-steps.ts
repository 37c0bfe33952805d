import type { RunOptions } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkForms, checkNumberOption } from '@asdf/core'
import { aFunction, someOptions } from './argument-forms.ts'

/**
 * The training loop of every network: runs `step` for 0 … totalSteps - 1, one at a time, and reports the losses that it
 * returns. An abort between steps rejects with the signal's reason; a loss that is no finite number is an
 * `ASDF_FIT_DIVERGED` that names the step, counted from 1.
 */
export async function trainSteps(
  run: RunOptions,
  phase: string,
  totalSteps: number,
  step: (index: number) => Promise<Readonly<Record<string, number>>>,
): Promise<void> {
  checkForms('trainSteps', { step: [step, aFunction], run: [run, someOptions] })
  checkNumberOption(phase, 'totalSteps', totalSteps, { integer: true, minimum: 0 })
  for (let index = 0; index < totalSteps; index++) {
    run.signal?.throwIfAborted()
    const values = await step(index)
    for (const [loss, value] of Object.entries(values)) {
      if (Number.isFinite(value)) continue
      throw new AsdfError(
        'ASDF_FIT_DIVERGED',
        `${phase}: ${loss} at step ${index + 1} is not finite, got ${value}; lower the learning rate`,
        { step: index + 1, loss },
      )
    }
    run.onProgress?.({ phase, step: index + 1, totalSteps, values })
  }
}

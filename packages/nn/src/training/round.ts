import type { RunOptions } from '@asdf/contract'
import type { Trainer } from './trainer.ts'
import { checkForms, checkRun } from '@asdf/core'
import { aStepCount, aTrainer, someSteps } from './argument-forms.ts'
import { fitDiverged } from './diverged.ts'

/** One step of a training. */
export interface TrainingSteps<Loss extends string> {
  /** The algorithm's name in messages, such as `ctgan`. */
  readonly name: string
  /** Updates every network and gives its losses; all randomness comes from the number of the step. */
  step(): Promise<Readonly<Record<Loss, number>>>
}

/** Which steps are trained, for reports of progress. */
export interface StepCount {
  readonly count: number
  /** Steps that were reported before. */
  readonly first: number
  readonly totalSteps: number
}

/**
 * Trains `count` steps and gives the means of their losses. A loss or, afterwards, a parameter that is not finite is an
 * `ASDF_FIT_DIVERGED`: the loss of a step vouches only for the parameters before it.
 */
export async function trainRound<Loss extends string>(
  trainer: Trainer<Loss>,
  steps: TrainingSteps<Loss>,
  counting: StepCount,
  run: RunOptions,
): Promise<Readonly<Record<Loss, number>>> {
  checkForms('trainRound', {
    trainer: [trainer, aTrainer],
    steps: [steps, someSteps],
    counting: [counting, aStepCount],
  })
  checkRun('trainRound', run)
  const { name, step } = steps
  const { count, first, totalSteps } = counting
  const means: Partial<Record<Loss, number>> = {}
  for (let i = 0; i < count; i++) {
    run.signal?.throwIfAborted()
    const losses = await step()
    for (const loss in losses) {
      if (!Number.isFinite(losses[loss])) throw fitDiverged(name, 'the loss', trainer.steps, loss)
      means[loss] = (means[loss] ?? 0) + losses[loss] / count
    }
    run.onProgress?.({ phase: 'train', step: first + i + 1, totalSteps, values: losses })
  }
  const unsound = trainer.findUnsound()
  if (unsound !== undefined) throw fitDiverged(name, 'a parameter', trainer.steps, unsound)
  return means as Readonly<Record<Loss, number>>
}

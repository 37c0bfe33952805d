import type { RunOptions, Synthesizer } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import type { BaselineInput, BaselineRow } from './baseline-row.ts'
import { checkForms, oversample } from '@asdf/core'
import { aSynthesizer } from './argument-forms.ts'
import { checkInput, childRun, scoreBaseline } from './baseline-row.ts'

export interface OversampleInput extends BaselineInput {
  /** What makes the synthetic rows; it must be able to sample one class. */
  readonly synthesizer: Synthesizer
  /** How far to bring the classes up; `auto`, level with the largest, when absent. */
  readonly ratio?: BalanceRatio
}

/**
 * The row SMOTE + RF, for any synthesizer and classifier: the classifier trained on real and synthetic rows of the
 * training part, and tested on real rows. Validation and test rows are never balanced.
 */
export async function oversampleTrainTestReal(input: OversampleInput, run: RunOptions): Promise<BaselineRow> {
  checkInput('oversampleTrainTestReal', input, run)
  checkForms('oversampleTrainTestReal', { synthesizer: [input.synthesizer, aSynthesizer] })
  const { train, synthesizer, ratio = 'auto' } = input
  const { table, syntheticCount, warnings } = await oversample(train, synthesizer, ratio, childRun(run, 'synthesizer'))
  return scoreBaseline('oversampleTrainTestReal', input, { table, syntheticRows: syntheticCount, warnings }, run)
}

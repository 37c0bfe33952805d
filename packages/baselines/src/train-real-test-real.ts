import type { RunOptions } from '@asdf/contract'
import type { BaselineInput, BaselineRow } from './baseline-row.ts'
import { checkInput, scoreBaseline } from './baseline-row.ts'

/** The row TRTR: the classifier trained on real rows and tested on real rows, which every augmentation must beat. */
export async function trainRealTestReal(input: BaselineInput, run: RunOptions): Promise<BaselineRow> {
  checkInput('trainRealTestReal', input, run)
  return scoreBaseline('trainRealTestReal', input, { table: input.train, syntheticRows: 0, warnings: [] }, run)
}

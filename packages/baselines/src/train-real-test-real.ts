import type { RunOptions } from '@asdf/contract'
import type { BaselineInput, BaselineRow } from './baseline-row.ts'
import { scoreBaseline } from './baseline-row.ts'

/** The row TRTR: the classifier trained on real rows and tested on real rows, which every augmentation must beat. */
export function trainRealTestReal(input: BaselineInput, run: RunOptions): Promise<BaselineRow> {
  return scoreBaseline('trainRealTestReal', input, { table: input.train, syntheticRows: 0, warnings: [] }, run)
}

import type { FitReport } from '@asdf/contract'
import type { TableCoder } from '../columns/table-coder.ts'
import type { Space } from './dimensions.ts'
import type { Field } from './field.ts'
import type { ForestFlowOptions } from './flow-options.ts'
import type { NullPatterns } from './null-patterns.ts'

/** Everything that a fitted forest flow is. */
export interface FlowModel {
  readonly id: string
  readonly options: ForestFlowOptions
  readonly coder: TableCoder
  readonly space: Space
  /** The column of the class, or -1 when the table has no categorical or boolean target. */
  readonly classColumn: number
  /** At least one; without a class column it stands for all rows. */
  readonly classes: readonly FlowClass[]
  /** None when no column has two values. */
  readonly fields: readonly Field[]
  readonly report: FitReport
}

export interface FlowClass {
  /** The class's code in its column. */
  readonly code: number
  /** How many training rows it has. */
  readonly rows: number
  /** Which of the model's fields is its own, or shared with other small classes. */
  readonly field: number
  readonly nulls: NullPatterns
}

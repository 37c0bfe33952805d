import type { FitReport } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { CellModel } from '../columns/cells/cell-model.ts'
import type { TableCoder } from '../columns/table-coder.ts'
import type { AmountModel } from './amounts/amount-model.ts'
import type { RareClasses } from './rare-classes/rare-classes.ts'

/** Everything that a fitted model is. */
export interface SequentialModel {
  readonly id: string
  readonly coder: TableCoder
  /** Numbers that are drawn together: each has a column of codes after those of the table. */
  readonly cells: readonly CellModel[]
  /** Columns of the table, and of cells, in modelling order; those made anew are missing. */
  readonly order: readonly number[]
  /** `undefined` when no column is modelled. */
  readonly density: CodeModel | undefined
  /** Which generated rows of rare classes are kept; `undefined` without such classes. */
  /** How a target that is a number is drawn anew at the end; `undefined` without one, or with too few rows. */
  readonly amounts: AmountModel | undefined
  readonly rareClasses: RareClasses | undefined
  readonly threads: number | null
  /** How many rows it was fitted on. */
  readonly rowCount: number
  /** Shares of the target's codes; `undefined` without a target. */
  readonly targetShares: Float64Array | undefined
  readonly report: FitReport
}

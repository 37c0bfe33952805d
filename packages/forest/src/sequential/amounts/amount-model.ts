import type { FittedRegressor } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { ColumnCoder } from '../../columns/coder.ts'

/**
 * How a target that is a number follows from other columns. Trees that are boosted for a mean need few rows to use what many
 * columns tell a little; trees of a whole distribution need more. So regressions guess the target, each fitted without a part
 * of the rows, and the distribution is learned from the guesses for rows that were left out, beside the other columns
 * (stacking, Wolpert, "Stacked generalization", Neural Networks 5, 1992).
 */
export interface AmountModel {
  /** Places, in modelling order, of the columns that tell of the target. */
  readonly features: readonly number[]
  /** Of the features' codes. The guess is the mean of what they predict. */
  readonly regressors: readonly FittedRegressor[]
  /** Writes guesses as codes. */
  readonly coder: ColumnCoder
  /** Its columns are the guess, the features, and the target: only the last is drawn. */
  readonly density: CodeModel
}

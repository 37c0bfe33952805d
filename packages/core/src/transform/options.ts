import { checkChoiceOption, checkNumberOption, checkOptionNames, optionError } from '../options.ts'

/** How a table becomes rows of numbers. */
export interface TransformOptions {
  /** Most modes of a numeric column, and as many values that many rows share again. Default 10. */
  readonly modes: number
  /**
   * What the scalar of a numeric column is. `modes`, the default: the place within one of several modes, which a one-hot
   * names (Xu et al. 2019). `min-max`: the place within the range. `quantile`: the share of rows below. All three lie
   * within ±0.99. `normal`: the normal quantile of that share, within ±5.2.
   */
  readonly numeric: NumericTransform
  /** Most categories with a place of their own. Columns of more share places among their rare ones. Default 200. */
  readonly categoryLimit: number
  /** Whether decoded numbers stay within the range of the training rows. Default true. */
  readonly bounded: boolean
}

export type NumericTransform = 'modes' | 'quantile' | 'normal' | 'min-max'

export const transformDefaults: TransformOptions = { modes: 10, numeric: 'modes', categoryLimit: 200, bounded: true }

/** The options with their defaults; one that cannot be is an `ASDF_OPTION_INVALID`. */
export function resolveOptions(options: Partial<TransformOptions>): TransformOptions {
  const where = 'fitTableTransform'
  checkOptionNames(where, options, transformDefaults)
  const resolved = { ...transformDefaults, ...options }
  checkNumberOption(where, 'modes', resolved.modes, { integer: true, minimum: 1, maximum: 100 })
  checkChoiceOption(where, 'numeric', resolved.numeric, ['modes', 'quantile', 'normal', 'min-max'])
  checkNumberOption(where, 'categoryLimit', resolved.categoryLimit, { integer: true, minimum: 8, maximum: 10_000 })
  if (typeof resolved.bounded === 'boolean') return resolved
  throw optionError(where, 'bounded', resolved.bounded, 'must be true or false')
}

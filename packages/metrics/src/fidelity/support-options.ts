import type { RowsOption } from '../rows/row-metric.ts'
import { checkChoiceOption, checkNumberOption, checkOptionNames } from '@asdf/core'
import { rowsDefault } from '../rows/row-metric.ts'

/** Options of `alphaPrecision`, `betaRecall` and `authenticity`. */
export interface SupportOptions extends RowsOption {
  /** `compat` is as `AlphaPrecision` of synthcity 0.2.12, its defects included; each metric says which. */
  readonly mode: 'fixed' | 'compat'
}

export const supportDefaults: SupportOptions = { rows: rowsDefault, mode: 'fixed' }

/** The options with defaults; an `ASDF_OPTION_INVALID` for others. */
export function supportOptions(where: string, options: Partial<SupportOptions>): SupportOptions {
  checkOptionNames(where, options, supportDefaults)
  const resolved = { ...supportDefaults, ...options }
  checkNumberOption(where, 'rows', resolved.rows, { integer: true, minimum: 2 })
  checkChoiceOption(where, 'mode', resolved.mode, ['fixed', 'compat'])
  return resolved
}

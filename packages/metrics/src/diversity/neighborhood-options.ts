import type { RowsOption } from '../rows/row-metric.ts'
import { checkChoiceOption, checkNumberOption, checkOptionNames } from '@asdf/core'
import { rowsDefault } from '../rows/row-metric.ts'

/** Options of `improvedPrecision`, `improvedRecall`, `density` and `coverage`. */
export interface NeighborhoodOptions extends RowsOption {
  /** A row's ball reaches to its k-th nearest neighbor of its own side. */
  readonly k: number
  /**
   * `compat` leaves the surface of a ball out, as prdc 0.2 does: rows that have more than `k` duplicates then have empty balls, and a
   * table is not all of itself.
   */
  readonly mode: 'fixed' | 'compat'
}

/** The options with defaults; an `ASDF_OPTION_INVALID` for others. */
export function neighborhoodOptions(
  where: string,
  options: Partial<NeighborhoodOptions>,
  defaults: NeighborhoodOptions,
): NeighborhoodOptions {
  checkOptionNames(where, options, defaults)
  const resolved = { ...defaults, ...options }
  checkNumberOption(where, 'rows', resolved.rows, { integer: true, minimum: 2 })
  checkNumberOption(where, 'k', resolved.k, { integer: true, minimum: 1, maximum: 1000 })
  checkChoiceOption(where, 'mode', resolved.mode, ['fixed', 'compat'])
  return resolved
}

/** Kynkäänniemi and colleagues take 3, Naeem and colleagues 5. */
export const neighborhoodDefaults = (k: number): NeighborhoodOptions => ({ rows: rowsDefault, k, mode: 'fixed' })

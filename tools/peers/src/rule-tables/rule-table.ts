import type { Draws } from './draws.ts'

/** An invented table whose rules are known. */
export interface RuleTable {
  /** The column to predict, for tables that have one. */
  readonly target?: string
  /**
   * What every row keeps, as `score_rules.py` reads it: `le('a', 'b')`, `sums('total', 'a', 'b')`, `times('c', 'a', 'b', 2)`,
   * `same('a', 'b')`, `decides('region', 'zip')`, `goes(null('sent'), text('state') == 'open')`.
   */
  readonly rules: readonly string[]
  /** One row; `index` counts from 0. Rows of a shop share what `prepare` drew. */
  prepare(draws: Draws): (index: number) => Record<string, unknown>
}

import type { Table } from '@asdf/contract'

/** The tables of an evaluation, with one list of categories a column. */
export interface EvaluatedTables {
  readonly train: Table
  readonly holdout: Table
  readonly synthetic: Table
}

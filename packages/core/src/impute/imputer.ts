import type { JsonObject, RunOptions, Table } from '@asdf/contract'

/**
 * Fills in missing values, having learned from training rows only. What is fitted keeps training rows or values of them, and
 * cannot be saved. A cell may be filled with the value of a single training row, which then stands in several: no model that
 * learns from completed rows can tell that one row had it. Where rows or a model are to be given away, let the model learn
 * the nulls, or fill them with a synthesizer that has `imputes`, which fills in no value of a single row.
 */
export interface Imputer<Fitted extends FittedImputer = FittedImputer> {
  readonly id: string
  readonly options: JsonObject
  /** Learns from the features of `train`. A feature without a single value is an `ASDF_DATA_INVALID` that names it. */
  fit(train: Table, run: RunOptions): Promise<Fitted>
}

export interface FittedImputer {
  /** What the caller should know, such as columns whose nulls stay. */
  readonly warnings: readonly string[]
  /**
   * The table with the nulls of its features filled in; columns that have none stay the same objects. Rows are filled
   * from what was learned in training and from the row itself, never from the table's other rows.
   */
  impute(table: Table, run: RunOptions): Promise<Table>
}

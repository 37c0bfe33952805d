import type { RunOptions, Table } from '@asdf/contract'
import { emptyColumns, featureIndices, mice } from '@asdf/core'
import { note } from './context.ts'
import type { CommandContext, CommonOptions } from './context.ts'

/** Features with missing values that chained equations can fill; text is only ever carried along. */
export function holedFeatures(table: Table): readonly string[] {
  return featureIndices(table.schema)
    .filter((index) => table.schema.fields[index]!.kind !== 'text' && table.columns[index]!.valid?.includes(0) === true)
    .map((index) => table.schema.fields[index]!.name)
}

/** Says which columns have no value at all: they are text to ASDF, and only ever carried along. */
export function noteEmptyColumns(context: CommandContext, options: CommonOptions, table: Table): void {
  const empty = emptyColumns(table)
  if (empty.length > 0)
    note(context, options, `note: no row has a value in ${empty.join(', ')}; nothing is learned from it`)
}

/** The table with its missing values imputed by chained equations, and said so; the same table when there are none. */
export async function fillNulls(
  context: CommandContext,
  options: CommonOptions,
  table: Table,
  run: RunOptions,
): Promise<Table> {
  const holed = holedFeatures(table)
  if (holed.length === 0) return table
  note(context, options, `imputing missing values by chained equations (MICE) in ${holed.join(', ')}`)
  const imputer = await mice({ imputations: 1 }).fit(table, run)
  return imputer.impute(table, run)
}

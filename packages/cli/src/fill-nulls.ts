import type { Table } from '@asdf/contract'
import type { CommandContext, CommonOptions } from './context.ts'
import { emptyColumns, featureIndices } from '@asdf/core'
import { note } from './context.ts'

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

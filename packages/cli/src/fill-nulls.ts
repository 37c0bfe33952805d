import type { RunOptions, Table } from '@asdf/contract'
import { note } from './context.ts'
import type { CommandContext, CommonOptions } from './context.ts'

/** The table with its missing values imputed by chained equations, and said so; the same table when there are none. */
export async function fillNulls(
  context: CommandContext,
  options: CommonOptions,
  table: Table,
  run: RunOptions,
): Promise<Table> {
  const holed = table.schema.fields.filter((field, index) => {
    return field.role !== 'target' && table.columns[index]!.valid?.includes(0) === true
  })
  if (holed.length === 0) return table
  const { mice } = await import('@asdf/core')
  const names = holed.map((field) => field.name).join(', ')
  note(context, options, `imputing missing values by chained equations (MICE) in ${names}`)
  const imputer = await mice({ imputations: 1 }).fit(table, run)
  return imputer.impute(table, run)
}

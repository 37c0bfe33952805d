import type { Schema, Table } from '@asdf/contract'
import type { PassedRows, SourceRows } from '@asdf/core'
import type { CommandContext, DataOptions } from './context.ts'
import type { RuleOptions } from './declared-rules.ts'
import { note, openDataset } from './context.ts'
import { checkRules } from './declared-rules.ts'
import { formatCount } from './format-table.ts'
import { modelFamily } from './models.ts'

export interface OpenRows {
  readonly table: Table
  readonly fileSchema: Schema
  /** What separates the cells of the file; a blank stands for runs of them. */
  readonly delimiter: string
  /** Rows left out because they have no class. */
  readonly dropped: number
  /** The rows as they are spelled in the file, where they are to be written again. */
  readonly passed?: PassedRows
}

/** The rows to learn from; for SMOTE, and where `byClass` says so, those that have a class, with their spelling. */
export async function openRows(
  context: CommandContext,
  options: DataOptions & RuleOptions & { readonly model: string },
  name: string,
  byClass: boolean,
): Promise<OpenRows> {
  const { readWeights } = await import('@asdf/core')
  const { noteEmptyColumns } = await import('./fill-nulls.ts')
  const { withTextIdentifiers } = await import('./identifiers.ts')
  const { checkTargetValues, dropUnlabelled, requireTarget } = await import('./target.ts')
  let source: SourceRows | undefined
  let delimiter = ','
  const onDelimiter = (found: string) => void (delimiter = found)
  const keepSource = byClass ? { onSource: (cells: SourceRows) => void (source = cells) } : {}
  const { table: read, fileSchema } = await openDataset(context, { ...options, onDelimiter, ...keepSource }, name)
  checkTargetValues(read)
  const isSmote = modelFamily(options.model) === 'smote'
  const needsClasses = isSmote || byClass
  if (needsClasses) requireTarget(read, isSmote ? `by ${options.model}` : 'to balance classes')
  // Before rows are left out, so that an error names the row of the file.
  readWeights(name, read)
  await checkRules(options, read)
  noteEmptyColumns(context, options, read)
  const all = withTextIdentifiers(read)
  if (!needsClasses) return { table: all, fileSchema, delimiter, dropped: 0 }
  const { table, rows, dropped } = dropUnlabelled(all, requireTarget(all, ''))
  if (dropped > 0) note(context, options, `left out ${formatCount(dropped)} rows without a value in the target`)
  return { table, fileSchema, delimiter, dropped, ...(source === undefined ? {} : { passed: { source, rows } }) }
}

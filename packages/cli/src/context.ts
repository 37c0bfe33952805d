import type { ColumnRole, RunOptions, RunProgress, Schema, Table } from '@asdf/contract'
import type { Dataset, LoadOptions } from '@asdf/datasets'
import { createProgressBar } from './progress.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets beside its own options. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Says something that is not a result, unless the user wants quiet. */
export function note(context: CommandContext, options: CommonOptions, text: string): void {
  if (options.quiet !== true && options.json !== true) context.terminal.err(`${text}\n`)
}

/** Runs `work` with a progress bar that is gone when it ends, however it ends. */
export async function withProgress<Result>(
  context: CommandContext,
  options: CommonOptions,
  work: (run: Omit<RunOptions, 'seed'>) => Promise<Result>,
  prefix?: () => string,
): Promise<Result> {
  const { signal } = context
  if (options.quiet === true || options.json === true) return work({ signal })
  const bar = createProgressBar(context.terminal, prefix)
  try {
    return await work({ signal, onProgress: (progress: RunProgress) => bar.update(progress) })
  } finally {
    bar.clear()
  }
}

/** Options of every command that reads a table. */
export interface DataOptions extends CommonOptions {
  readonly target?: string
  readonly part?: string
  readonly role?: Readonly<Record<string, string>>
  readonly drop?: readonly string[]
  readonly null?: readonly string[]
  readonly strays?: 'error' | 'null' | 'keep'
}

/** A data set, and the schema of its file, which has the dropped columns too. */
export interface OpenDataset extends Dataset {
  readonly fileSchema: Schema
}

/** Reads a file or a named data set, showing progress, without the columns that the user wants dropped. */
export async function openDataset(context: CommandContext, options: DataOptions, name: string): Promise<OpenDataset> {
  const { loadDataset } = await import('@asdf/datasets')
  const { drop = [] } = options
  const dataset = await withProgress(context, options, (run) => loadDataset(name, { ...run, ...readOptions(options) }))
  const fileSchema = dataset.table.schema
  if (drop.length === 0) return { ...dataset, fileSchema }
  return { ...dataset, fileSchema, table: await dropColumns(dataset.table, drop) }
}

function readOptions({ target, part, role, null: nulls, strays }: DataOptions): LoadOptions {
  return {
    ...(target === undefined ? {} : { target }),
    ...(part === undefined ? {} : { part }),
    ...(role === undefined ? {} : { roles: role as Readonly<Record<string, ColumnRole>> }),
    ...(nulls === undefined ? {} : { nulls: ['', ...nulls] }),
    ...(strays === undefined ? {} : { strays }),
  }
}

async function dropColumns(table: Table, names: readonly string[]): Promise<Table> {
  const { fieldIndex, selectColumns } = await import('@asdf/core')
  const dropped = new Set(names.map((name) => fieldIndex(table.schema, name)))
  const kept = table.schema.fields.filter((_, index) => !dropped.has(index))
  return selectColumns(
    table,
    kept.map((field) => field.name),
  )
}

const mostWarnings = 5

/** Shows warnings, each once, and only the first few of many. */
export function noteWarnings(context: CommandContext, options: CommonOptions, warnings: readonly string[]): void {
  const distinct = [...new Set(warnings)]
  for (const warning of distinct.slice(0, mostWarnings)) note(context, options, `note: ${warning}`)
  if (distinct.length > mostWarnings)
    note(context, options, `note: and ${distinct.length - mostWarnings} more like these`)
}

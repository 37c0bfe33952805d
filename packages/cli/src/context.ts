import type { ColumnKind, ColumnRole, RunOptions, RunProgress, Schema, Table } from '@asdf/contract'
import type { ReadRemark, SourceRows } from '@asdf/core'
import type { Dataset, LoadOptions } from '@asdf/datasets'
import type { Terminal } from './terminal.ts'
import { showAsFlag } from './flags.ts'
import { createProgressBar } from './progress.ts'

/** What every command gets beside its own options. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** What the command was called with. */
  readonly args: readonly string[]
  /** Version of `asdf`. */
  readonly version: string
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

/** Says how many rules rows keep, where there are any. */
export function noteRules(context: CommandContext, options: CommonOptions, rules: readonly string[]): void {
  const declared = rules.filter((rule) => rule.endsWith(' (declared)')).length
  const found = rules.length - declared
  const counted = (count: number, what: string) => `the ${count} ${count === 1 ? what : `${what}s`}`
  const parts = [
    ...(declared === 0 ? [] : [`${counted(declared, 'rule')} of --rule`]),
    ...(found === 0 ? [] : [`${counted(found, 'rule')} between columns that asdf inspect lists`]),
  ]
  if (parts.length > 0) note(context, options, `rows keep ${parts.join(' and ')}`)
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
  readonly kind?: Readonly<Record<string, string>>
  readonly dateFormat?: Readonly<Record<string, string>>
  readonly decimalMark?: '.' | ','
  /** Undefined where neither `--header` nor `--no-header` is given. */
  readonly header?: boolean
  readonly numberDuplicates?: boolean
  readonly encoding?: string
  /** Called with the file's cells as they are spelled, by commands that write them again. */
  readonly onSource?: (source: SourceRows) => void
  /** Called with what separates the cells of the file, by commands that write others. */
  readonly onDelimiter?: (delimiter: string) => void
}

/** A data set, and the schema of its file, which has the dropped columns too. */
export interface OpenDataset extends Dataset {
  /** What the reader decided that its user should know. */
  readonly remarks: readonly string[]
  readonly fileSchema: Schema
}

/** Reads a file or a named data set, showing progress, without the columns that the user wants dropped. */
export async function readDataset(context: CommandContext, options: DataOptions, name: string): Promise<OpenDataset> {
  const { loadDataset } = await import('@asdf/datasets')
  const { findNames } = await import('./column-names.ts')
  const { drop = [] } = options
  const found: ReadRemark[] = []
  const read = { ...(await readOptions(options)), onRemark: (remark: ReadRemark) => void found.push(remark) }
  const dataset = await withProgress(context, options, (run) => loadDataset(name, { ...run, ...read }))
  const fileSchema = dataset.table.schema
  const dropped = findNames(drop, fileSchema)
  const remarks = found.filter(({ column }) => !dropped.includes(column)).map(({ message }) => message)
  if (drop.length === 0) return { ...dataset, fileSchema, remarks }
  return { ...dataset, fileSchema, remarks, table: await dropColumns(dataset.table, dropped) }
}

/** Reads a table as `readDataset` does, and says what the reader decided. */
export async function openDataset(context: CommandContext, options: DataOptions, name: string): Promise<OpenDataset> {
  const dataset = await readDataset(context, options, name)
  noteWarnings(context, options, dataset.remarks)
  return dataset
}

async function readOptions(options: DataOptions): Promise<LoadOptions> {
  const { target, part, role, strays, kind, dateFormat, onSource, onDelimiter } = options
  return {
    ...(target === undefined ? {} : { target }),
    ...(part === undefined ? {} : { part }),
    ...(role === undefined ? {} : { roles: role as Readonly<Record<string, ColumnRole>> }),
    ...(kind === undefined ? {} : { kinds: kind as Readonly<Record<string, ColumnKind>> }),
    ...(dateFormat === undefined ? {} : { dateFormats: dateFormat }),
    ...(strays === undefined ? {} : { strays }),
    ...(onSource === undefined ? {} : { onSource }),
    ...(onDelimiter === undefined ? {} : { onDelimiter }),
    ...(await textOptions(options)),
  }
}

/** How the text of a file is read, whatever its columns are to be. */
export async function textOptions(
  options: DataOptions,
): Promise<Pick<LoadOptions, 'nulls' | 'header' | 'duplicates' | 'encoding' | 'decimalMark' | 'showOption'>> {
  const { null: nulls, header, numberDuplicates, encoding, decimalMark } = options
  const { defaultNulls } = await import('@asdf/core')
  return {
    ...(nulls === undefined ? {} : { nulls: [...defaultNulls, ...nulls] }),
    showOption: showAsFlag,
    ...(decimalMark === undefined ? {} : { decimalMark }),
    ...(header === undefined ? {} : { header }),
    ...(numberDuplicates === true ? { duplicates: 'number' as const } : {}),
    ...(encoding === undefined ? {} : { encoding }),
  }
}

async function dropColumns(table: Table, names: readonly string[]): Promise<Table> {
  const { selectColumns } = await import('@asdf/core')
  const kept = table.schema.fields.filter(({ name }) => !names.includes(name))
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

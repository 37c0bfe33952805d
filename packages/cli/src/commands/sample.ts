import { checkFiles } from '../check-files.ts'
import { note, withProgress } from '../context.ts'
import type { CommandContext, CommonOptions } from '../context.ts'
import { formatCount } from '../format-table.ts'
import { usageError } from '../model-options.ts'
import { restoreModel } from '../restore-model.ts'

export interface SampleModelOptions extends CommonOptions {
  readonly rows: number
  readonly where?: readonly string[]
  readonly seed: number
  readonly output: string
}

/** `asdf sample`: reads a model that `asdf fit` wrote, makes rows, and writes them. */
export async function sample(context: CommandContext, path: string, options: SampleModelOptions): Promise<void> {
  const { rows, seed, output } = options
  if (options.json === true && output === '-')
    throw usageError('sample', '--json', true, 'needs -o FILE: standard output cannot take both rows and JSON')
  await checkFiles('sample', { reads: { MODEL: path }, writes: { '--output': output } })
  const { writeCsvFile } = await import('@asdf/core/node')
  const { readConditions } = await import('../conditions.ts')
  const fitted = await restoreModel(path, { signal: context.signal })
  const table = await withProgress(context, options, async (progress) => {
    const run = { ...progress, seed }
    if (options.where === undefined) return fitted.sample(rows, run)
    return fitted.sample(rows, { ...run, where: readConditions(options.where, fitted.schema) })
  })
  await withProgress(context, options, (run) => writeCsvFile(output, table, run))
  const place = output === '-' ? 'standard output' : output
  note(context, options, `wrote ${formatCount(table.rowCount)} synthetic rows, to ${place}`)
  if (options.json !== true) return
  const summary = { output, rows: table.rowCount, columns: table.columns.length, synthesizer: fitted.id, seed }
  context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
}

import { AsdfError } from '@asdf/contract'
import type { RunOptions, Table } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import { note, noteWarnings, openDataset, withProgress } from '../context.ts'
import type { CommandContext, DataOptions } from '../context.ts'
import { formatCount } from '../format-table.ts'
import { fillNulls } from '../fill-nulls.ts'
import { createModel } from '../models.ts'

export interface SynthOptions extends DataOptions {
  readonly model: string
  readonly rows?: number
  readonly balance?: boolean
  readonly ratio?: Readonly<Record<string, number>>
  readonly where?: Readonly<Record<string, string>>
  readonly neighbors?: number
  readonly seed: number
  readonly output: string
}

interface Result {
  readonly table: Table
  readonly syntheticRows: number
  readonly warnings: readonly string[]
}

/** `asdf synth`: reads a table, makes synthetic rows, writes them, or the table balanced with them. */
export async function synth(context: CommandContext, name: string, options: SynthOptions): Promise<void> {
  checkOptions(options)
  const { writeCsvFile } = await import('@asdf/core/node')
  const { table, dropped } = await openRows(context, name, options)
  const result = await withProgress(context, options, (run) =>
    synthesize(context, table, options, { ...run, seed: options.seed }),
  )
  noteWarnings(context, options, result.warnings)
  await withProgress(context, options, (run) => writeCsvFile(options.output, result.table, run))
  const { syntheticRows, warnings } = result
  const rows = result.table.rowCount
  if (options.json === true) {
    const { output, model, seed } = options
    const summary = { output, rows, syntheticRows, unlabelledRows: dropped, model, seed, warnings }
    context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
  }
  const place = options.output === '-' ? 'standard output' : options.output
  note(
    context,
    options,
    `wrote ${formatCount(rows)} rows, ${formatCount(syntheticRows)} of them synthetic, to ${place}`,
  )
}

/** The rows to learn from: those that have a class. */
async function openRows(
  context: CommandContext,
  name: string,
  options: SynthOptions,
): Promise<{ readonly table: Table; readonly dropped: number }> {
  const { readWeights } = await import('@asdf/core')
  const { noteEmptyColumns } = await import('../fill-nulls.ts')
  const { dropUnlabelled, requireTarget } = await import('../target.ts')
  const dataset = await openDataset(context, options, name)
  const target = requireTarget(dataset.table, `by ${options.model}`)
  // Before rows are left out, so that an error names the row of the file.
  readWeights(name, dataset.table)
  noteEmptyColumns(context, options, dataset.table)
  const { table, dropped } = dropUnlabelled(dataset.table, target)
  if (dropped > 0) note(context, options, `left out ${formatCount(dropped)} rows without a value in the target`)
  return { table, dropped }
}

async function synthesize(
  context: CommandContext,
  real: Table,
  options: SynthOptions,
  run: RunOptions,
): Promise<Result> {
  const { appendTables, oversample, takeRows } = await import('@asdf/core')
  const train = await fillNulls(context, options, real, run)
  const ratio: BalanceRatio = options.ratio ?? 'auto'
  const model = await createModel(options.model, train, {
    ratio,
    ...(options.neighbors === undefined ? {} : { neighbors: options.neighbors }),
  })
  if (options.rows === undefined) {
    const balanced = await oversample(train, model, ratio, run)
    const rows = Uint32Array.from({ length: balanced.syntheticCount }, (_, i) => train.rowCount + i)
    const table = rows.length === 0 ? real : appendTables(real, takeRows(balanced.table, rows))
    return { table, syntheticRows: rows.length, warnings: balanced.warnings }
  }
  const fitted = await model.fit(train, run)
  const where = options.where === undefined ? {} : { where: options.where }
  const table = await fitted.sample(options.rows, { ...run, ...where })
  return { table, syntheticRows: table.rowCount, warnings: fitted.report.warnings }
}

function checkOptions({ rows, balance, where, ratio, json, output }: SynthOptions): void {
  if (json === true && output === '-')
    throw usage('--json', true, 'needs -o FILE: standard output cannot take both rows and JSON')
  if (rows !== undefined && balance === true)
    throw usage(
      '--rows',
      rows,
      'and --balance exclude one another: --rows writes synthetic rows alone, --balance the table with the rows that its classes lack',
    )
  if (where !== undefined && rows === undefined) throw usage('--where', where, 'needs --rows')
  if (where !== undefined && ratio !== undefined) throw usage('--where', where, 'and --ratio exclude one another')
}

function usage(option: string, received: unknown, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `synth: ${option} ${fault}`, { option, received })
}

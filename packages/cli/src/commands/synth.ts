import { AsdfError } from '@asdf/contract'
import type { RunOptions, Table } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import { dropUnlabelled, note, openDataset, withProgress } from '../context.ts'
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
  const dataset = await openDataset(context, options, name)
  checkTarget(dataset.table, options)
  const { table, dropped } = await dropUnlabelled(dataset.table)
  if (dropped > 0) note(context, options, `left out ${formatCount(dropped)} rows without a value in the target`)
  const result = await withProgress(context, options, (run) =>
    synthesize(context, table, options, { ...run, seed: options.seed }),
  )
  for (const warning of result.warnings) note(context, options, `note: ${warning}`)
  await writeCsvFile(options.output, result.table, { signal: context.signal })
  const summary = {
    output: options.output,
    rows: result.table.rowCount,
    syntheticRows: result.syntheticRows,
    model: options.model,
    seed: options.seed,
    warnings: result.warnings,
  }
  if (options.json === true && options.output !== '-') context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
  const place = options.output === '-' ? 'standard output' : options.output
  const parts = `${formatCount(summary.rows)} rows, ${formatCount(summary.syntheticRows)} of them synthetic`
  note(context, options, `wrote ${parts}, to ${place}`)
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

function checkOptions({ rows, balance, where, ratio }: SynthOptions): void {
  if (rows !== undefined && balance === true)
    throw usage(
      '--rows',
      rows,
      'and --balance exclude one another: --rows writes synthetic rows alone, --balance the table with the rows that its classes lack',
    )
  if (where !== undefined && rows === undefined) throw usage('--where', where, 'needs --rows')
  if (where !== undefined && ratio !== undefined) throw usage('--where', where, 'and --ratio exclude one another')
}

function checkTarget(table: Table, options: SynthOptions): void {
  if (table.schema.fields.some((field) => field.role === 'target')) return
  const names = table.schema.fields.map((field) => field.name).join(', ')
  throw usage(
    '--target',
    undefined,
    `is needed by ${options.model}: name the column whose classes to balance, one of ${names}`,
  )
}

function usage(option: string, received: unknown, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `synth: ${option} ${fault}`, { option, received })
}

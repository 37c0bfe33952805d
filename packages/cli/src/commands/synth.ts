import { AsdfError } from '@asdf/contract'
import type { RunOptions, Schema, Synthesizer, Table } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import type { Audit } from '../audit.ts'
import { note, noteWarnings, openDataset, withProgress } from '../context.ts'
import type { CommandContext, DataOptions } from '../context.ts'
import { formatCount } from '../format-table.ts'
import { fillNulls } from '../fill-nulls.ts'
import type { AuditParts } from '../holdout.ts'
import { createModel, modelFamily } from '../models.ts'

export interface SynthOptions extends DataOptions {
  readonly model: string
  readonly rows?: number
  readonly balance?: boolean
  readonly ratio?: Readonly<Record<string, number>>
  readonly where?: readonly string[]
  readonly neighbors?: number
  readonly privacy?: number
  readonly audit?: boolean
  readonly holdout?: string
  readonly seed: number
  readonly output: string
}

interface OpenRows {
  readonly table: Table
  readonly fileSchema: Schema
  /** Rows left out because they have no class. */
  readonly dropped: number
}

interface Result {
  readonly table: Table
  readonly synthetic: Table
  readonly warnings: readonly string[]
  readonly promises: readonly string[]
}

/** `asdf synth`: reads a table, makes synthetic rows, writes them, or the table balanced with them, and audits them. */
export async function synth(context: CommandContext, name: string, options: SynthOptions): Promise<void> {
  checkOptions(options, name)
  const { writeCsvFile } = await import('@asdf/core/node')
  const rows = await openRows(context, name, options)
  const parts = await cutForAudit(context, options, rows)
  const result = await withProgress(context, options, (run) =>
    synthesize(context, { all: rows.table, train: parts?.train ?? rows.table }, options, {
      ...run,
      seed: options.seed,
    }),
  )
  noteWarnings(context, options, result.warnings)
  await withProgress(context, options, (run) => writeCsvFile(options.output, result.table, run))
  const counts = { rows: result.table.rowCount, syntheticRows: result.synthetic.rowCount }
  const written = `${formatCount(counts.rows)} rows, ${formatCount(counts.syntheticRows)} of them synthetic`
  const place = options.output === '-' ? 'standard output' : options.output
  note(context, options, `wrote ${written}, to ${place}`)
  const audit = parts && (await auditResult(context, options, parts, result))
  if (options.json !== true) return
  const { output, model, seed } = options
  const { warnings, promises } = result
  const summary = { output, ...counts, unlabelledRows: rows.dropped, model, seed, warnings, promises, audit }
  context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
}

/** The rows to learn from; for work by classes, those that have one. */
async function openRows(context: CommandContext, name: string, options: SynthOptions): Promise<OpenRows> {
  const { readWeights } = await import('@asdf/core')
  const { noteEmptyColumns } = await import('../fill-nulls.ts')
  const { withTextIdentifiers } = await import('../identifiers.ts')
  const { dropUnlabelled, requireTarget } = await import('../target.ts')
  const { table: read, fileSchema } = await openDataset(context, options, name)
  const isSmote = modelFamily(options.model) === 'smote'
  const needsClasses = isSmote || isBalancing(options)
  if (needsClasses) requireTarget(read, isSmote ? `by ${options.model}` : 'to balance classes')
  // Before rows are left out, so that an error names the row of the file.
  readWeights(name, read)
  noteEmptyColumns(context, options, read)
  const all = withTextIdentifiers(read)
  if (!needsClasses) return { table: all, fileSchema, dropped: 0 }
  const { table, dropped } = dropUnlabelled(all, requireTarget(all, ''))
  if (dropped > 0) note(context, options, `left out ${formatCount(dropped)} rows without a value in the target`)
  return { table, fileSchema, dropped }
}

async function cutForAudit(
  context: CommandContext,
  options: SynthOptions,
  { table, fileSchema }: OpenRows,
): Promise<AuditParts | undefined> {
  if (options.audit !== true) return undefined
  const { setAside } = await import('../holdout.ts')
  return setAside(context, options, table, fileSchema)
}

/** Learns from `train`; what is balanced is `all`. */
async function synthesize(
  context: CommandContext,
  { all, train }: { readonly all: Table; readonly train: Table },
  options: SynthOptions,
  run: RunOptions,
): Promise<Result> {
  const { oversample, takeRows } = await import('@asdf/core')
  const { readConditions } = await import('../conditions.ts')
  const where = options.where === undefined ? {} : { where: readConditions(options.where, train.schema) }
  const ready = modelFamily(options.model) === 'smote' ? await fillNulls(context, options, train, run) : train
  const ratio: BalanceRatio = options.ratio ?? 'auto'
  const { neighbors, privacy } = options
  const model = await createModel(options.model, ready, {
    ratio,
    ...(neighbors === undefined ? {} : { neighbors }),
    ...(privacy === undefined ? {} : { privacy }),
  })
  if (isBalancing(options)) {
    const onTrain: Synthesizer = { ...model, fit: (_, fitRun) => model.fit(ready, fitRun) }
    const { table, syntheticCount, warnings, fitted } = await oversample(all, onTrain, ratio, run)
    const synthetic = takeRows(
      table,
      Uint32Array.from({ length: syntheticCount }, (_, i) => all.rowCount + i),
    )
    return { table, synthetic, warnings, promises: fitted.report.promises ?? [] }
  }
  const fitted = await model.fit(ready, run)
  const { warnings, promises = [] } = fitted.report
  const table = await fitted.sample(options.rows ?? all.rowCount, { ...run, ...where })
  return { table, synthetic: table, warnings, promises }
}

/** Measures the synthetic rows, and prints what comes of it beside the rows: where they are not. */
async function auditResult(
  context: CommandContext,
  options: SynthOptions,
  parts: AuditParts,
  { synthetic, promises }: Result,
): Promise<Audit> {
  const { auditRows, printAudit } = await import('../audit.ts')
  const withoutTexts = modelFamily(options.model) === 'forest'
  const audit = await withProgress(context, options, (run) =>
    auditRows(parts, synthetic, { withoutTexts }, { ...run, seed: options.seed }),
  )
  const { out, err } = context.terminal
  if (options.json !== true) printAudit(options.output === '-' ? err : out, promises, audit)
  return audit
}

/** Whether the table is written with the rows that its classes lack: what SMOTE does unless told otherwise. */
function isBalancing({ model, rows, balance, ratio }: SynthOptions): boolean {
  if (rows !== undefined) return false
  return balance === true || ratio !== undefined || modelFamily(model) === 'smote'
}

function checkOptions(options: SynthOptions, name: string): void {
  const { rows, balance, where, ratio, json, output, model, neighbors, privacy, audit, holdout } = options
  const isSmote = modelFamily(model) === 'smote'
  if (json === true && output === '-')
    throw usage('--json', true, 'needs -o FILE: standard output cannot take both rows and JSON')
  if (rows !== undefined && balance === true)
    throw usage(
      '--rows',
      rows,
      'and --balance exclude one another: --rows writes synthetic rows alone, --balance the table with the rows that its classes lack',
    )
  if (where !== undefined && rows === undefined && isSmote) throw usage('--where', where, `needs --rows with ${model}`)
  if (where !== undefined && balance === true) throw usage('--where', where, 'and --balance exclude one another')
  if (where !== undefined && ratio !== undefined) throw usage('--where', where, 'and --ratio exclude one another')
  if (rows !== undefined && ratio !== undefined && !isSmote)
    throw usage(
      '--rows',
      rows,
      `and --ratio exclude one another with ${model}, whose rows have the classes of the table`,
    )
  if (neighbors !== undefined && !isSmote)
    throw usage('--neighbors', neighbors, `is for SMOTE models, not for ${model}`)
  if (privacy !== undefined && isSmote) throw usage('--privacy', privacy, `is for forest models, not for ${model}`)
  if (holdout !== undefined && audit !== true) throw usage('--holdout', holdout, 'needs --audit')
  if (holdout === '-' && name === '-') throw usage('--holdout', holdout, 'cannot be read from standard input too')
}

function usage(option: string, received: unknown, fault: string): AsdfError {
  return new AsdfError('ASDF_OPTION_INVALID', `synth: ${option} ${fault}`, { option, received })
}

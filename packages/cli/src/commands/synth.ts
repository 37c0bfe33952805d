import type { AsdfError, FittedSynthesizer, RunOptions, SampleOptions, Synthesizer, Table } from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import type { Audit } from '../audit.ts'
import type { CommandContext, DataOptions } from '../context.ts'
import type { AuditParts } from '../holdout.ts'
import type { ModelOptions } from '../model-options.ts'
import type { OpenRows } from '../open-rows.ts'
import type { OutputOptions } from '../output-delimiter.ts'
import { areSameFile, checkFiles, tablePath } from '../check-files.ts'
import { note, noteRules, noteWarnings, withProgress } from '../context.ts'
import { formatCount } from '../format-table.ts'
import { checkModelOptions, modelFor, schemaChoice } from '../model-options.ts'
import { modelFamily } from '../models.ts'
import { openRows } from '../open-rows.ts'
import { outputDelimiter } from '../output-delimiter.ts'
import { usageError } from '../usage-error.ts'

export interface SynthOptions extends DataOptions, ModelOptions, OutputOptions {
  readonly rows?: number
  readonly balance?: boolean
  readonly ratio?: Readonly<Record<string, number>>
  readonly where?: readonly string[]
  readonly audit?: boolean
  readonly holdout?: string
  readonly seed: number
  readonly escapeFormulas?: boolean
}

interface Result {
  /** What made the rows. */
  readonly model: Synthesizer
  readonly table: Table
  readonly synthetic: Table
  readonly warnings: readonly string[]
  readonly promises: readonly string[]
  readonly rules: readonly string[]
}

/** `asdf synth`: reads a table, makes synthetic rows, writes them, or the table balanced with them, and audits them. */
export async function synth(context: CommandContext, name: string, options: SynthOptions): Promise<void> {
  checkOptions(options, name)
  await checkSynthFiles(options, name)
  const rows = await openRows(context, options, name, isBalancing(options))
  const parts = await cutForAudit(context, options, rows)
  const result = await withProgress(context, options, (run) =>
    synthesize({ all: rows.table, train: parts?.train ?? rows.table }, options, {
      ...run,
      seed: options.seed,
    }),
  )
  noteWarnings(context, options, result.warnings)
  noteRules(context, options, result.rules)
  await withProgress(context, options, (run) => writeRows(options, rows, result, run))
  const counts = { rows: result.table.rowCount, syntheticRows: result.synthetic.rowCount }
  const written = `${formatCount(counts.rows)} rows, ${formatCount(counts.syntheticRows)} of them synthetic`
  const place = options.output === '-' ? 'standard output' : options.output
  note(context, options, `wrote ${written}, to ${place}`)
  const audit = parts && (await auditResult(context, options, parts, result))
  if (options.json !== true) return
  const { output, model, seed } = options
  const { warnings, promises, rules } = result
  const summary = { output, ...counts, unlabelledRows: rows.dropped, model, seed, warnings, promises, rules, audit }
  context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
}

/** Writes what was made; rows of the table itself to the letter, but for the cells that are to be escaped. */
async function writeRows(
  options: SynthOptions,
  { passed, delimiter: usual }: OpenRows,
  { table }: Result,
  run: Omit<RunOptions, 'seed'>,
): Promise<void> {
  const { escapeFormulas, escapeSourceFormulas } = await import('@asdf/core')
  const { writeCsvFile } = await import('@asdf/core/node')
  const { output, escapeFormulas: escapes = false } = options
  const shown = escapes ? escapeFormulas(table) : table
  const source = passed && (escapes ? escapeSourceFormulas(passed.source, table.schema) : passed.source)
  const delimiter = outputDelimiter(options, usual)
  await writeCsvFile(output, shown, { ...run, delimiter, ...(source && passed && { passed: { ...passed, source } }) })
}

async function checkSynthFiles({ part, holdout, output }: SynthOptions, name: string): Promise<void> {
  const table = await tablePath(name, part)
  if (await areSameFile(table, holdout))
    throw usage('--holdout', holdout, 'is FILE itself, whose rows the model learns; name rows that it does not see')
  await checkFiles('synth', { reads: { FILE: table, '--holdout': holdout }, writes: { '--output': output } })
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
  { all, train }: { readonly all: Table; readonly train: Table },
  options: SynthOptions,
  run: RunOptions,
): Promise<Result> {
  const { oversample, takeRows } = await import('@asdf/core')
  const { readConditions } = await import('../conditions.ts')
  const where = options.where === undefined ? {} : { where: readConditions(options.where, train.schema) }
  const ratio: BalanceRatio = options.ratio ?? 'auto'
  const model = await modelFor(options, { train, ratio })
  if (isBalancing(options)) {
    const onTrain: Synthesizer = { ...model, fit: (_, fitRun) => model.fit(train, fitRun) }
    const { table, syntheticCount, warnings, fitted } = await oversample(all, onTrain, ratio, run)
    const synthetic = takeRows(
      table,
      Uint32Array.from({ length: syntheticCount }, (_, i) => all.rowCount + i),
    )
    return {
      model,
      table,
      synthetic,
      warnings,
      promises: fitted.report.promises ?? [],
      rules: fitted.report.rules ?? [],
    }
  }
  const fitted = await model.fit(train, { ...run, ...schemaChoice(options) })
  const { warnings, promises = [], rules = [] } = fitted.report
  const table = await sampleAll(fitted, options.rows ?? all.rowCount, { ...run, ...where })
  return { model, table, synthetic: table, warnings, promises, rules }
}

/** The rows that `asdf sample` writes for this model and seed, in one table. */
async function sampleAll(fitted: FittedSynthesizer, count: number, run: SampleOptions): Promise<Table> {
  const { appendTables, sampleChunks } = await import('@asdf/core')
  const parts: Table[] = []
  for await (const part of sampleChunks(fitted, count, run)) parts.push(part)
  return parts.length === 1 ? parts[0]! : appendTables(parts[0]!, ...parts.slice(1))
}

/** Measures the synthetic rows, and prints what comes of it beside the rows: where they are not. */
async function auditResult(
  context: CommandContext,
  options: SynthOptions,
  parts: AuditParts,
  { synthetic, promises, model }: Result,
): Promise<Audit> {
  const { auditRows, printAudit } = await import('../audit.ts')
  const withoutTexts = modelFamily(options.model) !== 'smote'
  // Networks take minutes to fit, and SMOTE makes rows of some classes only.
  const shadowed = modelFamily(options.model) === 'forest' ? { synthesizer: model } : {}
  const audit = await withProgress(context, options, (run) =>
    auditRows(parts, synthetic, { withoutTexts, ...shadowed }, { ...run, seed: options.seed }),
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
  const { rows, balance, where, ratio, json, output, model, audit, holdout } = options
  checkModelOptions('synth', options)
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
  if (holdout !== undefined && audit !== true) throw usage('--holdout', holdout, 'needs --audit')
  if (holdout === '-' && name === '-') throw usage('--holdout', holdout, 'cannot be read from standard input too')
}

function usage(option: string, received: unknown, fault: string): AsdfError {
  return usageError('synth', option, received, fault)
}

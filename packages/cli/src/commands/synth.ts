import type {
  AsdfError,
  FitReport,
  FittedSynthesizer,
  RunOptions,
  SampleOptions,
  Synthesizer,
  Table,
} from '@asdf/contract'
import type { BalanceRatio } from '@asdf/core'
import type { Audit } from '../audit.ts'
import type { CommandContext, DataOptions } from '../context.ts'
import type { AuditParts } from '../holdout.ts'
import type { ModelOptions } from '../model-options.ts'
import type { OpenRows } from '../open-rows.ts'
import type { OutputOptions } from '../output-delimiter.ts'
import type { ReportedRows } from '../report-rows.ts'
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
  readonly report?: string
  readonly holdout?: string
  readonly seed: number
  readonly escapeFormulas?: boolean
}

interface Result {
  /** What made the rows. */
  readonly synthesizer: Synthesizer
  readonly report: FitReport
  /** Rows that are written, and how many of them are synthetic. */
  readonly counts: { readonly rows: number; readonly syntheticRows: number }
  /** The synthetic rows, where more than writing them needs them. */
  readonly synthetic?: Table
  readonly write: (run: Omit<RunOptions, 'seed'>) => Promise<void>
}

/** `asdf synth`: reads a table, makes synthetic rows, writes them, or the table balanced with them, and audits them. */
export async function synth(context: CommandContext, name: string, options: SynthOptions): Promise<void> {
  checkOptions(options, name)
  await checkSynthFiles(options, name)
  const rows = await openRows(context, options, name, isBalancing(options))
  const parts = await cutForAudit(context, options, rows)
  const train = parts?.train ?? rows.table
  const { synthesizer, report, counts, synthetic, write } = await withProgress(context, options, (run) =>
    (isBalancing(options) ? balance : synthesize)(rows, train, options, { ...run, seed: options.seed }),
  )
  const { warnings, promises = [], rules = [] } = report
  noteWarnings(context, options, warnings)
  noteRules(context, options, rules)
  await withProgress(context, options, write)
  const written = `${formatCount(counts.rows)} rows, ${formatCount(counts.syntheticRows)} of them synthetic`
  const place = options.output === '-' ? 'standard output' : options.output
  note(context, options, `wrote ${written}, to ${place}`)
  const made = synthetic && { synthetic, promises, ...attackedModel(options, synthesizer) }
  const audit = parts && made && options.audit === true ? await auditResult(context, options, parts, made) : undefined
  if (parts && made)
    await reportResult(context, options, parts, { ...made, title: `${name}, ${options.model}`, warnings })
  if (options.json !== true) return
  const { output, model, seed } = options
  const summary = { output, ...counts, unlabelledRows: rows.dropped, model, seed, warnings, promises, rules, audit }
  context.terminal.out(`${JSON.stringify(summary, null, 2)}\n`)
}

/** Writes what was made; rows of the table itself to the letter, but for the cells that are to be escaped. */
async function writeRows(
  options: SynthOptions,
  { passed, delimiter: usual }: OpenRows,
  table: Table,
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

async function checkSynthFiles({ part, holdout, output, report }: SynthOptions, name: string): Promise<void> {
  const table = await tablePath(name, part)
  if (await areSameFile(table, holdout))
    throw usage('--holdout', holdout, 'is FILE itself, whose rows the model learns; name rows that it does not see')
  await checkFiles('synth', {
    reads: { FILE: table, '--holdout': holdout },
    writes: { '--output': output, '--report': report },
  })
}

async function cutForAudit(
  context: CommandContext,
  options: SynthOptions,
  { table, fileSchema }: OpenRows,
): Promise<AuditParts | undefined> {
  if (!isMeasuring(options)) return undefined
  const { setAside } = await import('../holdout.ts')
  return setAside(context, options, table, fileSchema)
}

/** Learns from `train`, and adds to the rows those that their classes lack. */
async function balance(rows: OpenRows, train: Table, options: SynthOptions, run: RunOptions): Promise<Result> {
  const { oversample, takeRows } = await import('@asdf/core')
  const ratio: BalanceRatio = options.ratio ?? 'auto'
  const model = await modelFor(options, { train, ratio })
  const onTrain: Synthesizer = { ...model, fit: (_, fitRun) => model.fit(train, fitRun) }
  const { table, syntheticCount, warnings, fitted } = await oversample(rows.table, onTrain, ratio, run)
  const added = Uint32Array.from({ length: syntheticCount }, (_, i) => rows.table.rowCount + i)
  return {
    synthesizer: model,
    report: { ...fitted.report, warnings },
    counts: { rows: table.rowCount, syntheticRows: syntheticCount },
    synthetic: takeRows(table, added),
    write: (writeRun) => writeRows(options, rows, table, writeRun),
  }
}

/** Learns from `train`. Rows are drawn while they are written, unless an audit or report needs all of them. */
async function synthesize(rows: OpenRows, train: Table, options: SynthOptions, run: RunOptions): Promise<Result> {
  const { readConditions } = await import('../conditions.ts')
  const { writeSampled } = await import('../write-sampled.ts')
  const where = options.where === undefined ? {} : { where: readConditions(options.where, train.schema) }
  const model = await modelFor(options, { train, ratio: options.ratio ?? 'auto' })
  const fitted = await model.fit(train, { ...run, ...schemaChoice(options) })
  const count = options.rows ?? rows.table.rowCount
  const made = { synthesizer: model, report: fitted.report, counts: { rows: count, syntheticRows: count } }
  if (isMeasuring(options)) {
    const table = await sampleAll(fitted, count, { ...run, ...where })
    return { ...made, synthetic: table, write: (writeRun) => writeRows(options, rows, table, writeRun) }
  }
  const { output, escapeFormulas, seed } = options
  const spelling = { delimiter: outputDelimiter(options, rows.delimiter), escapeFormulas }
  return {
    ...made,
    write: (writeRun) => writeSampled(output, fitted, count, spelling, { ...writeRun, ...where, seed }),
  }
}

/** The rows that `asdf sample` writes for this model and seed, in one table. */
async function sampleAll(fitted: FittedSynthesizer, count: number, run: SampleOptions): Promise<Table> {
  const { appendTables, sampleChunks } = await import('@asdf/core')
  const parts: Table[] = []
  for await (const part of sampleChunks(fitted, count, run)) parts.push(part)
  return parts.length === 1 ? parts[0]! : appendTables(parts[0]!, ...parts.slice(1))
}

interface AuditedRows extends Required<Pick<Result, 'synthetic'>> {
  readonly synthesizer?: Synthesizer
  readonly promises: readonly string[]
}

/** Measures the synthetic rows, and prints what comes of it beside the rows: where they are not. */
async function auditResult(
  context: CommandContext,
  options: SynthOptions,
  parts: AuditParts,
  { synthetic, promises, ...shadowed }: AuditedRows,
): Promise<Audit> {
  const { auditRows, printAudit } = await import('../audit.ts')
  const withoutTexts = modelFamily(options.model) !== 'smote'
  const audit = await withProgress(context, options, (run) =>
    auditRows(parts, synthetic, { withoutTexts, ...shadowed }, { ...run, seed: options.seed }),
  )
  const { out, err } = context.terminal
  if (options.json !== true) printAudit(options.output === '-' ? err : out, promises, audit)
  return audit
}

/** Measures the synthetic rows in every way, and writes a report where one is wanted. */
async function reportResult(
  context: CommandContext,
  options: SynthOptions,
  parts: AuditParts,
  rows: Omit<ReportedRows, 'withoutTexts'>,
): Promise<void> {
  if (options.report === undefined) return
  const { reportRows } = await import('../report-rows.ts')
  const withoutTexts = modelFamily(options.model) !== 'smote'
  await reportRows(context, options, options.report, parts, { ...rows, withoutTexts })
}

/** The model, for an attacker to fit again. Networks take minutes to fit, and SMOTE makes rows of some classes only. */
function attackedModel({ model }: SynthOptions, synthesizer: Synthesizer): { readonly synthesizer?: Synthesizer } {
  return modelFamily(model) === 'forest' ? { synthesizer } : {}
}

/** Whether rows are set aside to measure what is made. */
function isMeasuring({ audit, report }: SynthOptions): boolean {
  return audit === true || report !== undefined
}

/** Whether the table is written with the rows that its classes lack: what SMOTE does unless told otherwise. */
function isBalancing({ model, rows, balance, ratio }: SynthOptions): boolean {
  if (rows !== undefined) return false
  return balance === true || ratio !== undefined || modelFamily(model) === 'smote'
}

function checkOptions(options: SynthOptions, name: string): void {
  const { rows, balance, where, ratio, json, output, model, report, holdout } = options
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
  if (holdout !== undefined && !isMeasuring(options)) throw usage('--holdout', holdout, 'needs --audit or --report')
  if (report !== undefined && isBalancing(options))
    throw usage(
      '--report',
      report,
      'needs rows like those of the table: give --rows, or leave --balance and --ratio out',
    )
  if (holdout === '-' && name === '-') throw usage('--holdout', holdout, 'cannot be read from standard input too')
}

function usage(option: string, received: unknown, fault: string): AsdfError {
  return usageError('synth', option, received, fault)
}

import type { QualityWeights } from '@asdf/metrics'
import type { CommandContext, DataOptions } from '../context.ts'
import type { EvaluatedTables } from '../evaluation/evaluated-tables.ts'
import { basename } from 'node:path'
import { areSameFile, checkFiles } from '../check-files.ts'
import { note, openDataset } from '../context.ts'
import { evaluateTables, groupColumns } from '../evaluation/evaluate-tables.ts'
import { findingsAsJson, printFindings } from '../evaluation/print.ts'
import { parseRequirements } from '../evaluation/requirements.ts'
import { RequirementsUnmet } from '../failure.ts'
import { readBeside } from '../holdout.ts'
import { usageError } from '../usage-error.ts'

export interface EvaluateOptions extends DataOptions {
  readonly train: string
  readonly holdout: string
  readonly synthetic: string
  readonly seed: number
  /** Shares of fidelity, diversity and privacy in Q. */
  readonly weights?: QualityWeights
  /** Each `--require`, lists of bounds. */
  readonly require?: readonly string[]
  /** Each `--sensitive`, lists of columns. */
  readonly sensitive?: readonly string[]
  readonly html?: string
  /** A file, or `true` for standard output. */
  readonly markdown?: string | true
}

/** `asdf evaluate`: what the rows of a file are worth beside real ones, whoever made them. */
export async function evaluate(context: CommandContext, options: EvaluateOptions): Promise<void> {
  const bounds = parseRequirements(options.require ?? [])
  await checkOptions(options)
  const { tables, groups } = await openTables(context, options)
  const { seed, weights } = options
  const plan = { seed, groups, bounds, ...(weights && { weights }) }
  const { findings, requirements, warnings } = await evaluateTables(context, options, tables, plan)
  const { out } = context.terminal
  if (options.html !== undefined || options.markdown !== undefined) await report()
  if (options.json === true) out(findingsAsJson(tables, findings, { seed, requirements, warnings }))
  else if (options.markdown !== true) printFindings(out, tables, findings, requirements, warnings)
  const faults = requirements.flatMap(({ fault }) => fault ?? [])
  if (faults.length > 0) throw new RequirementsUnmet(`not met: ${faults.join('; ')}`)

  async function report(): Promise<void> {
    const { evaluationOf } = await import('../evaluation/to-report.ts')
    const { writeReports } = await import('../evaluation/write-reports.ts')
    const evaluation = await evaluationOf(tables, findings, {
      title: basename(options.synthetic),
      context,
      seeds: { evaluate: seed },
      warnings,
      requirements,
    })
    const { html, markdown } = options
    const files = { ...(html !== undefined && { html }), ...(typeof markdown === 'string' && { markdown }) }
    await writeReports(files, evaluation, context.signal)
    for (const file of Object.values(files)) note(context, options, `wrote ${file}`)
    if (markdown === true) out((await import('@asdf/report')).renderMarkdown(evaluation))
  }
}

async function openTables(
  context: CommandContext,
  options: EvaluateOptions,
): Promise<{ readonly tables: EvaluatedTables; readonly groups: readonly string[] }> {
  const { findNames } = await import('../column-names.ts')
  const { table, fileSchema } = await openDataset(context, options, options.train)
  const groups = groupColumns(table, findNames(options.sensitive ?? [], table.schema))
  const known = { table, schema: fileSchema }
  const { train, holdout } = await readBeside(context, options, options.holdout, known)
  const { holdout: synthetic } = await readBeside(context, options, options.synthetic, known)
  return { tables: { train, holdout, synthetic }, groups }
}

async function checkOptions(options: EvaluateOptions): Promise<void> {
  const { train, holdout, synthetic, json, html, markdown } = options
  if (json === true && markdown === true) {
    throw usageError(
      'evaluate',
      '--json',
      true,
      'and --markdown without a FILE both print: name a file for one of them',
    )
  }
  if (await areSameFile(train, holdout))
    throw usageError('evaluate', '--holdout', holdout, 'is the file of --train; name rows that the model did not see')
  if (await areSameFile(synthetic, holdout))
    throw usageError('evaluate', '--synthetic', synthetic, 'is the file of --holdout; name the rows to measure')
  await checkFiles('evaluate', {
    reads: { '--train': train, '--holdout': holdout, '--synthetic': synthetic },
    writes: { '--html': html, '--markdown': typeof markdown === 'string' ? markdown : undefined },
  })
}

import type { Synthesizer, Table } from '@asdf/contract'
import type { CommandContext, CommonOptions } from './context.ts'
import type { AuditParts } from './holdout.ts'
import { selectColumns } from '@asdf/core'
import { note } from './context.ts'
import { evaluateTables, groupColumns } from './evaluation/evaluate-tables.ts'
import { evaluationOf } from './evaluation/to-report.ts'
import { writeReports } from './evaluation/write-reports.ts'

/** Rows to report on, and what is known of them. */
export interface ReportedRows {
  readonly title: string
  readonly synthetic: Table
  /** Texts are made anew, so they are like nothing. */
  readonly withoutTexts: boolean
  /** What made the rows, for an attacker to fit again; shadow models are left out without it. */
  readonly synthesizer?: Synthesizer
  readonly warnings: readonly string[]
  readonly promises: readonly string[]
}

/** Measures synthetic rows as `asdf evaluate` does, and writes the report to the file `html`. */
export async function reportRows(
  context: CommandContext,
  options: CommonOptions & { readonly seed: number },
  html: string,
  parts: AuditParts,
  { title, synthetic, withoutTexts, synthesizer, warnings, promises }: ReportedRows,
): Promise<void> {
  const { fields } = parts.train.schema
  const kept = fields.filter(({ kind }) => kind !== 'text' || !withoutTexts).map(({ name }) => name)
  const bare = (table: Table) => selectColumns(table, kept)
  const tables = { train: bare(parts.train), holdout: bare(parts.holdout), synthetic: bare(synthetic) }
  const { seed } = options
  const plan = { seed, groups: groupColumns(tables.train, []), bounds: [], ...(synthesizer && { synthesizer }) }
  const { findings, requirements, warnings: more } = await evaluateTables(context, options, tables, plan)
  const evaluation = await evaluationOf(tables, findings, {
    title,
    context,
    seeds: { synth: seed },
    warnings: [...warnings, ...more],
    promises,
    requirements,
  })
  await writeReports({ html }, evaluation, context.signal)
  note(context, options, `wrote ${html}`)
}

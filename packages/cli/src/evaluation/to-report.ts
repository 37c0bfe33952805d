import type { Evaluation } from '@asdf/report'
import type { CommandContext } from '../context.ts'
import type { EvaluatedTables } from './evaluated-tables.ts'
import type { Findings } from './measure.ts'
import type { Checked } from './requirements.ts'
import { describeBrokenRules, describeColumns } from '@asdf/report'
import { shellWord } from '../flags.ts'
import { describeUnmeasured } from './measure.ts'

/** What a report says beside the findings. */
export interface ReportMatter {
  readonly title: string
  readonly context: CommandContext
  readonly seeds: Readonly<Record<string, number>>
  readonly warnings: readonly string[]
  readonly promises?: readonly string[]
  readonly requirements: readonly Checked[]
}

/** The findings as a report takes them: binned columns, and broken rules with synthetic rows. */
export async function evaluationOf(
  tables: EvaluatedTables,
  findings: Findings,
  matter: ReportMatter,
): Promise<Evaluation> {
  const { train, holdout, synthetic } = tables
  const { measured, unmeasured } = findings
  const { context, requirements, warnings, ...rest } = matter
  return {
    ...rest,
    command: `asdf ${context.args.map(shellWord).join(' ')}`,
    versions: { asdf: context.version, node: process.versions.node },
    rows: { train: train.rowCount, holdout: holdout.rowCount, synthetic: synthetic.rowCount },
    warnings: [...warnings, ...describeUnmeasured(unmeasured).map((text) => `not measured: ${text}`)],
    ...(requirements.length > 0 && {
      requirements: requirements.map(({ text, value, isMet }) => ({ text, value, isMet })),
    }),
    measured: measured.map(({ groups: _, ...one }) => one),
    columns: describeColumns(tables),
    ...(await describeBrokenRules(tables, {}, { signal: context.signal })),
  }
}

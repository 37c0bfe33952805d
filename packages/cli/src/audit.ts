import type { MetricResult, RunOptions, Table } from '@asdf/contract'
import type { AuditParts } from './holdout.ts'
import { selectColumns } from '@asdf/core'
import { distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import { formatCount, formatTable } from './format-table.ts'

/** What the synthetic rows give away of the training rows, measured against rows that the model never saw. */
export interface Audit {
  readonly syntheticRows: number
  readonly trainRows: number
  readonly holdoutRows: number
  /** Columns of texts that were made anew, which can be near to nothing. */
  readonly leftOut: readonly string[]
  readonly figures: readonly AuditFigure[]
}

export interface AuditFigure extends MetricResult {
  readonly id: string
  readonly label: string
  /** What rows have that owe nothing to the training rows. */
  readonly noLeak: number
}

export interface AuditOptions {
  /** Leaves texts out of what is compared: the model makes them anew. */
  readonly withoutTexts: boolean
}

/** Measures copies, nearness and the success of an attacker. Errors are those of `@asdf/privacy`. */
export async function auditRows(
  { train, holdout }: AuditParts,
  synthetic: Table,
  { withoutTexts }: AuditOptions,
  run: RunOptions,
): Promise<Audit> {
  const counts = { syntheticRows: synthetic.rowCount, trainRows: train.rowCount, holdoutRows: holdout.rowCount }
  const { fields } = train.schema
  const leftOut = withoutTexts ? fields.filter(({ kind }) => kind === 'text').map(({ name }) => name) : []
  if (synthetic.rowCount === 0 || leftOut.length === fields.length) return { ...counts, leftOut, figures: [] }
  const names = fields.map(({ name }) => name).filter((name) => !leftOut.includes(name))
  const [known, made, others] = [train, synthetic, holdout].map((table) => selectColumns(table, names)) as [
    Table,
    Table,
    Table,
  ]
  const figures: AuditFigure[] = []
  for (const metric of [exactCopies, distanceToClosestRecordShare(), nearestNeighborAttack()]) {
    const result = await metric.compute({ train: known, synthetic: made, holdout: others }, run)
    const { id, label } = metric
    figures.push({ id, label, noLeak: result.breakdown?.['holdout'] ?? 0.5, ...result })
  }
  return { ...counts, leftOut, figures }
}

/** Says what the model promises and what was measured. */
export function printAudit(out: (text: string) => void, promises: readonly string[], audit: Audit): void {
  out(`\nPromised\n${promises.length === 0 ? '- nothing\n' : promises.map((text) => `- ${text}\n`).join('')}`)
  const [synthetic, train, holdout] = [audit.syntheticRows, audit.trainRows, audit.holdoutRows].map(formatCount)
  out(`\nMeasured on ${synthetic} synthetic rows, against ${train} training rows and ${holdout} that were held out\n\n`)
  if (audit.figures.length === 0) return out('- nothing: there is nothing to compare\n')
  const columns = [
    { title: 'measure' },
    { title: 'value', align: 'right' },
    { title: '95 % interval', align: 'right' },
    { title: 'no leak', align: 'right' },
  ] as const
  const rows = audit.figures.map(({ label, value, interval, noLeak }) => [
    label,
    value.toFixed(4),
    interval === undefined ? '–' : interval.map((end) => end.toFixed(4)).join(' … '),
    noLeak.toFixed(4),
  ])
  out(formatTable(columns, rows))
  if (audit.leftOut.length > 0) out(`\nnot compared, as they are made anew: ${audit.leftOut.join(', ')}\n`)
}

import type { MetricResult, RunOptions, Synthesizer, Table } from '@asdf/contract'
import type { AuditParts } from './holdout.ts'
import { selectColumns } from '@asdf/core'
import { attackBattery, distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import { gradientBoosting, randomForest } from '@asdf/trees'
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
  /** What made the rows, for an attacker to fit again; shadow models are left out without it. */
  readonly synthesizer?: Synthesizer
}

/** Measures copies, nearness and the success of attackers. Errors are those of `@asdf/privacy`. */
export async function auditRows(
  { train, holdout }: AuditParts,
  synthetic: Table,
  { withoutTexts, synthesizer }: AuditOptions,
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
  const classifiers = [randomForest(), gradientBoosting()]
  const battery = attackBattery({ classifiers, synthesizer })
  const metrics = [exactCopies, distanceToClosestRecordShare(), nearestNeighborAttack()]
  // Half of the hold-out is what the attackers know.
  if (holdout.rowCount > 1) metrics.push(battery)
  for (const metric of metrics) {
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
  const battery = audit.figures.find(({ details }) => details?.['attacks'] !== undefined)
  if (battery !== undefined) printAttacks(out, battery)
  if (audit.leftOut.length > 0) out(`\nnot compared, as they are made anew: ${audit.leftOut.join(', ')}\n`)
}

/** What the strongest attack found: in words, and for each class and the rows that stand out. */
function printAttacks(
  out: (text: string) => void,
  { verdict, breakdown = {}, details = {}, unmeasured = {} }: AuditFigure,
): void {
  if (verdict !== undefined) out(`\n${verdict}\n`)
  const values = (name: string): Readonly<Record<string, number>> => {
    const found = details[name]
    return found?.kind === 'parts' ? found.values : {}
  }
  const [low, high] = [values('low'), values('high')]
  const columns = [
    { title: 'attack or group' },
    { title: 'AUC', align: 'right' },
    { title: '95 % interval', align: 'right' },
  ] as const
  const attacks = Object.entries(values('attacks')).map(([name, auc]) => [name, auc.toFixed(4), ''])
  const groups = Object.entries(breakdown).map(([name, auc]) => [
    `${name}, strongest`,
    auc.toFixed(4),
    `${low[name]!.toFixed(4)} … ${high[name]!.toFixed(4)}`,
  ])
  out(`\n${formatTable(columns, [...attacks, ...groups])}`)
  for (const [name, reason] of Object.entries(unmeasured)) out(`\nnot measured: ${name}: ${reason}\n`)
}

import type { Metric, MetricResult, Table } from '@asdf/contract'
import type { CommandContext, DataOptions } from '../context.ts'
import { brokenRules, columnShapes, detector, nullShares, pairTrends, wasserstein, withCeiling } from '@asdf/metrics'
import { distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import { gradientBoosting } from '@asdf/trees'
import { openDataset, withProgress } from '../context.ts'
import { formatCount, formatTable } from '../format-table.ts'
import { readBeside } from '../holdout.ts'

export interface EvaluateOptions extends DataOptions {
  readonly train: string
  readonly holdout: string
  readonly synthetic: string
  readonly seed: number
}

interface Measured {
  readonly metric: Metric
  readonly result: MetricResult
}

const mostWorst = 5

/** `asdf evaluate`: what the rows of a file are worth beside real ones, whoever made them. */
export async function evaluate(context: CommandContext, options: EvaluateOptions): Promise<void> {
  const { table, fileSchema } = await openDataset(context, options, options.train)
  const known = { table, schema: fileSchema }
  const { holdout } = await readBeside(context, options, options.holdout, known)
  const { holdout: synthetic } = await readBeside(context, options, options.synthetic, known)
  const input = { train: table, holdout, synthetic }
  const measured: Measured[] = []
  for (const metric of fidelity()) {
    measured.push({ metric, result: await measure(context, options, metric, input) })
  }
  for (const metric of [exactCopies, distanceToClosestRecordShare(), nearestNeighborAttack()]) {
    const result = await measure(context, options, metric, input)
    // Hold-out rows reach this in the first, and in the others by their definition.
    const value = result.breakdown?.['holdout'] ?? 0.5
    measured.push({ metric, result: { ...result, ceiling: { value, n: holdout.rowCount } } })
  }
  if (options.json === true) return printJson(context, input, options.seed, measured)
  print(context, input, measured)
}

function fidelity(): readonly Metric[] {
  const quick = [columnShapes, wasserstein, nullShares, pairTrends(), brokenRules()].map((metric) =>
    withCeiling(metric),
  )
  // Each repeat trains the classifier on three folds, twice.
  return [...quick, withCeiling(detector(gradientBoosting()), { repeats: 4 })]
}

interface EvaluatedTables {
  readonly train: Table
  readonly holdout: Table
  readonly synthetic: Table
}

function measure(
  context: CommandContext,
  options: EvaluateOptions,
  metric: Metric,
  input: EvaluatedTables,
): Promise<MetricResult> {
  return withProgress(context, options, (run) => metric.compute(input, { ...run, seed: options.seed }))
}

function printJson(
  { terminal }: CommandContext,
  { train, holdout, synthetic }: EvaluatedTables,
  seed: number,
  measured: readonly Measured[],
): void {
  const rows = { train: train.rowCount, holdout: holdout.rowCount, synthetic: synthetic.rowCount }
  const metrics = measured.map(({ metric: { id, label, group, goal }, result }) => ({
    id,
    label,
    group,
    goal,
    ...result,
  }))
  terminal.out(`${JSON.stringify({ rows, seed, metrics }, null, 2)}\n`)
}

function print(
  { terminal: { out } }: CommandContext,
  { train, holdout, synthetic }: EvaluatedTables,
  measured: readonly Measured[],
): void {
  const [made, known, others] = [synthetic, train, holdout].map(({ rowCount }) => formatCount(rowCount))
  out(`${made} synthetic rows, beside ${known} training rows and ${others} held-out ones\n\n`)
  out(
    formatTable(
      [
        { title: 'measure' },
        { title: 'best' },
        { title: 'value', align: 'right' },
        { title: '95 %' },
        { title: 'real rows', align: 'right' },
        { title: 'verdict' },
      ],
      measured.map(({ metric, result: { value, interval, ceiling, verdict } }) => [
        metric.label,
        metric.goal === 'maximize' ? 'high' : 'low',
        value.toFixed(4),
        interval === undefined ? '' : `${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}`,
        ceiling === undefined ? '' : ceiling.value.toFixed(4),
        verdict ?? '',
      ]),
    ),
  )
  const [shapes] = measured
  const worst = Object.entries(shapes!.result.breakdown ?? {}).sort((a, b) => a[1] - b[1])
  out(`\nColumns least like the training rows (column shapes):\n`)
  for (const [name, value] of worst.slice(0, mostWorst)) out(`  ${value.toFixed(4)}  ${name}\n`)
  const { breakdown: rules = {} } = measured.find(({ metric }) => metric.id === brokenRules.id)!.result
  const broken = Object.entries(rules)
    .filter(([, share]) => share > 0)
    .sort((a, b) => b[1] - a[1])
  if (broken.length > 0) out('\nRules of the training rows that rows break:\n')
  for (const [rule, share] of broken.slice(0, mostWorst)) out(`  ${share.toFixed(4)}  ${rule}\n`)
  if (broken.length > mostWorst) out(`  and ${broken.length - mostWorst} more\n`)
  const unmeasured = Object.entries(shapes!.result.unmeasured ?? {})
  if (unmeasured.length > 0) out('\nNot measured:\n')
  for (const [name, reason] of unmeasured.slice(0, mostWorst)) out(`  ${name}: ${reason}\n`)
  if (unmeasured.length > mostWorst) out(`  and ${unmeasured.length - mostWorst} more\n`)
}

import type { Metric, MetricResult, RunOptions } from '@asdf/contract'
import type { GroupGapsMetric } from '@asdf/metrics'
import type { Measured } from '@asdf/report'
import type { CommandContext, CommonOptions } from '../context.ts'
import type { Entry } from './battery.ts'
import type { EvaluatedTables } from './evaluated-tables.ts'
import { isAsdfError } from '@asdf/contract'
import { withProgress } from '../context.ts'
import { shortName } from './names.ts'

/** A metric and what it found. */
export interface Found extends Measured {
  /** Of a metric of groups: the column, and what is compared between them. */
  readonly groups?: { readonly column: string; readonly measure: string; readonly goal: Metric['goal'] }
}

/** What was found. */
export interface Findings {
  readonly measured: readonly Found[]
  /** Measures that have no value on these tables. */
  readonly unmeasured: readonly Unmeasured[]
}

/** A measure without a value, and why. */
export interface Unmeasured {
  readonly name: string
  readonly label: string
  readonly reason: string
}

/** Measures one after the other, showing how far it is. What cannot be measured on these tables is set down with the reason. */
export async function measureAll(
  context: CommandContext,
  options: CommonOptions,
  entries: readonly Entry[],
  tables: EvaluatedTables,
  seed: number,
): Promise<Findings> {
  const measured: Found[] = []
  const unmeasured: Unmeasured[] = []
  let done = 0
  await withProgress(
    context,
    options,
    async (run) => {
      for (const { metric, ceilingOf } of entries) {
        try {
          const result = await metric.compute(tables, { ...run, seed })
          measured.push({
            ...traitsOf(metric),
            result: ceilingOf === undefined ? result : withKnown(result, ceilingOf(result)),
          })
        } catch (error) {
          if (!isAsdfError(error, 'ASDF_METRIC_UNDEFINED')) throw error
          unmeasured.push({ name: shortName(metric), label: metric.label, reason: reasonOf(metric, error.message) })
        }
        done++
        await yieldToSignals(run)
      }
    },
    () => `[${done + 1}/${entries.length}] `,
  )
  return { measured, unmeasured }
}

/** Why a metric has no value, without the names of functions, and of the metric, which stand in front. */
function reasonOf({ label }: Metric, message: string): string {
  const reason = message.replace(/^[a-z]\w*: /, '')
  return reason.startsWith(`${label} `) ? reason.slice(label.length + 1) : reason
}

/** Measures without a value in words, those with the same reason in one line. */
export function describeUnmeasured(unmeasured: readonly Unmeasured[]): readonly string[] {
  const labels = new Map<string, string[]>()
  for (const { label, reason } of unmeasured) labels.set(reason, [...(labels.get(reason) ?? []), label])
  return Array.from(labels, ([reason, alike]) => `${alike.join(', ')}: ${reason}`)
}

function withKnown(result: MetricResult, ceiling: MetricResult['ceiling']): MetricResult {
  return ceiling === undefined ? result : { ...result, ceiling }
}

function traitsOf(metric: Metric): Omit<Found, 'result'> {
  const { id, label, group, goal, range } = metric
  return { id, label, group, goal, range, ...(isOfGroups(metric) && { groups: groupsOf(metric) }) }
}

function isOfGroups(metric: Metric): metric is GroupGapsMetric {
  return 'column' in metric && 'score' in metric
}

function groupsOf({ column, score }: GroupGapsMetric): NonNullable<Found['groups']> {
  return { column, measure: score.label, goal: score.goal }
}

/** Gives Ctrl-C a turn. */
async function yieldToSignals({ signal }: Omit<RunOptions, 'seed'>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
  signal?.throwIfAborted()
}

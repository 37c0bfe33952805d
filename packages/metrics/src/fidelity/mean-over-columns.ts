import type { Metric, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import type { ComparedColumn } from './compared-columns.ts'
import { AsdfError } from '@asdf/contract'
import { checkRun, compareTables, runSteps } from '@asdf/core'
import { compareColumns } from './compared-columns.ts'

type Traits = Pick<Metric, 'id' | 'label' | 'goal' | 'range'> & Partial<Pick<Metric, 'group'>>

/** What a column is worth, or why that cannot be said. */
export type ColumnScore = number | { readonly reason: string }

/** A metric, of fidelity unless it says otherwise, that is the mean of a number for each column; parts by column are its `breakdown`. */
export function meanOverColumns(
  where: string,
  traits: Traits,
  scoreOf: (column: ComparedColumn) => ColumnScore,
): Metric {
  return {
    specVersion: 1,
    group: 'fidelity',
    ...traits,
    needsHoldout: false,
    needsTarget: false,
    compute: (input, run) => computeMean(where, scoreOf, input, run),
  }
}

async function computeMean(
  where: string,
  scoreOf: (column: ComparedColumn) => ColumnScore,
  input: MetricInput,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  const tables = compareTables(where, input)
  const { columns, unmeasured: left } = compareColumns(tables)
  const scores = new Map<string, number>()
  const unmeasured: Record<string, string> = { ...left }
  await runSteps(run, where, columns.length, (index) => {
    const column = columns[index]!
    const score = scoreOf(column)
    if (typeof score === 'number') scores.set(column.name, score)
    else unmeasured[column.name] = score.reason
    return {}
  })
  return {
    value: meanOf(where, [...scores.values()], unmeasured),
    n: tables.synthetic.rowCount,
    breakdown: Object.fromEntries(scores),
    ...(Object.keys(unmeasured).length > 0 && { unmeasured }),
  }
}

/** The mean; an `ASDF_METRIC_UNDEFINED` with one of the reasons where there is nothing to take it of. */
export function meanOf(where: string, values: readonly number[], unmeasured: Readonly<Record<string, string>>): number {
  if (values.length > 0) {
    // Quotients first only where the sum is too large, so that the mean of ones is one.
    const sum = values.reduce((total, value) => total + value, 0)
    return sum < Infinity ? sum / values.length : values.reduce((total, value) => total + value / values.length, 0)
  }
  const [part, reason] = Object.entries(unmeasured)[0] ?? ['the tables', 'they have nothing to compare']
  throw new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: nothing can be measured; ${part}: ${reason}`, {
    metric: where,
  })
}

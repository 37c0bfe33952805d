import type { Metric, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import { checkOptionNames, checkRun, compareTables, optionError } from '@asdf/core'
import { groupsBy, rowsByGroup } from './groups.ts'

const where = 'groupShares'

/** The column whose values are the groups. */
export interface GroupSharesOptions {
  readonly column: string
}

/**
 * Whether synthetic rows have the groups of a column as often as training rows: the largest difference of a group's share, from 0,
 * the same shares, to 1. `breakdown` has each group's difference, `details` the shares. Groups as in `groupGaps`. Cost: one pass.
 *
 * Errors: those of `columnShapes`; `ASDF_SCHEMA_MISMATCH` without the column, `ASDF_OPTION_INVALID`.
 */
export function groupShares(options: GroupSharesOptions): Metric {
  checkOptionNames(where, options, { column: '' })
  const { column } = options
  if (typeof column !== 'string' || column === '')
    throw optionError(where, 'column', column, 'must be the name of a column')
  return {
    specVersion: 1,
    id: '@asdf/metrics/group-shares',
    label: `shares of ${column}`,
    group: 'fidelity',
    goal: 'minimize',
    range: [0, 1],
    needsHoldout: false,
    needsTarget: false,
    compute: (input, run) => measureShares(column, input, run),
  }
}

async function measureShares(column: string, input: MetricInput, run: RunOptions): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const { train, synthetic } = compareTables(where, input)
  const grouping = groupsBy(where, train, column)
  const [known, made] = [train, synthetic].map((table) =>
    rowsByGroup(grouping, table).map(({ length }) => length / table.rowCount),
  ) as [number[], number[]]
  const present = [...grouping.names.keys()].filter((group) => known[group]! > 0 || made[group]! > 0)
  const parts = (valueOf: (group: number) => number) =>
    Object.fromEntries(present.map((group) => [grouping.names[group]!, valueOf(group)]))
  const breakdown = parts((group) => Math.abs(made[group]! - known[group]!))
  run.onProgress?.({ phase: where, step: 1, totalSteps: 1 })
  return {
    value: Math.max(...Object.values(breakdown)),
    n: synthetic.rowCount,
    breakdown,
    details: {
      'share of training rows': { kind: 'parts', values: parts((group) => known[group]!) },
      'share of synthetic rows': { kind: 'parts', values: parts((group) => made[group]!) },
    },
  }
}

import type { Column, Metric, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import { checkRun, columnLength, compareTables, isPresent, runSteps } from '@asdf/core'
import { meanOf } from './mean-over-columns.ts'

const where = 'nullShares'

/**
 * How far the share of nulls in synthetic rows is from that in training rows: the mean over columns of the difference, from 0
 * to 1, and in `breakdown` each. Columns of every kind are measured; errors are those of `columnShapes`.
 */
export const nullShares: Metric = {
  specVersion: 1,
  id: '@asdf/metrics/null-shares',
  label: 'difference of null shares',
  group: 'fidelity',
  goal: 'minimize',
  range: [0, 1],
  needsHoldout: false,
  needsTarget: false,
  compute: computeNullShares,
}

async function computeNullShares(input: MetricInput, run: RunOptions): Promise<MetricResult> {
  checkRun(where, run)
  const { train, synthetic } = compareTables(where, input)
  const breakdown: Record<string, number> = {}
  await runSteps(run, where, train.columns.length, (index) => {
    const difference = nullShare(train.columns[index]!) - nullShare(synthetic.columns[index]!)
    breakdown[train.schema.fields[index]!.name] = Math.abs(difference)
    return {}
  })
  return { value: meanOf(where, Object.values(breakdown), {}), n: synthetic.rowCount, breakdown }
}

function nullShare(column: Column): number {
  if (column.valid === undefined) return 0
  const rows = columnLength(column)
  let nulls = 0
  for (let row = 0; row < rows; row++) if (!isPresent(column, row)) nulls++
  return nulls / rows
}

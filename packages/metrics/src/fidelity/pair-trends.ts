import type { Metric, MetricDetails, MetricFactory, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import type { ComparedColumn } from './compared-columns.ts'
import { checkChoiceOption, checkOptionNames, checkRun, compareTables, runSteps } from '@asdf/core'
import { binnedColumn } from './bins.ts'
import { compareColumns } from './compared-columns.ts'
import { jointDistance } from './kernels/joint-distance.ts'
import { pearson } from './kernels/pearson.ts'
import { meanOf } from './mean-over-columns.ts'
import { emptyMatrix, mostMatrixColumns } from './pair-matrix.ts'

const where = 'pairTrends'
const id = '@asdf/metrics/pair-trends'

export interface PairTrendsOptions {
  /**
   * `fixed` bins numbers of both sides by the training rows' edges. `compat` gives each side edges of its own, as the report
   * of SDMetrics does, which finds differences where there are none.
   */
  readonly mode: 'fixed' | 'compat'
}

const defaults: PairTrendsOptions = { mode: 'fixed' }

/**
 * How alike the pairs of columns go together in training and synthetic rows, from 0 to 1; the mean over all pairs. Two columns of
 * numbers: one minus half the difference of Pearson's correlations. Others: one minus the total variation of the joint
 * table, numbers in 10 bins of equal width. As the Column Pair Trends of SDMetrics' quality report, over all pairs.
 *
 * `breakdown` has the mean over the pairs of each column; `details.pairs` is the matrix, of up to 200 columns. A correlation
 * that does not exist, because a column is constant, counts as 0. Nulls are left out of correlations and are a bin elsewhere. Texts,
 * images and series are not measured; errors are those of `columnShapes`, and `ASDF_METRIC_UNDEFINED` for fewer than two
 * columns.
 */
export const pairTrends: MetricFactory<PairTrendsOptions> = Object.assign(
  (options: Partial<PairTrendsOptions> = {}): Metric => {
    checkOptionNames(where, options, defaults)
    const { mode } = { ...defaults, ...options }
    checkChoiceOption(where, 'mode', mode, ['fixed', 'compat'])
    return {
      specVersion: 1,
      id,
      label: 'pair trends',
      group: 'fidelity',
      goal: 'maximize',
      range: [0, 1],
      needsHoldout: false,
      needsTarget: false,
      compute: (input, run) => computeTrends(input, mode, run),
    }
  },
  { id, defaults },
)

async function computeTrends(
  input: MetricInput,
  mode: PairTrendsOptions['mode'],
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  const tables = compareTables(where, input)
  const { columns, unmeasured } = compareColumns(tables)
  const bins = columns.map((column) => binnedColumn(column, mode === 'fixed'))
  const sums = new Float64Array(columns.length)
  const isShown = columns.length <= mostMatrixColumns
  const matrix = emptyMatrix(columns.length, isShown)
  let total = 0
  await runSteps(run, where, columns.length, (i) => {
    for (let j = 0; j < i; j++) {
      const score = 1 - distanceOf(columns[i]!, columns[j]!, () => jointDistance(bins[i]!, bins[j]!))
      total += score
      sums[i]! += score
      sums[j]! += score
      if (isShown) matrix[i]![j] = matrix[j]![i] = score
    }
    return {}
  })
  const names = columns.map(({ name }) => name)
  const pairs = (columns.length * (columns.length - 1)) / 2
  const reasons = pairs > 0 ? {} : { 'the tables': 'a pair needs two columns', ...unmeasured }
  const value = meanOf(where, pairs > 0 ? [total / pairs] : [], reasons)
  const shown: MetricDetails = { kind: 'matrix', rows: names, columns: names, values: matrix }
  return {
    value,
    n: tables.synthetic.rowCount,
    mode,
    breakdown: Object.fromEntries(names.map((name, index) => [name, sums[index]! / (columns.length - 1)])),
    ...(Object.keys(unmeasured).length > 0 && { unmeasured }),
    ...(isShown && { details: { pairs: shown } }),
  }
}

function distanceOf(a: ComparedColumn, b: ComparedColumn, joint: () => number): number {
  if (a.kind === 'codes' || b.kind === 'codes') return joint()
  const [real, made] = [pearson(a.train, b.train), pearson(a.synthetic, b.synthetic)]
  return Math.abs((Number.isNaN(real) ? 0 : real) - (Number.isNaN(made) ? 0 : made)) / 2
}

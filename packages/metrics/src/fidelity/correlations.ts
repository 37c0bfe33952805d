import type { Metric, MetricDetails, MetricFactory, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import type { ComparedColumn } from './compared-columns.ts'
import { checkChoiceOption, checkOptionNames, checkRun, compareTables, runSteps } from '@asdf/core'
import { compareColumns } from './compared-columns.ts'
import { correlationRatio, cramersV } from './kernels/association.ts'
import { pearson } from './kernels/pearson.ts'
import { ranks } from './kernels/ranks.ts'
import { meanOf } from './mean-over-columns.ts'
import { emptyMatrix, mostMatrixColumns } from './pair-matrix.ts'

const where = 'correlations'
const id = '@asdf/metrics/correlations'

export interface CorrelationsOptions {
  /** For two columns of numbers: `pearson`, or `spearman` for ranks, which neither tails nor a monotone scale change. */
  readonly numbers: 'pearson' | 'spearman'
}

const defaults: CorrelationsOptions = { numbers: 'pearson' }

/**
 * How far the associations of columns in synthetic rows are from those in training rows: the mean, over all pairs of
 * columns, of the difference; 0 is best. Two columns of numbers: Pearson's or Spearman's correlation (-1 to 1). Two of
 * categories or booleans: Cramér's V (0 to 1, not corrected for bias). One of each: the correlation ratio η (0 to 1).
 *
 * `breakdown` has the mean over the pairs of each column; `details.real` and `details.synthetic` are the matrices, of up to
 * 200 columns. Nulls are left out of numbers, and are a category elsewhere. An association that does not exist, because a
 * column is constant, counts as 0, and is `null` in the matrices. Cost O(rows × columns²). V and η grow as rows get fewer: compare
 * tables of about equal size, or read the ceiling. Texts, images and series are not measured; errors are those of
 * `columnShapes`, `ASDF_OPTION_INVALID` when configured, and `ASDF_METRIC_UNDEFINED` for fewer than two columns.
 */
export const correlations: MetricFactory<CorrelationsOptions> = Object.assign(
  (options: Partial<CorrelationsOptions> = {}): Metric => {
    checkOptionNames(where, options, defaults)
    const { numbers } = { ...defaults, ...options }
    checkChoiceOption(where, 'numbers', numbers, ['pearson', 'spearman'])
    return {
      specVersion: 1,
      id,
      label: 'difference of correlations',
      group: 'fidelity',
      goal: 'minimize',
      range: [0, 2],
      needsHoldout: false,
      needsTarget: false,
      compute: (input, run) => computeCorrelations(input, numbers, run),
    }
  },
  { id, defaults },
)

async function computeCorrelations(
  input: MetricInput,
  numbers: CorrelationsOptions['numbers'],
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  const tables = compareTables(where, input)
  const { columns: given, unmeasured } = compareColumns(tables)
  const columns = numbers === 'spearman' ? given.map(ranked) : given
  const isShown = columns.length <= mostMatrixColumns
  const [real, synthetic] = [emptyMatrix(columns.length, isShown), emptyMatrix(columns.length, isShown)]
  const sums = new Float64Array(columns.length)
  let total = 0
  await runSteps(run, where, columns.length, (i) => {
    if (isShown) real[i]![i] = synthetic[i]![i] = 1
    for (let j = 0; j < i; j++) {
      const [a, b] = [columns[i]!, columns[j]!]
      const [known, made] = [association(a, b, 'train'), association(a, b, 'synthetic')]
      const difference = Math.abs(orZero(known) - orZero(made))
      total += difference
      sums[i]! += difference
      sums[j]! += difference
      if (!isShown) continue
      real[i]![j] = real[j]![i] = orNull(known)
      synthetic[i]![j] = synthetic[j]![i] = orNull(made)
    }
    return {}
  })
  const names = columns.map(({ name }) => name)
  const pairs = (columns.length * (columns.length - 1)) / 2
  const reasons = pairs > 0 ? {} : { 'the tables': 'a pair needs two columns', ...unmeasured }
  const shown = (values: (number | null)[][]): MetricDetails => ({
    kind: 'matrix',
    rows: names,
    columns: names,
    values,
  })
  return {
    value: meanOf(where, pairs > 0 ? [total / pairs] : [], reasons),
    n: tables.synthetic.rowCount,
    breakdown: Object.fromEntries(names.map((name, index) => [name, sums[index]! / (columns.length - 1)])),
    ...(Object.keys(unmeasured).length > 0 && { unmeasured }),
    ...(isShown && { details: { real: shown(real), synthetic: shown(synthetic) } }),
  }
}

function ranked(column: ComparedColumn): ComparedColumn {
  if (column.kind === 'codes') return column
  return { ...column, train: ranks(column.train), synthetic: ranks(column.synthetic) }
}

function association(a: ComparedColumn, b: ComparedColumn, side: 'train' | 'synthetic'): number {
  if (a.kind === 'numbers') {
    return b.kind === 'numbers' ? pearson(a[side], b[side]) : correlationRatio(b[side], b.size, a[side])
  }
  if (b.kind === 'numbers') return correlationRatio(a[side], a.size, b[side])
  return cramersV(a[side], b[side], [a.size, b.size])
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

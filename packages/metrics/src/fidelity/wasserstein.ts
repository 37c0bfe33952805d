import type { Metric } from '@asdf/contract'
import type { ComparedColumn } from './compared-columns.ts'
import type { ColumnScore } from './mean-over-columns.ts'
import { sortedNumbers, totalVariation } from './compared-columns.ts'
import { quantile } from './kernels/quantile.ts'
import { wasserstein1 } from './kernels/wasserstein.ts'
import { meanOverColumns } from './mean-over-columns.ts'

/**
 * How far values have to move to turn the synthetic distribution of a column into the training rows': the Wasserstein-1
 * distance of numbers and datetimes over the range of the training rows, total variation of categories and booleans (0 to
 * 1); the mean over columns, and in `breakdown` each. Above 1 only where synthetic values lie far outside that range. The
 * paper's Q_fid is one minus this.
 *
 * A long tail makes the range large and the distance small: see `wassersteinByQuartiles`. Nulls, unmeasured columns and errors are
 * those of `columnShapes`; a column of numbers with values on one side alone is at 1, and one that is constant in training
 * counts by total variation of that value and others.
 *
 * For numbers equal to `scipy.stats.wasserstein_distance` over the range.
 */
export const wasserstein: Metric = meanOverColumns(
  'wasserstein',
  {
    id: '@asdf/metrics/wasserstein',
    label: 'Wasserstein distance / range',
    goal: 'minimize',
    range: [0, Infinity],
  },
  (column) => distanceIn(column, rangeOf),
)

/**
 * As `wasserstein`, but over the distance between the quartiles of the training rows, which a long tail does not widen: the
 * distance in the middle of the distribution. Over the range where the quartiles are equal.
 */
export const wassersteinByQuartiles: Metric = meanOverColumns(
  'wassersteinByQuartiles',
  {
    id: '@asdf/metrics/wasserstein-by-quartiles',
    label: 'Wasserstein distance / interquartile range',
    goal: 'minimize',
    range: [0, Infinity],
  },
  (column) => distanceIn(column, (sorted) => interquartileRange(sorted) || rangeOf(sorted)),
)

function distanceIn(column: ComparedColumn, unitOf: (ascending: Float64Array) => number): ColumnScore {
  if (column.kind === 'codes') return totalVariation(column.train, column.synthetic, column.size)
  const [a, b] = [sortedNumbers(column.train), sortedNumbers(column.synthetic)]
  if (a.length === 0 && b.length === 0) return { reason: 'no row has a value' }
  if (a.length === 0 || b.length === 0) return 1
  const unit = unitOf(a)
  if (unit === 0) return b.reduce((count, value) => count + (value === a[0] ? 0 : 1), 0) / b.length
  const distance = wasserstein1(a, b)
  // A quarter of each number, so that a range of the largest ones is finite.
  const ratio =
    unit + distance < Infinity ? distance / unit : wasserstein1(quarters(a), quarters(b)) / unitOf(quarters(a))
  return Math.min(ratio, Number.MAX_VALUE)
}

function rangeOf(ascending: Float64Array): number {
  return ascending.at(-1)! - ascending[0]!
}

function interquartileRange(ascending: Float64Array): number {
  return quantile(ascending, 0.75) - quantile(ascending, 0.25)
}

function quarters(values: Float64Array): Float64Array {
  return values.map((value) => value / 4)
}

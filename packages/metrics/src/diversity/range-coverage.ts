import type { Metric } from '@asdf/contract'
import type { ComparedColumn } from '../fidelity/compared-columns.ts'
import type { ColumnScore } from '../fidelity/mean-over-columns.ts'
import { meanOverColumns } from '../fidelity/mean-over-columns.ts'

/**
 * The part of the training rows' range that synthetic rows span, from 0 to 1: one minus what they leave uncovered at both
 * ends, over the range; the mean over columns of numbers and datetimes, and in `breakdown` each. Nulls are left out. As
 * RangeCoverage of SDMetrics. The outermost values of real rows are few: read the ceiling. Cost O(rows × columns).
 *
 * Columns that are constant in training, and other columns, are not measured; errors are those of `columnShapes`, with
 * `ASDF_METRIC_UNDEFINED` for a table without a column of numbers that vary.
 */
export const rangeCoverage: Metric = meanOverColumns(
  'rangeCoverage',
  { id: '@asdf/metrics/range-coverage', label: 'range coverage', group: 'diversity', goal: 'maximize', range: [0, 1] },
  coverageOf,
)

function coverageOf(column: ComparedColumn): ColumnScore {
  if (column.kind !== 'numbers') return { reason: 'has no range' }
  const [real, made] = [rangeOf(column.train), rangeOf(column.synthetic)]
  // Quarters, so that the range of the largest numbers is finite.
  const range = real.high / 4 - real.low / 4
  if (!(range > 0)) return { reason: 'the training rows have fewer than two different values' }
  if (made.low > made.high) return 0
  const below = Math.max(0, made.low / 4 - real.low / 4) / range
  const above = Math.max(0, real.high / 4 - made.high / 4) / range
  return Math.max(0, 1 - (below + above))
}

function rangeOf(values: Float64Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity]
  for (let row = 0; row < values.length; row++) {
    if (values[row]! < low) low = values[row]!
    if (values[row]! > high) high = values[row]!
  }
  return { low, high }
}

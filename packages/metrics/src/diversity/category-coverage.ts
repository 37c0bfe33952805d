import type { Metric } from '@asdf/contract'
import type { ComparedColumn } from '../fidelity/compared-columns.ts'
import type { ColumnScore } from '../fidelity/mean-over-columns.ts'
import { meanOverColumns } from '../fidelity/mean-over-columns.ts'

/**
 * The share of the categories of the training rows that synthetic rows have too, from 0 to 1; the mean over columns of
 * categories and booleans, and in `breakdown` each. A null is not a category. As CategoryCoverage of SDMetrics. Rare
 * categories are missing from as few rows of real data too: read the ceiling. Cost O(rows × columns).
 *
 * Other columns are not measured; errors are those of `columnShapes`, with `ASDF_METRIC_UNDEFINED` for a table without columns of
 * categories.
 */
export const categoryCoverage: Metric = meanOverColumns(
  'categoryCoverage',
  {
    id: '@asdf/metrics/category-coverage',
    label: 'category coverage',
    group: 'diversity',
    goal: 'maximize',
    range: [0, 1],
  },
  coverageOf,
)

function coverageOf(column: ComparedColumn): ColumnScore {
  if (column.kind !== 'codes') return { reason: 'has no categories' }
  const none = column.size - 1
  const wanted = new Uint8Array(none)
  const found = new Uint8Array(none)
  for (const code of column.train) if (code !== none) wanted[code] = 1
  for (const code of column.synthetic) if (code !== none && wanted[code] === 1) found[code] = 1
  const count = wanted.reduce((sum, one) => sum + one, 0)
  if (count === 0) return { reason: 'no training row has a value' }
  return found.reduce((sum, one) => sum + one, 0) / count
}

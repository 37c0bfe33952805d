import type { Metric } from '@asdf/contract'
import type { ComparedColumn } from './compared-columns.ts'
import type { ColumnScore } from './mean-over-columns.ts'
import { sortedNumbers, totalVariation } from './compared-columns.ts'
import { kolmogorovSmirnov } from './kernels/kolmogorov-smirnov.ts'
import { meanOverColumns } from './mean-over-columns.ts'

/**
 * How alike each column is distributed in training and synthetic rows, from 0 to 1: one minus the distance of Kolmogorov and
 * Smirnov for numbers and datetimes, one minus total variation for categories and booleans; the mean over columns, and in
 * `breakdown` each. As the Column Shapes of SDMetrics' quality report (0.32).
 *
 * Nulls are left out of numbers, and are a category of their own elsewhere (SDMetrics leaves them out everywhere). See
 * `nullShares` for how many there are. A column of numbers that has values on one side alone scores 0; without any on
 * either side it is not measured, nor are texts, images and series. Identifiers and weights are left out.
 *
 * Errors: `ASDF_METRIC_UNDEFINED` for a table without rows or with nothing to measure, `ASDF_SCHEMA_MISMATCH` for columns
 * that differ from the training table's, `ASDF_DATA_INVALID` for numbers that are not finite.
 */
export const columnShapes: Metric = meanOverColumns(
  'columnShapes',
  { id: '@asdf/metrics/column-shapes', label: 'column shapes', goal: 'maximize', range: [0, 1] },
  shapeOf,
)

function shapeOf(column: ComparedColumn): ColumnScore {
  if (column.kind === 'codes') return 1 - totalVariation(column.train, column.synthetic, column.size)
  const [a, b] = [sortedNumbers(column.train), sortedNumbers(column.synthetic)]
  if (a.length === 0 && b.length === 0) return { reason: 'no row has a value' }
  return a.length === 0 || b.length === 0 ? 0 : 1 - kolmogorovSmirnov(a, b)
}

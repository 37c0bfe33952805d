import type { Metric, Rng, Table } from '@asdf/contract'
import { permutation, takeRows } from '@asdf/core'

/** The standard normal's 97.5 % quantile. */
const z = 1.959963984540054

/** The first `count` rows of an order, as the table has them. */
export function rowsInOrder(table: Table, order: Uint32Array, count: number): Table {
  return takeRows(table, order.slice(0, count).sort())
}

/** A random half of the rows, at least one. */
export function halfOf(table: Table, rng: Rng): Table {
  return rowsInOrder(table, permutation(table.rowCount, rng), Math.max(1, table.rowCount >> 1))
}

/** The 95 % interval around a value by the values of random halves of its rows, cut where the metric's range ends. */
export function intervalAround(
  value: number,
  halves: readonly number[],
  { range }: Pick<Metric, 'range'>,
): readonly [number, number] {
  const half = halfWidth(halves)
  return [Math.max(range[0], value - half), Math.min(range[1], value + half)]
}

/**
 * Half the width of a 95 % interval, by the values of random halves. Their standard deviation is that of a value of all rows: the
 * smaller number of rows doubles the variance, and that halves share rows halves it again. It is known from a few values only, so
 * the quantile is Student's.
 */
export function halfWidth(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return studentQuantile(values.length - 1) * Math.sqrt(squares / (values.length - 1))
}

/** The 97.5 % quantile of Student's t: Abramowitz and Stegun 26.7.5, off by at most .03 from 3 degrees of freedom on. */
function studentQuantile(freedom: number): number {
  if (freedom < 3) return freedom < 2 ? 12.706204736432095 : 4.302652729911275
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  )
}

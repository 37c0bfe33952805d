import type { Column, Table } from '@asdf/contract'
import type { Quality } from './result.ts'
import { classCodes, shareCategories } from '@asdf/core'

/** Rows that are looked at, the first ones. */
const mostRows = 20_000

/**
 * How far made rows are from real ones, plainly: `rows` made; `shift`, the mean over columns of how far the means are
 * apart, in standard deviations of the real column; `dependence`, the mean over pairs of columns of the difference of their
 * correlations. Categories count as their codes in the real table; the
 * one that rare categories were merged into comes last. No measure of quality, but any fault shows in it.
 */
export function likeness(real: Table, made: Table): Quality {
  const [ours, theirs] = shareCategories(real, made).map((table) =>
    table.columns.map((column) => standardize(numbersOf(column))),
  )
  const columns = ours!.map((column, index) => [column, theirs![index]!] as const)
  const shifts = columns.map(([a, b]) => Math.abs(a.mean - b.mean) / (a.deviation || 1))
  const differences = columns.flatMap(([a, b], index) =>
    columns.slice(index + 1).map(([c, d]) => Math.abs(product(a.scores, c.scores) - product(b.scores, d.scores))),
  )
  return { rows: made.rowCount, shift: meanOf(shifts), dependence: meanOf(differences) }
}

function numbersOf(column: Column): Float64Array {
  const numbers = column.kind === 'numeric' ? column.values : Float64Array.from(classCodes(column))
  return numbers.subarray(0, mostRows)
}

function standardize(values: Float64Array) {
  const mean = meanOf(values)
  const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
  return { mean, deviation, scores: values.map((value) => (value - mean) / (deviation || 1)) }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!
  return sum / a.length
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

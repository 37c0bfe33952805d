import type { Column, Rng } from '@asdf/contract'
import type { FittedColumn } from './fitted-columns.ts'

/** Encodes and decodes the cells of one column, whose place among the numbers of a row it knows. */
export interface ColumnCells {
  /** Encodes a column at once; its numbers are then written in blocks of rows, which stay in the cache. */
  encoder(given: FittedColumn, rng: Rng | undefined): RowWriter
  decoder(count: number, rng: Rng): RowReader
  /**
   * The place in the one-hot that stands for a value as columns store it; 0 where there is no one-hot, `undefined` when
   * the value is never given out.
   */
  codeOf(cell: number): number | undefined
}

/** Writes the numbers of the rows from `from` up to but not including `to`; those of a one-hot are 0 before. */
export type RowWriter = (out: Float32Array, from: number, to: number) => void

/** Reads the numbers of all rows, block by block, and then gives the column they stand for. */
export interface RowReader {
  read(rows: Float32Array, from: number, to: number): void
  column(): Column
}

/** Index of the largest of `width` numbers from `at` on, counted from there; the first among equals, or a NaN. */
export function largest(rows: Float32Array, at: number, width: number): number {
  let best = 0
  let highest = rows[at]!
  for (let i = 1; i < width; i++) {
    const value = rows[at + i]!
    // What is no number is not below or equal, and nothing is above it afterwards.
    if (value > highest || value !== value) {
      highest = value
      best = i
    }
  }
  return best
}

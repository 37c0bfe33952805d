import type { RunOptions } from '@asdf/contract'
import type { EncodedRows } from '../rows/encoded-rows.ts'
import type { RowSample } from '../rows/row-metric.ts'
import type { NeighborhoodOptions } from './neighborhood-options.ts'
import { runSteps } from '@asdf/core'
import { countBalls } from '../rows/kernels/count-balls.ts'
import { nearestRows } from '../rows/nearest-rows.ts'
import { needRows } from '../rows/row-metric.ts'

/** Balls around rows, which reach to their k-th nearest neighbors. */
export interface Balls {
  readonly centers: EncodedRows
  readonly radii: Float64Array
  /** Without their surfaces. */
  readonly isOpen: boolean
}

/** The balls around the rows of one side. */
export async function ballsAround(
  where: string,
  centers: EncodedRows,
  { k, mode }: Pick<NeighborhoodOptions, 'k' | 'mode'>,
  sample: RowSample,
): Promise<Balls> {
  needRows(where, sample, k + 1)
  const phase = `${where}: within one side`
  const { count, distances } = await nearestRows(centers, centers, k, { run: sample.run, phase, excludeSelf: true })
  const radii = Float64Array.from({ length: centers.rowCount }, (_, row) => distances[row * count + count - 1]!)
  return { centers, radii, isOpen: mode === 'compat' }
}

/** For each row, how many balls hold it, counted up to `most`. */
export async function ballCounts(
  where: string,
  rows: EncodedRows,
  balls: Balls,
  most: number,
  run: RunOptions,
): Promise<Uint32Array> {
  const counts = new Uint32Array(rows.rowCount)
  await runSteps(run, `${where}: between both`, rows.rowCount, (row) => {
    counts[row] = countBalls(rows, row, balls, most)
    return {}
  })
  return counts
}

/** The share of the rows that at least one ball holds. */
export async function shareInside(where: string, rows: EncodedRows, balls: Balls, run: RunOptions): Promise<number> {
  const counts = await ballCounts(where, rows, balls, 1, run)
  return counts.reduce((sum, count) => sum + count, 0) / counts.length
}

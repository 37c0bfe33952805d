import type { Points } from '@asdf/core'
import type { MixedRows, MixedSpace } from './mixed-rows.ts'
import { mismatchCost } from './nearest-distances.ts'

/** Rows as points for `nearestNeighbors`, in the distance of `nearestDistances`. */
export interface ScaledPoints extends Points {
  /** What a differing code costs. */
  readonly costs: Float64Array
  take(rows: Uint32Array): Points
}

/** Numbers divided by their ranges, codes as they are. */
export function scaledPoints(
  { ranges, codeColumns }: MixedSpace,
  { rowCount, numbers, codes }: MixedRows,
): ScaledPoints {
  const width = ranges.length
  const scaled = numbers.map((value, place) => value / ranges[place % width]!)
  const points = { rowCount, numberColumns: width, numbers: scaled, codeColumns, codes }
  const take = (rows: Uint32Array): Points => ({
    ...points,
    rowCount: rows.length,
    numbers: gather(scaled, width, rows, new Float64Array(rows.length * width)),
    codes: gather(codes, codeColumns, rows, new Int32Array(rows.length * codeColumns)),
  })
  return { ...points, costs: new Float64Array(codeColumns).fill(mismatchCost), take }
}

function gather<A extends Float64Array | Int32Array>(values: A, width: number, rows: Uint32Array, out: A): A {
  rows.forEach((row, i) => out.set(values.subarray(row * width, (row + 1) * width), i * width))
  return out
}

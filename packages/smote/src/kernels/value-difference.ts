import type { ClassProbabilities } from '../value-difference.ts'
import { insertNeighbor } from '@asdf/core'

/** A column of the rows searched, by code, with the class shares of its values. */
export interface ValueColumn extends ClassProbabilities {
  readonly codes: Int32Array
}

/**
 * The `k` rows nearest to each of the rows `begin` … `end` - 1, themselves left out, into `out` of shape `[rows, k]`, by
 * the value difference metric with k = 1, r = 2: the sum over columns of δ(v, w)², where δ(v, w) = Σ_c |P(c|v) − P(c|w)|
 * (Cost and Salzberg 1993; Chawla 2002, equations 2 and 3). Of equally near rows the first stay. Time
 * O(rows × columns + values × classes) a row, memory O(rows + values).
 */
export function nearestByValueDifference(
  columns: readonly ValueColumn[],
  rowCount: number,
  { begin, end, k }: { readonly begin: number; readonly end: number; readonly k: number },
  out: Uint32Array,
): void {
  const distances = new Float64Array(rowCount)
  const nearest = new Float64Array(k)
  const indices = new Uint32Array(k)
  const differences = new Float64Array(columns.reduce((most, { valueCount }) => Math.max(most, valueCount), 0))
  for (let i = begin; i < end; i++) {
    distances.fill(0)
    for (const column of columns) addDifferences(column, i, differences, distances)
    nearest.fill(Infinity)
    for (let j = 0; j < rowCount; j++) {
      const distance = distances[j]!
      if (distance < nearest[k - 1]! && j !== i) insertNeighbor(distance, j, 0, k, nearest, indices)
    }
    out.set(indices, i * k)
  }
}

function addDifferences(
  { codes, valueCount, classCount, probabilities }: ValueColumn,
  row: number,
  differences: Float64Array,
  out: Float64Array,
): void {
  const own = codes[row]! * classCount
  for (let value = 0; value < valueCount; value++) {
    let sum = 0
    const other = value * classCount
    for (let c = 0; c < classCount; c++) sum += Math.abs(probabilities[own + c]! - probabilities[other + c]!)
    differences[value] = sum * sum
  }
  for (let j = 0; j < out.length; j++) out[j]! += differences[codes[j]!]!
}

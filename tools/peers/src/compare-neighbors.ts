import type { Quality } from './result.ts'
import { join } from 'node:path'
import { readDoubles, readIntegers } from './npy.ts'

const checkedQueries = 200

/**
 * Checks neighbor indices. `differing`: queries whose lists differ from the peer's in any place; `farther`: those of
 * them where ours are farther, by true distance; `wrong`: of 200 queries spread over all, those where a plain search
 * finds nearer rows.
 */
export function compareNeighbors(input: string, ours: string, theirs: string | null): Quality {
  const data = readDoubles(join(input, 'data.npy'))
  const queries = readDoubles(join(input, 'queries.npy')).data
  const found = readIntegers(join(ours, 'indices.npy'))
  const [queryCount, k] = found.shape as [number, number]
  const columns = data.shape[1]!
  const distanceTo = (query: number, row: number) => squaredDistance(queries, query, data.data, row, columns)
  const listed = (indices: Int32Array, query: number) =>
    Array.from(indices.subarray(query * k, (query + 1) * k), (row) => distanceTo(query, row))
  const wrong = spread(queryCount, checkedQueries).filter((query) => {
    const all = Float64Array.from({ length: data.shape[0]! }, (_, row) => distanceTo(query, row)).sort()
    return isFarther(listed(found.data, query), [...all.subarray(0, k)])
  }).length
  if (theirs === null) return { wrong }
  const expected = readIntegers(join(theirs, 'indices.npy')).data
  const differing = spread(queryCount, queryCount).filter((query) => {
    for (let i = query * k; i < (query + 1) * k; i++) if (found.data[i] !== expected[i]) return true
    return false
  })
  const farther = differing.filter((query) => isFarther(listed(found.data, query), listed(expected, query)))
  return { wrong, differing: differing.length, farther: farther.length }
}

/** At most `count` whole numbers below `bound`, evenly spread. */
function spread(bound: number, count: number): number[] {
  const length = Math.min(bound, count)
  return Array.from({ length }, (_, i) => Math.floor((i * bound) / length))
}

/** Whether any distance is more than rounding above the expected one in its place. A NaN is. */
function isFarther(distances: readonly number[], expected: readonly number[]): boolean {
  return distances.some((distance, i) => !(distance <= expected[i]! * (1 + 1e-9)))
}

function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, columns: number): number {
  let sum = 0
  for (let c = 0; c < columns; c++) {
    const difference = a[i * columns + c]! - b[j * columns + c]!
    sum += difference * difference
  }
  return sum
}

import type { Search } from './search.ts'
import { mismatchDistance, squaredDistance } from '../kernels/euclidean-distance.ts'
import { insertNeighbor } from '../kernels/neighbor-list.ts'

/** Fills the lists of `search` by comparing every pair in double precision; a pair is given up once it is too far. */
export function euclideanScan({ queries, references, costs, excluded, count, indices, distances }: Search): void {
  const { numberColumns, codeColumns } = references
  for (let i = 0; i < queries.rowCount; i++) {
    const start = i * count
    const skipped = excluded === undefined ? -1 : excluded[i]!
    let limit = Infinity
    for (let j = 0; j < references.rowCount; j++) {
      let distance = squaredDistance(queries.numbers, i, references.numbers, j, numberColumns, limit)
      if (distance >= limit || j === skipped) continue
      if (codeColumns > 0) distance += mismatchDistance(queries.codes, i, references.codes, j, codeColumns, costs)
      if (distance >= limit) continue
      insertNeighbor(distance, j, start, count, distances, indices)
      limit = distances[start + count - 1]!
    }
  }
}

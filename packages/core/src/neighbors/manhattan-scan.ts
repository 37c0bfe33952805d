import type { NeighborOptions } from './neighbor-options.ts'
import type { Search } from './search.ts'
import { mismatchDistance } from '../kernels/euclidean-distance.ts'
import { manhattanDistance } from '../kernels/manhattan-distance.ts'
import { insertNeighbor } from '../kernels/neighbor-list.ts'
import { checkNumberOption } from '../options.ts'
import { largestMagnitude } from './points.ts'

/** Fills the lists of `search` by city-block distance, comparing every pair. */
export function manhattanScan(search: Search, { maximumDifference, nullCost }: NeighborOptions): void {
  if (maximumDifference !== undefined)
    checkNumberOption('nearestNeighbors', 'maximumDifference', maximumDifference, { minimum: 0 })
  if (nullCost !== undefined) checkNumberOption('nearestNeighbors', 'nullCost', nullCost, { minimum: 0 })
  largestMagnitude(search.queries, nullCost !== undefined)
  largestMagnitude(search.references, nullCost !== undefined)
  const { queries, references, costs, excluded, count, indices, distances } = search
  if (count === 0) return
  const { numberColumns, codeColumns } = references
  const cap = maximumDifference ?? Infinity
  for (let i = 0; i < queries.rowCount; i++) {
    const start = i * count
    const skipped = excluded === undefined ? -1 : excluded[i]!
    let limit = Infinity
    for (let j = 0; j < references.rowCount; j++) {
      if (j === skipped) continue
      const distance =
        manhattanDistance(queries.numbers, i, references.numbers, j, numberColumns, cap, nullCost ?? 0) +
        mismatchDistance(queries.codes, i, references.codes, j, codeColumns, costs)
      if (distance >= limit) continue
      insertNeighbor(distance, j, start, count, distances, indices)
      limit = distances[start + count - 1]!
    }
  }
}

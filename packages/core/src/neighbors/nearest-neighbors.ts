import type { Points } from './points.ts'
import { mismatchDistance, squaredDistance } from '../kernels/euclidean-distance.ts'
import { manhattanDistance } from '../kernels/manhattan-distance.ts'
import { insertNeighbor } from '../kernels/neighbor-list.ts'
import { checkNumberOption, optionError } from '../options.ts'
import { checkPoints, largestMagnitude } from './points.ts'

export interface NeighborOptions {
  /** `euclidean` by default. */
  readonly metric?: 'euclidean' | 'manhattan'
  /**
   * What a differing code adds, one number of at least 0 for each code column: to the squared distance under `euclidean`
   * (SMOTE-NC's squared median of deviations), to the distance under `manhattan` (Gower's 1). 1 when absent.
   */
  readonly mismatchCosts?: Float64Array
  /** `manhattan` only: the most that one number column may count, such as Gower's 1. No limit when absent. */
  readonly maximumDifference?: number
  /**
   * `manhattan` only: what a null number, written as NaN, counts against a value; two nulls count nothing. NaN is
   * refused when absent. A null code is a code like any other.
   */
  readonly nullCost?: number
  /** A reference row that each query must not find: itself, where queries are the references, or the row given for each. */
  readonly excludeSelf?: boolean | Uint32Array
}

export interface Neighbors {
  /** How many each query has: `k`, or as many as there are. */
  readonly count: number
  /** Shape `[queries, count]`: rows of the references, nearest first; of equally near ones the smaller first. */
  readonly indices: Uint32Array
  /** Shape `[queries, count]`. */
  readonly distances: Float64Array
}

/**
 * Finds the `k` references nearest to each query, exactly: the rows and distances are those of comparing every pair in
 * double precision. Time O(queries × references × columns), memory O(queries × k) beside a block of fixed size.
 * Infinite and NaN numbers are an `ASDF_DATA_INVALID`.
 */
export function nearestNeighbors(
  queries: Points,
  references: Points,
  k: number,
  options: NeighborOptions = {},
): Neighbors {
  checkNumberOption('nearestNeighbors', 'k', k, { integer: true, minimum: 1 })
  checkPoints(queries, references)
  const { metric = 'euclidean', excludeSelf = false } = options
  const costs = mismatchCosts(references, options.mismatchCosts)
  const excluded = excludedRows(queries, excludeSelf)
  const count = Math.max(0, Math.min(k, references.rowCount - (excluded === undefined ? 0 : 1)))
  const indices = new Uint32Array(queries.rowCount * count)
  const distances = new Float64Array(queries.rowCount * count).fill(Infinity)
  const search: Search = { queries, references, costs, excluded, count, indices, distances }
  if (count === 0) return search
  if (metric === 'manhattan') scanManhattan(search, options)
  else scanEuclidean(search)
  return { count, indices, distances }
}

interface Search extends Neighbors {
  readonly queries: Points
  readonly references: Points
  readonly costs: Float64Array
  readonly excluded: Uint32Array | undefined
}

function scanEuclidean(search: Search): void {
  largestMagnitude(search.queries, false)
  largestMagnitude(search.references, false)
  const { queries, references, costs, excluded, count, indices, distances } = search
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
  for (let i = 0; i < distances.length; i++) distances[i] = Math.sqrt(distances[i]!)
}

function scanManhattan(search: Search, { maximumDifference = Infinity, nullCost }: NeighborOptions): void {
  largestMagnitude(search.queries, nullCost !== undefined)
  largestMagnitude(search.references, nullCost !== undefined)
  const { queries, references, costs, excluded, count, indices, distances } = search
  const { numberColumns, codeColumns } = references
  const cost = nullCost ?? 0
  for (let i = 0; i < queries.rowCount; i++) {
    const start = i * count
    const skipped = excluded === undefined ? -1 : excluded[i]!
    let limit = Infinity
    for (let j = 0; j < references.rowCount; j++) {
      if (j === skipped) continue
      const distance =
        manhattanDistance(queries.numbers, i, references.numbers, j, numberColumns, maximumDifference, cost) +
        mismatchDistance(queries.codes, i, references.codes, j, codeColumns, costs)
      if (distance >= limit) continue
      insertNeighbor(distance, j, start, count, distances, indices)
      limit = distances[start + count - 1]!
    }
  }
}

function mismatchCosts({ codeColumns }: Points, costs: Float64Array | undefined): Float64Array {
  if (costs === undefined) return new Float64Array(codeColumns).fill(1)
  if (costs.length === codeColumns && costs.every((cost) => cost >= 0 && cost < Infinity)) return costs
  throw optionError('nearestNeighbors', 'mismatchCosts', costs, `must hold ${codeColumns} numbers of at least 0`)
}

function excludedRows(queries: Points, excludeSelf: boolean | Uint32Array): Uint32Array | undefined {
  if (excludeSelf === false) return undefined
  if (excludeSelf === true) return Uint32Array.from({ length: queries.rowCount }, (_, i) => i)
  if (excludeSelf.length === queries.rowCount) return excludeSelf
  throw optionError('nearestNeighbors', 'excludeSelf', excludeSelf, `must hold ${queries.rowCount} rows`)
}

import type { NeighborOptions } from './neighbor-options.ts'
import type { Points } from './points.ts'
import type { Search } from './search.ts'
import { anObject, checkForms } from '../argument-forms.ts'
import { checkChoiceOption, checkNumberOption, optionError } from '../options.ts'
import { euclideanScan } from './euclidean-scan.ts'
import { filterModule } from './filter-module.ts'
import { filterColumns, filteredSearch } from './filtered-search.ts'
import { manhattanScan } from './manhattan-scan.ts'
import { checkPoints, largestMagnitude, scalePoints } from './points.ts'

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
 * double precision. Time O(queries × references × columns), memory O(queries × k) beside blocks of fixed size.
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
  checkForms('nearestNeighbors', { options: [options, anObject] })
  const { metric = 'euclidean', excludeSelf = false } = options
  const costs = mismatchCosts(references, options.mismatchCosts)
  const excluded = excludedRows(queries, excludeSelf)
  const count = Math.max(0, Math.min(k, references.rowCount - (excluded === undefined ? 0 : 1)))
  const indices = new Uint32Array(queries.rowCount * count)
  const distances = new Float64Array(queries.rowCount * count).fill(Infinity)
  const search: Search = { queries, references, costs, excluded, count, indices, distances }
  checkChoiceOption('nearestNeighbors', 'metric', metric, ['euclidean', 'manhattan'])
  if (metric === 'manhattan') manhattanScan(search, options)
  else searchEuclidean(search)
  return { count, indices, distances }
}

/** Fewest multiplications for which packing and calling the vector kernel pays. */
const filterWork = 200_000
/** Most neighbors for which few enough pairs pass the filter. */
const filterNeighbors = 256

// Squares of numbers beyond these magnitudes leave the range of a double.
const largestSafe = 2 ** 500
const smallestSafe = 2 ** -400

function searchEuclidean(search: Search): void {
  const largest = Math.max(largestMagnitude(search.queries, false), largestMagnitude(search.references, false))
  if (search.count === 0) return
  if (largest <= largestSafe && (largest >= smallestSafe || largest === 0)) return searchSquares(search)
  // By a power of two, so that nothing is rounded.
  const scale = 2 ** -Math.floor(Math.log2(largest))
  const costs = search.costs.map((cost) => cost * scale * scale)
  const queries = scalePoints(search.queries, scale)
  searchSquares({ ...search, queries, references: scalePoints(search.references, scale), costs })
  for (let i = 0; i < search.distances.length; i++) search.distances[i]! /= scale
}

function searchSquares(search: Search): void {
  const { queries, references, count, distances } = search
  const width = references.numberColumns + references.codeColumns
  const isWorthIt = queries.rowCount * references.rowCount * width >= filterWork
  const module = isWorthIt && count <= filterNeighbors && width <= filterColumns ? filterModule() : undefined
  if (module === undefined) euclideanScan(search)
  else filteredSearch(search, module)
  for (let i = 0; i < distances.length; i++) distances[i] = Math.sqrt(distances[i]!)
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

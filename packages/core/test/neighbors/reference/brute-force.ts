import type { NeighborOptions, Neighbors, Points } from '@asdf/core'

/** The shortest correct search: every distance, sorted by distance and then by index. */
export function bruteForce(queries: Points, references: Points, k: number, options: NeighborOptions = {}): Neighbors {
  const { excludeSelf = false } = options
  const hidden = (i: number) => (excludeSelf === true ? i : excludeSelf === false ? -1 : excludeSelf[i])
  const found = Array.from({ length: queries.rowCount }, (_, i) =>
    Array.from({ length: references.rowCount }, (_, j) => ({
      j,
      distance: distanceOf(queries, i, references, j, options),
    }))
      .filter(({ j }) => j !== hidden(i))
      .sort((a, b) => a.distance - b.distance || a.j - b.j)
      .slice(0, k),
  )
  const count = Math.max(0, Math.min(k, references.rowCount - (excludeSelf === false ? 0 : 1)))
  const root = options.metric === 'manhattan' ? (x: number) => x : Math.sqrt
  return {
    count,
    indices: Uint32Array.from(found.flat(), ({ j }) => j),
    distances: Float64Array.from(found.flat(), ({ distance }) => root(distance)),
  }
}

function distanceOf(a: Points, i: number, b: Points, j: number, options: NeighborOptions): number {
  const { metric = 'euclidean', mismatchCosts, maximumDifference = Infinity, nullCost = 0 } = options
  let sum = 0
  for (let c = 0; c < a.numberColumns; c++) {
    const x = a.numbers[i * a.numberColumns + c]!
    const y = b.numbers[j * b.numberColumns + c]!
    if (metric === 'euclidean') sum += (x - y) * (x - y)
    else if (Number.isNaN(x) || Number.isNaN(y)) sum += Number.isNaN(x) && Number.isNaN(y) ? 0 : nullCost
    else sum += Math.min(Math.abs(x - y), maximumDifference)
  }
  let mismatches = 0
  for (let c = 0; c < a.codeColumns; c++) {
    if (a.codes[i * a.codeColumns + c] !== b.codes[j * b.codeColumns + c]) mismatches += mismatchCosts?.[c] ?? 1
  }
  return sum + mismatches
}

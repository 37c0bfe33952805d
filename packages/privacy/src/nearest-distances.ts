import type { RunOptions } from '@asdf/contract'
import type { MixedRows, MixedSpace } from './mixed-rows.ts'
import { runSteps } from '@asdf/core'
import { matchGroups } from './kernels/code-trie.ts'
import { nearestNumbers } from './kernels/mixed-distance.ts'
import { groupReferences } from './reference-groups.ts'

/** What a differing category counts: as much as the two one-hot columns that differ with it. */
export const mismatchCost = 2
/** Queries searched in one step of the loop. */
const stepQueries = 16

/**
 * Distance from each query to its nearest reference: over numbers the sum of |difference| / range, where a null counts 1
 * against a value, plus 2 for each differing code. Exact: the minimum over all pairs, Infinity without references. Time
 * O(queries × references × columns) at worst and far less where codes differ; memory O(references × columns).
 */
export async function nearestDistances(
  space: MixedSpace,
  queries: MixedRows,
  references: MixedRows,
  run: RunOptions,
  phase: string,
): Promise<Float64Array> {
  const search = createSearch(space, queries, references)
  const out = new Float64Array(queries.rowCount)
  await runSteps(run, phase, Math.ceil(queries.rowCount / stepQueries), (step) => {
    const end = Math.min((step + 1) * stepQueries, queries.rowCount)
    for (let i = step * stepQueries; i < end; i++) out[i] = search(i)
    return {}
  })
  return out
}

function createSearch(space: MixedSpace, queries: MixedRows, references: MixedRows): (query: number) => number {
  const { ranges, summation, codeColumns } = space
  const { starts, codes, shared, skips, numbers, sorted } = groupReferences(references, space)
  const path = new Uint32Array(codeColumns + 1)
  const matches = new Uint32Array(shared.length)
  // An inverse beyond the doubles becomes 0, with which the bound is still one.
  const inverses = ranges.map((range) => (1 / range < Infinity ? 1 / range : 0))
  // n products and their sum are off from the quotients' by at most n + 3 roundings of 2^-53; this is eight times that.
  const slack = 1 + (ranges.length + 8) * 2 ** -50

  return (query) => {
    let nearest = Infinity
    // Fewest differing codes first: once they alone cost as much as the nearest row is far, no more need be looked at.
    for (let differing = 0; differing <= codeColumns && mismatchCost * differing < nearest; differing++) {
      const offset = mismatchCost * differing
      const found = matchGroups(queries.codes, query, codes, codeColumns, shared, skips, differing, path, matches)
      for (let m = 0; m < found; m++) {
        const begin = starts[matches[m]!]!
        const end = starts[matches[m]! + 1]!
        nearest = nearestNumbers(
          queries.numbers,
          query,
          numbers,
          begin,
          end,
          sorted,
          ranges,
          inverses,
          summation,
          offset,
          slack,
          nearest,
        )
      }
    }
    return nearest
  }
}

import type { RunOptions } from '@asdf/contract'
import type { Neighbors } from '@asdf/core'
import type { EncodedRows } from './encoded-rows.ts'
import { nearestNeighbors, runSteps } from '@asdf/core'
import { codeCost } from './encoded-rows.ts'

const stepQueries = 256

export interface NearestRowsOptions {
  readonly run: RunOptions
  readonly phase: string
  /** Queries are the references, and do not find themselves. */
  readonly excludeSelf?: boolean
}

/** The `k` references nearest to each query, in turns. Time O(queries × references × columns). */
export async function nearestRows(
  queries: EncodedRows,
  references: EncodedRows,
  k: number,
  { run, phase, excludeSelf = false }: NearestRowsOptions,
): Promise<Neighbors> {
  const count = Math.max(0, Math.min(k, references.rowCount - (excludeSelf ? 1 : 0)))
  const indices = new Uint32Array(queries.rowCount * count)
  const distances = new Float64Array(queries.rowCount * count)
  const mismatchCosts = new Float64Array(references.codeColumns).fill(codeCost)
  await runSteps(run, phase, Math.ceil(queries.rowCount / stepQueries), (step) => {
    const begin = step * stepQueries
    const part = sliceOf(queries, begin, Math.min(begin + stepQueries, queries.rowCount))
    const own = excludeSelf ? { excludeSelf: Uint32Array.from({ length: part.rowCount }, (_, i) => begin + i) } : {}
    const found = nearestNeighbors(part, references, k, { mismatchCosts, ...own })
    indices.set(found.indices, begin * count)
    distances.set(found.distances, begin * count)
    return {}
  })
  return { count, indices, distances }
}

function sliceOf(rows: EncodedRows, begin: number, end: number): EncodedRows {
  const { numberColumns, codeColumns } = rows
  return {
    ...rows,
    rowCount: end - begin,
    numbers: rows.numbers.subarray(begin * numberColumns, end * numberColumns),
    codes: rows.codes.subarray(begin * codeColumns, end * codeColumns),
  }
}

import type { NeighborOptions, Neighbors, Points } from '@asdf/core'
import type { Progress } from './progress.ts'
import { nearestNeighbors } from '@asdf/core'

const blockRows = 1024

/**
 * `nearestNeighbors` in blocks of queries, so that it can be watched and aborted. `excluded` holds the reference row that
 * each query is itself.
 */
export async function findNeighbors(
  queries: Points,
  references: Points,
  k: number,
  { excluded, ...options }: Pick<NeighborOptions, 'mismatchCosts'> & { readonly excluded?: Uint32Array },
  progress: Progress,
): Promise<Neighbors> {
  const blocks: Neighbors[] = []
  for (let begin = 0; begin < queries.rowCount; begin += blockRows) {
    await progress(begin / queries.rowCount)
    const end = Math.min(begin + blockRows, queries.rowCount)
    const excludeSelf = excluded === undefined ? {} : { excludeSelf: excluded.subarray(begin, end) }
    blocks.push(nearestNeighbors(slicePoints(queries, begin, end), references, k, { ...options, ...excludeSelf }))
  }
  await progress(1)
  return blocks.length === 1 ? blocks[0]! : joinBlocks(blocks, queries.rowCount)
}

/** The numbers 0 … count - 1: what `excluded` is when the queries are the references. */
export function everyRow(count: number): Uint32Array {
  const rows = new Uint32Array(count)
  for (let i = 0; i < count; i++) rows[i] = i
  return rows
}

function slicePoints(points: Points, begin: number, end: number): Points {
  const { numberColumns, codeColumns } = points
  return {
    rowCount: end - begin,
    numberColumns,
    numbers: points.numbers.subarray(begin * numberColumns, end * numberColumns),
    codeColumns,
    codes: points.codes.subarray(begin * codeColumns, end * codeColumns),
  }
}

function joinBlocks(blocks: readonly Neighbors[], rowCount: number): Neighbors {
  const count = blocks[0]?.count ?? 0
  const indices = new Uint32Array(rowCount * count)
  const distances = new Float64Array(rowCount * count)
  let offset = 0
  for (const block of blocks) {
    indices.set(block.indices, offset)
    distances.set(block.distances, offset)
    offset += block.indices.length
  }
  return { count, indices, distances }
}

/** The training rows whose label passes. */
export function rowsWhere(labels: Int32Array, passes: (label: number) => boolean): Uint32Array {
  const rows: number[] = []
  for (let i = 0; i < labels.length; i++) if (passes(labels[i]!)) rows.push(i)
  return Uint32Array.from(rows)
}

import type { RunOptions, Table } from '@asdf/contract'
import { nearestNeighbors, runSteps, selectColumns } from '@asdf/core'
import { createSpace } from '../mixed-rows.ts'
import { scaledPoints } from '../scaled-points.ts'

export interface NearestTask {
  readonly where: string
  /** Fixes the ranges of numbers. */
  readonly train: Table
  readonly made: Table
  readonly rows: Table
  /** Columns that count. */
  readonly names: readonly string[]
  readonly neighbors: number
}

/** Queries of one step. */
const stepRows = 16

/** Rows of `made` that are nearest to each of `rows` in the named columns. */
export async function nearestRows(task: NearestTask, run: RunOptions, phase: string): Promise<Uint32Array[]> {
  const select = (table: Table) => selectColumns(table, task.names)
  const space = createSpace(task.where, select(task.train))
  const made = scaledPoints(space, space.encode(select(task.made)))
  const rows = scaledPoints(space, space.encode(select(task.rows)))
  const out: Uint32Array[] = []
  await runSteps(run, phase, Math.ceil(rows.rowCount / stepRows), (step) => {
    const count = Math.min(stepRows, rows.rowCount - step * stepRows)
    const chunk = rows.take(Uint32Array.from({ length: count }, (_, i) => step * stepRows + i))
    const found = nearestNeighbors(chunk, made, task.neighbors, {
      metric: 'manhattan',
      mismatchCosts: made.costs,
      nullCost: 1,
    })
    for (let i = 0; i < count; i++) out.push(found.indices.slice(i * found.count, (i + 1) * found.count))
    return {}
  })
  return out
}

import type { SupportVectorProblem } from './support-vector-problem.ts'
import { fillRadialKernel } from './kernels/radial-kernel.ts'

const cacheBytes = 128 * 1024 * 1024

/** Rows of the radial kernel by number, computed when asked for; the ones asked for least recently are forgotten. */
export function createKernelCache(problem: SupportVectorProblem, gamma: number): (row: number) => Float32Array {
  const { rowCount, columns, numbers } = problem
  const norms = new Float64Array(rowCount)
  for (let i = 0; i < numbers.length; i++) norms[Math.floor(i / columns)]! += numbers[i]! ** 2
  const capacity = Math.max(2, Math.floor(cacheBytes / (4 * rowCount)))
  const rows = new Map<number, Float32Array>()
  return (row) => {
    let values = rows.get(row)
    if (values === undefined) {
      values = rows.size < capacity ? new Float32Array(rowCount) : evictOldest(rows)
      fillRadialKernel(numbers, columns, norms, row, gamma, values)
    } else rows.delete(row)
    rows.set(row, values) // a map keeps its order of insertion: the last is the newest
    return values
  }
}

function evictOldest(rows: Map<number, Float32Array>): Float32Array {
  const [oldest, values] = rows.entries().next().value as [number, Float32Array]
  rows.delete(oldest)
  return values
}

import { fewestRows } from './fewest-rows.ts'

/** Numbers of rows by bin. */
export interface NumberBins {
  /** Inner edges; a value at an edge is in the bin above it. */
  readonly edges: readonly number[]
  /** By table, then by bin: one more than there are edges. */
  readonly counts: readonly (readonly number[])[]
}

/**
 * Counts the values of tables in bins, NaN left out. Bins are merged with the next where one of the first `real` tables
 * has 1 to 4 values in them, so that none speaks of a few rows.
 */
export function binNumbers(tables: readonly ArrayLike<number>[], real: number, edges: readonly number[]): NumberBins {
  const counts = tables.map((values) => countBins(values, edges))
  const isSafe = (sums: readonly number[]) => sums.slice(0, real).every((count) => count === 0 || count >= fewestRows)
  const groups: { sums: number[]; end: number }[] = []
  let isOpen = false
  for (let bin = 0; bin <= edges.length; bin++) {
    const sums = counts.map((one) => one[bin]!)
    if (isOpen) merge(groups.at(-1)!, { sums, end: bin })
    else groups.push({ sums, end: bin })
    isOpen = !isSafe(groups.at(-1)!.sums)
  }
  while (groups.length > 1 && !isSafe(groups.at(-1)!.sums)) {
    const last = groups.pop()!
    merge(groups.at(-1)!, last)
  }
  return {
    edges: groups.slice(0, -1).map(({ end }) => edges[end]!),
    counts: tables.map((_, table) => groups.map(({ sums }) => sums[table]!)),
  }
}

function merge(group: { sums: number[]; end: number }, next: { readonly sums: number[]; readonly end: number }): void {
  group.sums = group.sums.map((sum, table) => sum + next.sums[table]!)
  group.end = next.end
}

function countBins(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (Number.isNaN(value)) continue
    let [low, high] = [0, edges.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (value >= edges[middle]!) low = middle + 1
      else high = middle
    }
    counts[low]!++
  }
  return counts
}

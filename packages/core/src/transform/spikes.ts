import type { WeightedValues } from './weighted-values.ts'

/** Exact values are given away only when so many rows share them. */
export const fewestRows = 5
/** A value of so large a share may be a spike … */
const leastShare = 0.01
/** … when its neighbors have so many times fewer rows. */
const prominence = 5

/**
 * Which values of a column are spikes, to be decoded exactly: the 0 of an amount that is mostly 0, the 40 of weekly hours.
 * All of them where there are few (at most `2 * most`) and each has rows enough; else the `most` most frequent of those
 * that stand out from the values beside them. Returns indices in ascending order.
 */
export function findSpikes({ values, counts }: WeightedValues, most: number): number[] {
  const all = Array.from(values.keys())
  if (values.length <= 2 * most && counts.every((count) => count >= fewestRows)) return all
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const least = Math.max(fewestRows, leastShare * rows)
  const prominent = all.filter((i) => counts[i]! >= least && counts[i]! >= prominence * meanBeside(counts, i))
  const frequent = prominent.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, most)
  return frequent.sort((a, b) => a - b)
}

function meanBeside(counts: Float64Array, index: number): number {
  const beside = [index - 1, index + 1].filter((i) => i >= 0 && i < counts.length)
  return beside.reduce((sum, i) => sum + counts[i]!, 0) / Math.max(1, beside.length)
}

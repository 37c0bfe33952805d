/** Most bins that scores are counted in. */
const maximumBins = 8
/** A row in the least typical bin is kept at least this often, which bounds how many rows are drawn for one. */
const leastKept = 1 / 32

/** How many of `edges`, in ascending order, the score reaches. */
export function rankOfScore(edges: readonly number[], score: number): number {
  let rank = 0
  while (rank < edges.length && score >= edges[rank]!) rank++
  return rank
}

/**
 * Edges of bins that hold about equally many of the real scores, `minimumRows` at least; none when there are too few.
 * Rounded to eighths, so that they tell no row's score.
 */
export function scoreEdges(real: Float64Array, minimumRows: number): number[] {
  const bins = Math.min(maximumBins, Math.floor(real.length / minimumRows))
  const sorted = real.toSorted()
  const edges: number[] = []
  for (let bin = 1; bin < bins; bin++) {
    const edge = Math.round(sorted[Math.floor((bin * sorted.length) / bins)]! * 8) / 8 + 0
    if (edges.length === 0 || edge > edges.at(-1)!) edges.push(edge)
  }
  return edges
}

/** For each bin, how often a generated row is kept so that scores have the distribution of the real ones. */
export function keepShares(edges: readonly number[], real: Float64Array, generated: Float64Array): number[] {
  const wanted = shares(edges, real)
  const given = shares(edges, generated)
  const ratios = wanted.map((share, bin) => share / given[bin]!)
  const largest = Math.max(...ratios)
  return ratios.map((ratio) => Math.max(leastKept, ratio / largest))
}

/** The share of the scores in each bin, half a score added to each so that none is empty. */
function shares(edges: readonly number[], scores: Float64Array): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0.5)
  for (const score of scores) counts[rankOfScore(edges, score)]!++
  const total = scores.length + counts.length / 2
  return counts.map((count) => count / total)
}

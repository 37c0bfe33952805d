/** The least sum of squares of any way to cut sorted points into clusters, by trying them all. */
export function leastSquares(positions: readonly number[], weights: readonly number[], clusters: number): number {
  const costOf = (from: number, to: number) => {
    const rows = weights.slice(from, to)
    const total = rows.reduce((sum, weight) => sum + weight, 0)
    const mean = rows.reduce((sum, weight, i) => sum + weight * positions[from + i]!, 0) / total
    return rows.reduce((sum, weight, i) => sum + weight * (positions[from + i]! - mean) ** 2, 0)
  }
  const best = (end: number, left: number): number => {
    if (left === 1) return costOf(0, end)
    let least = Infinity
    for (let start = left - 1; start < end; start++) least = Math.min(least, best(start, left - 1) + costOf(start, end))
    return least
  }
  return best(positions.length, clusters)
}

/** The sum of squares of the clusters that start at these points. */
export function squaresOf(positions: readonly number[], weights: readonly number[], starts: ArrayLike<number>): number {
  let sum = 0
  for (let cluster = 0; cluster + 1 < starts.length; cluster++) {
    const part = [starts[cluster]!, starts[cluster + 1]!] as const
    sum += leastSquares(positions.slice(...part), weights.slice(...part), 1)
  }
  return sum
}

/**
 * The thresholds that cut sorted values into at most `maximumBins` bins: bin b holds edges[b - 1] < value <= edges[b].
 * Midpoints between all neighbors when the distinct values are few enough, otherwise between the neighbors at the
 * quantiles q / maximumBins, as in Ke et al., "LightGBM" (NeurIPS 2017).
 */
export function quantileEdges(sorted: Float64Array, maximumBins: number): Float64Array {
  const distinct = countDistinct(sorted, maximumBins)
  const edges: number[] = []
  if (distinct <= maximumBins) {
    for (let i = 1; i < sorted.length; i++) {
      if (sorted[i - 1]! < sorted[i]!) edges.push(midpoint(sorted[i - 1]!, sorted[i]!))
    }
    return Float64Array.from(edges)
  }
  let next = 1
  for (let quantile = 1; quantile < maximumBins; quantile++) {
    const position = Math.max(1, Math.round((quantile * sorted.length) / maximumBins))
    if (position < next) continue
    next = position
    while (next < sorted.length && sorted[next]! === sorted[next - 1]!) next++
    if (next === sorted.length) break
    edges.push(midpoint(sorted[next - 1]!, sorted[next]!))
    next++
  }
  return Float64Array.from(edges)
}

/** How many different values there are, or some number above `limit`. */
function countDistinct(sorted: Float64Array, limit: number): number {
  let count = sorted.length === 0 ? 0 : 1
  for (let i = 1; i < sorted.length && count <= limit; i++) if (sorted[i - 1]! < sorted[i]!) count++
  return count
}

/** A number m with low <= m < high, near their mean. Halved first, so that it cannot overflow. */
function midpoint(low: number, high: number): number {
  const middle = low / 2 + high / 2
  return middle >= low && middle < high ? middle : low
}

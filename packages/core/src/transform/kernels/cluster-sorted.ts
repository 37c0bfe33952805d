/** Points on a line in ascending order, each with a weight above 0. */
export interface WeightedPoints {
  readonly positions: Float64Array
  readonly weights: Float64Array
}

/**
 * Writes to `out` where each of `out.length - 1` clusters of sorted points starts, and the number of points: the k-means
 * clustering with the least sum of squares there is, by dynamic programming. The best start of the last cluster never
 * moves down as points are added, so each row of the table is filled by halving: O(k n log n). Wang and Song 2011
 * (Ckmeans.1d.dp), Grønlund et al. 2017. There are at least as many points as clusters.
 */
export function clusterSorted({ positions, weights }: WeightedPoints, out: Uint32Array): void {
  const count = positions.length
  const clusters = out.length - 1
  const sums = prefixSums(positions, weights)
  const starts = Array.from({ length: clusters }, () => new Uint32Array(count))
  let previous = new Float64Array(count)
  let costs = new Float64Array(count)
  for (let point = 0; point < count; point++) previous[point] = squares(sums, 0, point + 1)
  for (let cluster = 1; cluster < clusters; cluster++) {
    fillRow({ sums, previous, costs, starts: starts[cluster]! }, [cluster, count - 1], [cluster, count - 1])
    const held = previous
    previous = costs
    costs = held
  }
  out[clusters] = count
  for (let cluster = clusters - 1, end = count; cluster >= 0; cluster--) {
    end = cluster === 0 ? 0 : starts[cluster]![end - 1]!
    out[cluster] = end
  }
}

interface Sums {
  readonly weight: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array
}

interface Row {
  readonly sums: Sums
  /** By last point: the least sum of squares with one cluster less. */
  readonly previous: Float64Array
  readonly costs: Float64Array
  readonly starts: Uint32Array
}

/** Fills the costs of the points from `from` to `to`, whose last cluster starts between `low` and `high`. */
function fillRow(row: Row, [from, to]: readonly [number, number], [low, high]: readonly [number, number]): void {
  if (from > to) return
  const middle = (from + to) >>> 1
  let best = Infinity
  let start = low
  const last = Math.min(middle, high)
  for (let first = low; first <= last; first++) {
    const cost = row.previous[first - 1]! + squares(row.sums, first, middle + 1)
    if (cost < best) {
      best = cost
      start = first
    }
  }
  row.costs[middle] = best
  row.starts[middle] = start
  fillRow(row, [from, middle - 1], [low, start])
  fillRow(row, [middle + 1, to], [start, high])
}

function prefixSums(positions: Float64Array, weights: Float64Array): Sums {
  const count = positions.length
  const sums = {
    weight: new Float64Array(count + 1),
    first: new Float64Array(count + 1),
    second: new Float64Array(count + 1),
  }
  for (let i = 0; i < count; i++) {
    const weight = weights[i]!
    const position = positions[i]!
    sums.weight[i + 1] = sums.weight[i]! + weight
    sums.first[i + 1] = sums.first[i]! + weight * position
    sums.second[i + 1] = sums.second[i]! + weight * position * position
  }
  return sums
}

/** The sum of squares about their mean of the points from `from` up to but not including `to`. */
function squares({ weight, first, second }: Sums, from: number, to: number): number {
  const sum = first[to]! - first[from]!
  return Math.max(0, second[to]! - second[from]! - (sum * sum) / (weight[to]! - weight[from]!))
}

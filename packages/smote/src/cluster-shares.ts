import type { Rng } from '@asdf/contract'
import type { Points } from '@asdf/core'
import type { ClassContext } from './method.ts'
import { sampleWithoutReplacement, squaredDistance } from '@asdf/core'
import { everyRow } from './search.ts'

interface ClusterOptions {
  readonly clusters: number
  readonly imbalanceThreshold: number
}

/** Rows of the class that the mean distance within a cluster is taken over; more are sampled, as all pairs are compared. */
const densityRows = 1000

/** The class's rows in each cluster that passes the filter and has two of them to join (algorithm 1, step 1). */
export function clusterMembers(
  { options, rows, labels }: Pick<ClassContext<ClusterOptions>, 'options' | 'rows' | 'labels'>,
  clusters: Uint32Array,
): Uint32Array[] {
  const sizes = new Uint32Array(Math.min(options.clusters, labels.length))
  for (let i = 0; i < labels.length; i++) sizes[clusters[i]!]!++
  const members: number[][] = Array.from(sizes, () => [])
  for (const row of rows) members[clusters[row]!]!.push(row)
  return members
    .filter((own, c) => own.length >= 2 && (sizes[c]! - own.length + 1) / (own.length + 1) < options.imbalanceThreshold)
    .map((own) => Uint32Array.from(own))
}

/**
 * The share of new rows that each cluster gets: in proportion to (mean distance within it) ^ exponent / rows of the class
 * (algorithm 1, step 2). Taken in logarithms, as a power of the number of columns over- or underflows.
 */
export function sparsityShares(clusters: readonly Points[], exponent: number, rng: Rng): Float64Array {
  const logs = clusters.map(
    (points, c) => exponent * Math.log(meanDistance(points, rng.fork(c))) - Math.log(points.rowCount),
  )
  const largest = Math.max(...logs)
  // Clusters of identical rows have density infinity; when all are such, they share alike.
  const shares = Float64Array.from(logs, (log) => (largest === -Infinity ? 1 : Math.exp(log - largest)))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
}

function meanDistance({ rowCount, numbers, numberColumns }: Points, rng: Rng): number {
  const rows = rowCount <= densityRows ? everyRow(rowCount) : sampleWithoutReplacement(rowCount, densityRows, rng)
  let sum = 0
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) {
      sum += Math.sqrt(squaredDistance(numbers, rows[i]!, numbers, rows[j]!, numberColumns, Infinity))
    }
  }
  return sum / ((rows.length * (rows.length - 1)) / 2)
}

import type { Rng } from '@asdf/contract'
import type { Points } from '@asdf/core'
import type { Progress } from './progress.ts'
import { squaredDistance, uniformInteger } from '@asdf/core'
import { assignToCenters, moveCenters } from './kernels/lloyd.ts'

const maximumRounds = 100

/**
 * The cluster of every point: k-means with `clusterCount` centers, by Lloyd's rounds from a k-means++ start (Arthur and
 * Vassilvitskii 2007), until no point changes cluster or for 100 rounds. A cluster may end up empty.
 */
export async function findClusters(
  points: Points,
  clusterCount: number,
  rng: Rng,
  progress: Progress,
): Promise<Uint32Array> {
  const { rowCount, numbers, numberColumns } = points
  const centers = startingCenters(points, Math.min(clusterCount, rowCount), rng)
  const clusters = new Uint32Array(rowCount)
  for (let round = 0; round < maximumRounds; round++) {
    await progress(round / maximumRounds)
    const changes = assignToCenters(numbers, numberColumns, centers, clusters)
    if (changes === 0 && round > 0) break
    moveCenters(numbers, numberColumns, clusters, centers)
  }
  await progress(1)
  return clusters
}

/** Centers drawn from the points, each with a chance in proportion to its squared distance from those drawn before. */
function startingCenters({ rowCount, numbers, numberColumns }: Points, count: number, rng: Rng): Float64Array {
  const centers = new Float64Array(count * numberColumns)
  const distances = new Float64Array(rowCount).fill(Infinity)
  let chosen = uniformInteger(rng, rowCount)
  for (let c = 0; ; c++) {
    centers.set(numbers.subarray(chosen * numberColumns, (chosen + 1) * numberColumns), c * numberColumns)
    if (c === count - 1) return centers
    let total = 0
    for (let i = 0; i < rowCount; i++) {
      distances[i] = Math.min(distances[i]!, squaredDistance(numbers, i, centers, c, numberColumns, Infinity))
      total += distances[i]!
    }
    chosen = total > 0 ? drawByWeight(distances, total * rng.next()) : uniformInteger(rng, rowCount)
  }
}

function drawByWeight(weights: Float64Array, position: number): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]!
    if (sum > position) return i
  }
  return weights.findLastIndex((weight) => weight > 0)
}

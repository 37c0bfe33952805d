import type { SynthesizerFactory } from '@asdf/contract'
import type { ClassContext } from './method.ts'
import type { NeighborhoodOptions } from './options.ts'
import type { Progress } from './progress.ts'
import type { Recipe } from './recipe.ts'
import { checkNumberOption, optionError } from '@asdf/core'
import { clusterMembers, sparsityShares } from './cluster-shares.ts'
import { findClusters } from './clusters.ts'
import { featurePoints } from './features.ts'
import { baseTraits } from './method.ts'
import { checkNeighborhood, neighborhoodDefaults } from './options.ts'
import { createOversampler } from './oversampler.ts'
import { prepareSmote } from './prepare-smote.ts'
import { partOf } from './progress.ts'
import { everyRow, findNeighbors } from './search.ts'

export interface KMeansSmoteOptions extends NeighborhoodOptions {
  /** How many clusters the training rows are cut into. */
  readonly clusters: number
  /** A cluster is used when (rows of other classes + 1) / (rows of the class + 1) is below this (irt in the paper). */
  readonly imbalanceThreshold: number
  /** How strongly sparse clusters are favored (de in the paper); `auto` is the number of numeric columns. */
  readonly densityExponent: 'auto' | number
}

/**
 * SMOTE within clusters: the training rows are clustered, clusters in which the class prevails are kept, and each gets
 * new rows in proportion to how sparse the class is in it. A class that prevails in no cluster is oversampled as by
 * `smote`, with a warning.
 *
 * Last, Douzas, Bacao: "Oversampling for Imbalanced Learning Based on K-Means and SMOTE", arXiv 1711.00837, algorithm 1.
 */
export const kMeansSmote: SynthesizerFactory<KMeansSmoteOptions> = createOversampler<KMeansSmoteOptions>({
  id: '@asdf/smote/k-means',
  name: 'kMeansSmote',
  traits: baseTraits,
  defaults: { ...neighborhoodDefaults, clusters: 8, imbalanceThreshold: 1, densityExponent: 'auto' },
  scale: ({ scale }) => scale,
  minimumClassRows: 2,
  vote: 'base',
  stateVersion: 1,
  check(options) {
    checkNeighborhood('kMeansSmote', options)
    const { clusters, imbalanceThreshold, densityExponent } = options
    checkNumberOption('kMeansSmote', 'clusters', clusters, { integer: true, minimum: 1 })
    checkNumberOption('kMeansSmote', 'imbalanceThreshold', imbalanceThreshold, { minimum: 0, exclusiveMinimum: true })
    if (densityExponent === 'auto') return
    if (typeof densityExponent !== 'number') {
      throw optionError('kMeansSmote', 'densityExponent', densityExponent, `must be 'auto' or a number`)
    }
    checkNumberOption('kMeansSmote', 'densityExponent', densityExponent, { minimum: 0 })
  },
  prepare: prepareKMeans,
})

async function prepareKMeans(context: ClassContext<KMeansSmoteOptions>): Promise<Recipe> {
  const { options, rows, labels, className, features, rng, progress, warn } = context
  const points = featurePoints(features, everyRow(labels.length))
  const clusters = await findClusters(points, options.clusters, rng.fork('clusters'), partOf(progress, 0, 0.7))
  const members = clusterMembers(context, clusters)
  if (members.length === 0) {
    warn(`class '${className}' prevails in no cluster, so it is oversampled as by smote`)
    return prepareSmote({ ...context, progress: partOf(progress, 0.7, 1) })
  }
  const exponent = options.densityExponent === 'auto' ? points.numberColumns : options.densityExponent
  const shares = sparsityShares(
    members.map((rows) => featurePoints(features, rows)),
    exponent,
    rng.fork('density'),
  )
  const few = members.filter((rows) => rows.length <= options.neighbors).length
  if (few > 0)
    warn(`class '${className}' has at most ${options.neighbors} rows in ${few} of ${members.length} clusters used`)
  return recipeOfClusters(context, members, shares, rows.length, partOf(progress, 0.7, 1))
}

async function recipeOfClusters(
  { options, features }: ClassContext<KMeansSmoteOptions>,
  members: readonly Uint32Array[],
  shares: Float64Array,
  rowLimit: number,
  progress: Progress,
): Promise<Recipe> {
  const bases: number[] = []
  const weights: number[] = []
  const starts = [0]
  const neighbors: number[] = []
  for (const [c, rows] of members.entries()) {
    if (shares[c] === 0) continue
    const points = featurePoints(features, rows)
    const k = Math.min(options.neighbors, rows.length - 1)
    const part = partOf(progress, bases.length / rowLimit, (bases.length + rows.length) / rowLimit)
    const { count, indices } = await findNeighbors(points, points, k, { excluded: everyRow(rows.length) }, part)
    for (const [i, row] of rows.entries()) {
      bases.push(row)
      weights.push(shares[c]! / rows.length)
      for (let j = 0; j < count; j++) neighbors.push(rows[indices[i * count + j]!]!)
      starts.push(neighbors.length)
    }
  }
  return {
    bases: Uint32Array.from(bases),
    weights: Float64Array.from(weights),
    starts: Uint32Array.from(starts),
    neighbors: Uint32Array.from(neighbors),
  }
}

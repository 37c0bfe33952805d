import type { SynthesizerFactory } from '@asdf/contract'
import type { ClassContext } from './method.ts'
import type { NeighborhoodOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { countOthers } from './border.ts'
import { featurePoints } from './features.ts'
import { affordableNeighbors, baseTraits } from './method.ts'
import { checkNeighborhood, neighborhoodDefaults } from './options.ts'
import { createOversampler } from './oversampler.ts'
import { prepareSmote } from './prepare-smote.ts'
import { partOf } from './progress.ts'
import { uniformRecipe } from './recipe.ts'
import { findNeighbors } from './search.ts'

export interface AdasynOptions extends NeighborhoodOptions {}

/**
 * SMOTE that starts from each row as often as its neighborhood is foreign: the number of rows made from row i is its
 * share of r_i, the fraction of its nearest rows that are of other classes (the paper's steps 2 and 3). A class none of
 * whose rows has a foreign neighbor is oversampled as by `smote`, with a warning.
 *
 * He, Bai, Garcia, Li: "ADASYN: Adaptive Synthetic Sampling Approach for Imbalanced Learning", IJCNN 2008.
 */
export const adasyn: SynthesizerFactory<AdasynOptions> = createOversampler<AdasynOptions>({
  id: '@asdf/smote/adasyn',
  name: 'adasyn',
  traits: baseTraits,
  defaults: neighborhoodDefaults,
  scale: ({ scale }) => scale,
  minimumClassRows: 2,
  vote: 'base',
  stateVersion: 1,
  check: (options) => checkNeighborhood('adasyn', options),
  prepare: prepareAdasyn,
})

async function prepareAdasyn(context: ClassContext<AdasynOptions>): Promise<Recipe> {
  const { options, rows, className, features, progress, warn } = context
  const query = { rows, neighbors: options.neighbors }
  const { others, count } = await countOthers(query, context, partOf(progress, 0, 0.7))
  const hard = Uint32Array.from(rows.keys()).filter((i) => others[i]! > 0)
  if (hard.length === 0) {
    warn(`class '${className}' has no row near another class, so it is oversampled as by smote`)
    return prepareSmote({ ...context, progress: partOf(progress, 0.7, 1) })
  }
  const k = affordableNeighbors('neighbors', options.neighbors, rows.length, context)
  const bases = hard.map((i) => rows[i]!)
  const points = featurePoints(features, rows)
  const within = partOf(progress, 0.7, 1)
  const found = await findNeighbors(featurePoints(features, bases), points, k, { excluded: hard }, within)
  const weights = Float64Array.from(hard, (i) => others[i]! / count)
  return { ...uniformRecipe(bases, found.count, found.indices, rows), weights }
}

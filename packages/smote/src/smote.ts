import type { SynthesizerFactory } from '@asdf/contract'
import type { ClassContext } from './method.ts'
import type { NeighborhoodOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { featurePoints } from './features.ts'
import { affordableNeighbors, baseTraits } from './method.ts'
import { checkNeighborhood, neighborhoodDefaults } from './options.ts'
import { createOversampler } from './oversampler.ts'
import { uniformRecipe } from './recipe.ts'
import { everyRow, findNeighbors } from './search.ts'

export interface SmoteOptions extends NeighborhoodOptions {}

/**
 * Makes rows of a class on the lines between its rows and their nearest neighbors in the class. For numeric and datetime
 * features; `smoteNc` takes categories too. Every base row is used equally often.
 *
 * Chawla, Bowyer, Hall, Kegelmeyer: "SMOTE: Synthetic Minority Over-sampling Technique", JAIR 16 (2002), section 4.2.
 */
export const smote: SynthesizerFactory<SmoteOptions> = createOversampler<SmoteOptions>({
  id: '@asdf/smote/smote',
  name: 'smote',
  traits: baseTraits,
  defaults: neighborhoodDefaults,
  scale: ({ scale }) => scale,
  minimumClassRows: 2,
  vote: 'base',
  stateVersion: 1,
  check: (options) => checkNeighborhood('smote', options),
  prepare: prepareSmote,
})

/** Every row of the class is a base; its neighbors are the nearest in the class. */
export async function prepareSmote(context: ClassContext<NeighborhoodOptions>): Promise<Recipe> {
  const { options, rows, features, progress } = context
  const k = affordableNeighbors('neighbors', options.neighbors, rows.length, context)
  const points = featurePoints(features, rows)
  const { count, indices } = await findNeighbors(points, points, k, { excluded: everyRow(rows.length) }, progress)
  return uniformRecipe(rows, count, indices, rows)
}

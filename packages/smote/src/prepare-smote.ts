import type { ClassContext } from './method.ts'
import type { NeighborhoodOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { featurePoints } from './features.ts'
import { affordableNeighbors } from './method.ts'
import { uniformRecipe } from './recipe.ts'
import { everyRow, findNeighbors } from './search.ts'

/** Every row of the class is a base; its neighbors are the nearest in the class. */
export async function prepareSmote(context: ClassContext<NeighborhoodOptions>): Promise<Recipe> {
  const { options, rows, features, progress } = context
  const k = affordableNeighbors('neighbors', options.neighbors, rows.length, context)
  const points = featurePoints(features, rows)
  const { count, indices } = await findNeighbors(points, points, k, { excluded: everyRow(rows.length) }, progress)
  return uniformRecipe(rows, count, indices, rows)
}

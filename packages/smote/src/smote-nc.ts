import type { SynthesizerFactory } from '@asdf/contract'
import type { ClassContext } from './method.ts'
import type { NeighborhoodOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { featurePoints } from './features.ts'
import { medianDeviation } from './median-deviation.ts'
import { affordableNeighbors, baseTraits } from './method.ts'
import { checkNeighborhood, neighborhoodDefaults } from './options.ts'
import { createOversampler } from './oversampler.ts'
import { uniformRecipe } from './recipe.ts'
import { everyRow, findNeighbors } from './search.ts'

export interface SmoteNcOptions extends NeighborhoodOptions {}

/**
 * SMOTE for tables of numbers and categories. Two rows that differ in a category are as far apart in it as the median of
 * the class's standard deviations; a new row takes each category by majority vote of its base's neighbors. Categories
 * stay codes throughout, so memory is O(rows × columns) however many categories there are.
 *
 * Chawla, Bowyer, Hall, Kegelmeyer: "SMOTE: Synthetic Minority Over-sampling Technique", JAIR 16 (2002), section 6.1.
 */
export const smoteNc: SynthesizerFactory<SmoteNcOptions> = createOversampler<SmoteNcOptions>({
  id: '@asdf/smote/smote-nc',
  name: 'smoteNc',
  traits: { ...baseTraits, kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text'] },
  defaults: neighborhoodDefaults,
  scale: ({ scale }) => scale,
  minimumClassRows: 2,
  vote: 'neighbors',
  stateVersion: 1,
  check: (options) => checkNeighborhood('smoteNc', options),
  prepare: prepareSmoteNc,
})

async function prepareSmoteNc(context: ClassContext<SmoteNcOptions>): Promise<Recipe> {
  const { options, rows, className, features, progress, warn } = context
  const k = affordableNeighbors('neighbors', options.neighbors, rows.length, context)
  const points = featurePoints(features, rows)
  const median = medianDeviation(points.numbers, features.numbers.length, points.numberColumns)
  if (median === 0 && points.codeColumns > 0) {
    warn(`class '${className}' has constant numbers, so a differing category counts 1`)
  }
  const mismatchCosts = new Float64Array(points.codeColumns).fill(median === 0 ? 1 : median ** 2)
  const search = { excluded: everyRow(rows.length), mismatchCosts }
  const { count, indices } = await findNeighbors(points, points, k, search, progress)
  return uniformRecipe(rows, count, indices, rows)
}

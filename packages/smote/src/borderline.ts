import type { SynthesizerFactory } from '@asdf/contract'
import type { ClassContext } from './method.ts'
import type { NeighborhoodOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { checkNumberOption, optionError } from '@asdf/core'
import { countOthers, standing } from './border.ts'
import { featurePoints } from './features.ts'
import { affordableNeighbors, baseTraits } from './method.ts'
import { checkNeighborhood, neighborhoodDefaults } from './options.ts'
import { createOversampler } from './oversampler.ts'
import { prepareSmote } from './prepare-smote.ts'
import { partOf } from './progress.ts'
import { joinRecipes, uniformRecipe } from './recipe.ts'
import { findNeighbors, rowsWhere } from './search.ts'

export interface BorderlineSmoteOptions extends NeighborhoodOptions {
  /** 1: towards neighbors of the class. 2: also, at most half-way, towards the nearest row of another class. */
  readonly variant: 1 | 2
  /** How many nearest rows of any class tell whether a row is in danger (m in the paper). */
  readonly borderNeighbors: number
}

/**
 * SMOTE from the rows in danger only: those at least half of whose nearest rows, but not all, are of other classes. A
 * class without rows in danger is oversampled as by `smote`, with a warning.
 *
 * Han, Wang, Mao: "Borderline-SMOTE: A New Over-Sampling Method in Imbalanced Data Sets Learning", ICIC 2005, section 3.
 */
export const borderlineSmote: SynthesizerFactory<BorderlineSmoteOptions> = createOversampler<BorderlineSmoteOptions>({
  id: '@asdf/smote/borderline',
  name: 'borderlineSmote',
  traits: baseTraits,
  defaults: { ...neighborhoodDefaults, variant: 1, borderNeighbors: 10 },
  scale: ({ scale }) => scale,
  minimumClassRows: 2,
  vote: 'base',
  stateVersion: 1,
  check(options) {
    checkNeighborhood('borderlineSmote', options)
    const { variant, borderNeighbors } = options
    if (variant !== 1 && variant !== 2) throw optionError('borderlineSmote', 'variant', variant, 'must be 1 or 2')
    checkNumberOption('borderlineSmote', 'borderNeighbors', borderNeighbors, { integer: true, minimum: 1 })
  },
  prepare: prepareBorderline,
})

async function prepareBorderline(context: ClassContext<BorderlineSmoteOptions>): Promise<Recipe> {
  const { options, rows, labels, classCode, className, features, progress, warn } = context
  const query = { rows, neighbors: options.borderNeighbors }
  const { others, count } = await countOthers(query, context, partOf(progress, 0, 0.6))
  const danger = Uint32Array.from(rows.keys()).filter((i) => standing(others[i]!, count) === 'danger')
  if (danger.length === 0) {
    warn(`class '${className}' has no rows in danger, so it is oversampled as by smote`)
    return prepareSmote({ ...context, progress: partOf(progress, 0.6, 1) })
  }
  const k = affordableNeighbors('neighbors', options.neighbors, rows.length, context)
  const bases = danger.map((i) => rows[i]!)
  const queries = featurePoints(features, bases)
  const within = partOf(progress, 0.6, 0.8)
  const found = await findNeighbors(queries, featurePoints(features, rows), k, { excluded: danger }, within)
  const recipe = uniformRecipe(bases, found.count, found.indices, rows)
  if (options.variant === 1) return recipe
  const outside = rowsWhere(labels, (label) => label !== classCode)
  const across = partOf(progress, 0.8, 1)
  const nearest = await findNeighbors(queries, featurePoints(features, outside), 1, {}, across)
  return joinRecipes(recipe, 1, uniformRecipe(bases, nearest.count, nearest.indices, outside), 0.5)
}

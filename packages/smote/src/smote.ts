import type { SynthesizerFactory } from '@asdf/contract'
import type { NeighborhoodOptions } from './options.ts'
import { baseTraits } from './method.ts'
import { checkNeighborhood, neighborhoodDefaults } from './options.ts'
import { createOversampler } from './oversampler.ts'
import { prepareSmote } from './prepare-smote.ts'

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

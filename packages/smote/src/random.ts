import type { SynthesizerFactory } from '@asdf/contract'
import type { RatioOptions } from './options.ts'
import { baseTraits } from './method.ts'
import { createOversampler } from './oversampler.ts'
import { uniformRecipe } from './recipe.ts'

export interface RandomOversamplingOptions extends RatioOptions {}

/**
 * Repeats rows of a class, each equally often: the yardstick every other method should beat. Takes every kind of column
 * and keeps nulls.
 */
export const randomOversampling: SynthesizerFactory<RandomOversamplingOptions> =
  createOversampler<RandomOversamplingOptions>({
    id: '@asdf/smote/random',
    name: 'randomOversampling',
    traits: {
      ...baseTraits,
      kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text', 'image', 'series'],
    },
    defaults: { ratio: 'auto' },
    scale: () => 'none',
    minimumClassRows: 1,
    vote: 'base',
    stateVersion: 1,
    check: () => {},
    prepare: ({ rows }) => Promise.resolve(uniformRecipe(rows, 0, new Uint32Array(0), rows)),
  })

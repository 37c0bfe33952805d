import type { SynthesizerFactory } from '@asdf/contract'
import type { ClassContext } from './method.ts'
import type { RatioOptions } from './options.ts'
import type { Recipe } from './recipe.ts'
import { checkNumberOption } from '@asdf/core'
import { codesWithNull } from './features.ts'
import { nearestByValueDifference } from './kernels/value-difference.ts'
import { affordableNeighbors, baseTraits } from './method.ts'
import { createOversampler } from './oversampler.ts'
import { uniformRecipe } from './recipe.ts'
import { classProbabilities } from './value-difference.ts'

export interface SmoteNOptions extends RatioOptions {
  /** How many nearest rows of its class vote with a row (k in the paper). */
  readonly neighbors: number
}

const blockRows = 256

/**
 * SMOTE for tables of categories alone. Two values of a column are as far apart as the class shares among the rows that
 * hold them (the value difference metric); a new row takes each value by majority vote of a row and its neighbors.
 *
 * Chawla, Bowyer, Hall, Kegelmeyer: "SMOTE: Synthetic Minority Over-sampling Technique", JAIR 16 (2002), section 6.2;
 * distances after Cost and Salzberg (1993) with k = 1 and r = 2.
 */
export const smoteN: SynthesizerFactory<SmoteNOptions> = createOversampler<SmoteNOptions>({
  id: '@asdf/smote/smote-n',
  name: 'smoteN',
  traits: { ...baseTraits, kinds: ['categorical', 'boolean', 'text'] },
  defaults: { ratio: 'auto', neighbors: 5 },
  scale: () => 'none',
  minimumClassRows: 2,
  vote: 'base-and-neighbors',
  stateVersion: 1,
  check: ({ neighbors }) => checkNumberOption('smoteN', 'neighbors', neighbors, { integer: true, minimum: 1 }),
  prepare: prepareSmoteN,
})

async function prepareSmoteN(context: ClassContext<SmoteNOptions>): Promise<Recipe> {
  const { options, rows, labels, features, progress } = context
  const k = affordableNeighbors('neighbors', options.neighbors, rows.length, context)
  const columns = features.codes.map((index) => {
    const codes = codesWithNull(features.table, index)
    return { codes: Int32Array.from(rows, (row) => codes[row]!), ...classProbabilities(codes, labels) }
  })
  const indices = new Uint32Array(rows.length * k)
  for (let begin = 0; begin < rows.length; begin += blockRows) {
    await progress(begin / rows.length)
    const end = Math.min(begin + blockRows, rows.length)
    nearestByValueDifference(columns, rows.length, { begin, end, k }, indices)
  }
  return uniformRecipe(rows, k, indices, rows)
}

import type { Rng, RunOptions } from '@asdf/contract'
import type { ForestCrew } from './grow-forest.ts'
import type { GrowthRules } from './kernels/grow-tree.ts'
import type { Tree, TwoClasses } from './kernels/tree.ts'
import { createRng, uniformInteger } from '@asdf/core'
import { growForest } from './grow-forest.ts'
import { groupByLeaf } from './kernels/leaf-rows.ts'

export interface RoundRules extends GrowthRules {
  readonly trees: number
  readonly maximumRounds: number
  readonly tolerance: number
}

export interface Rounds {
  readonly trees: readonly Tree[]
  /** Share of rows told right out of bag, by round. */
  readonly accuracies: readonly number[]
  /** Why there were no more rounds: no forest could tell, the last was no worse than the one before, or the limit. */
  readonly end: 'indistinguishable' | 'plateau' | 'limit'
}

/**
 * Adversarial training (Watson, Blesch, Kapar and Wright, AISTATS 2023, Algorithm 1): the first forest tells real rows from
 * rows whose columns are drawn independently of each other, each later one from rows drawn leaf by leaf from the forest
 * before it. The forest whose rows the next one told worst is the generator; the paper takes the last but one, also when
 * its rows were told better than those before. `data` holds the real rows and room for as many synthetic ones.
 */
export async function adversarialRounds(
  data: TwoClasses,
  rules: RoundRules,
  crew: ForestCrew,
  run: RunOptions,
): Promise<Rounds> {
  const rng = createRng(run.seed).fork('adversarial rows')
  const { trees } = rules
  const grow = (round: number) => growForest({ data, rules, trees, round }, crew, run)
  const accuracies: number[] = []
  drawColumns(data, rng.fork('columns'))
  let last = await grow(1)
  accuracies.push(last.accuracy)
  let end: Rounds['end'] = last.accuracy <= 0.5 + rules.tolerance ? 'indistinguishable' : 'limit'
  let generator = last
  let generatorAccuracy = Infinity
  for (let round = 2; round <= rules.maximumRounds && end === 'limit'; round++) {
    drawFromLeaves(data, last.trees, rng.fork(`rows ${round}`))
    const next = await grow(round)
    accuracies.push(next.accuracy)
    if (next.accuracy < generatorAccuracy) {
      generator = last
      generatorAccuracy = next.accuracy
    }
    if (next.accuracy <= 0.5 + rules.tolerance) end = 'indistinguishable'
    else if (next.accuracy >= last.accuracy) end = 'plateau'
    last = next
  }
  return { trees: generator.trees, accuracies, end }
}

/** Fills the synthetic rows: every cell is that of a random real row. */
function drawColumns({ rowCount, columnCount, codes }: TwoClasses, rng: Rng): void {
  for (let column = 0; column < columnCount; column++) {
    const real = column * 2 * rowCount
    const draws = rng.fork(column)
    for (let row = 0; row < rowCount; row++)
      codes[real + rowCount + row] = codes[real + uniformInteger(draws, rowCount)]!
  }
}

/** Fills the synthetic rows: every cell is that of a random real row of a leaf, which is that of a random row in a random tree. */
function drawFromLeaves(data: TwoClasses, trees: readonly Tree[], rng: Rng): void {
  const { rowCount, columnCount, codes } = data
  const draws = rng.fork('trees')
  const wanted = new Uint32Array(trees.length)
  for (let row = 0; row < rowCount; row++) wanted[uniformInteger(draws, trees.length)]!++
  let next = rowCount
  trees.forEach((tree, index) => {
    const { rows, starts } = groupByLeaf(tree)
    const cells = rng.fork(index)
    for (const last = next + wanted[index]!; next < last; next++) {
      const leaf = tree.leafOf[uniformInteger(cells, rowCount)]!
      const first = starts[leaf]!
      const count = starts[leaf + 1]! - first
      for (let column = 0; column < columnCount; column++) {
        const row = rows[first + uniformInteger(cells, count)]!
        codes[column * 2 * rowCount + next] = codes[column * 2 * rowCount + row]!
      }
    }
  })
}

import type { Rng } from '@asdf/contract'
import type { PreparedTable } from './prepare.ts'
import type { RowLayout } from './row-layout.ts'
import type { GeneratorNumbers, RowGenerator } from './sampling/row-generator.ts'
import { checkForms } from '@asdf/core'
import { anRng } from '../argument-forms.ts'
import { aGenerator, anObject, aPreparedTable } from './argument-forms.ts'
import { largestOf } from './conditions/category-rows.ts'
import { conditionPlanner } from './conditions/condition-planner.ts'
import { jointCounts } from './prepare.ts'
import { toNetworkOrder } from './row-layout.ts'

const rounds = 3
/** Where rows are told one category of any column, what tells moves with none, and the rest has to make up for it. */
const roundsOfVectors = 9
const rowsOfRound = 6000
// Of a score; more would say that the generator never makes what there is.
const mostBias = 3
const fewestOfClass = 20

/**
 * What to add to the scores of categories and modes so that, class by class, each comes as often as among the training
 * rows: the logarithm of how much too rarely it comes, a few times over. [classes × one-hot width]. Where the generator is
 * not told the class of every row, all rows are taken together. [one-hot width]
 */
export async function calibrate(
  prepared: PreparedTable,
  generator: RowGenerator,
  numbers: GeneratorNumbers,
  rng: Rng,
): Promise<Float32Array> {
  checkForms('calibrate', {
    prepared: [prepared, aPreparedTable],
    generator: [generator, aGenerator],
    numbers: [numbers, anObject],
    rng: [rng, anRng],
  })
  const { plan } = prepared
  const { layout, conditions } = plan
  const size = layout.scalarStart
  const target = conditions.kind === 'embedded' ? prepared.target : -1
  const counts = jointCounts({ ...prepared, target })
  const wanted = blockShares(prepared.rows, layout, target)
  const classes = wanted.length
  const bias = new Float32Array(classes * size)
  const labels = Int32Array.from({ length: rowsOfRound }, (_, row) => (target < 0 ? -1 : row % classes))
  const roundCount = conditions.kind === 'vector' ? roundsOfVectors : rounds
  for (let round = 0; round < roundCount; round++) {
    const planner = conditionPlanner({ plan, target, counts, bias }, [])
    const random = rng.fork(round)
    const made = await generator.make({
      numbers,
      count: rowsOfRound,
      rng: random,
      prepare: (inputs, first, count) => planner.fill(inputs, labels.subarray(first, first + count), random),
    })
    moveBias(bias, layout, wanted, blockShares(toNetworkOrder(made, layout), layout, target), target)
  }
  return bias
}

interface ClassShares {
  readonly rows: number
  /** [one-hot width] How often each category and mode comes, among the rows of the class. */
  readonly shares: Float64Array
}

function blockShares(rows: Float32Array, layout: RowLayout, target: number): ClassShares[] {
  const { width, blocks, scalarStart } = layout
  const own = target < 0 ? undefined : blocks[target]!
  const sums = Array.from({ length: own?.width ?? 1 }, () => new Float64Array(scalarStart))
  const totals = sums.map(() => 0)
  for (let at = 0; at < rows.length; at += width) {
    const label = own === undefined ? 0 : largestOf(rows, at + own.start, own.width)
    totals[label]!++
    for (const block of blocks) sums[label]![block.start + largestOf(rows, at + block.start, block.width)]!++
  }
  return sums.map((counts, label) => ({
    rows: totals[label]!,
    shares: counts.map((count) => count / Math.max(1, totals[label]!)),
  }))
}

function moveBias(
  bias: Float32Array,
  layout: RowLayout,
  wanted: readonly ClassShares[],
  made: readonly ClassShares[],
  target: number,
): void {
  wanted.forEach(({ rows, shares }, label) => {
    if (rows < fewestOfClass) return
    const least = 0.5 / rows
    layout.blocks.forEach((block, index) => {
      if (index === target) return
      for (let i = block.start; i < block.start + block.width; i++) {
        const step = Math.log((shares[i]! + least) / (made[label]!.shares[i]! + 0.5 / Math.max(1, made[label]!.rows)))
        const place = label * layout.scalarStart + i
        bias[place] = Math.max(-mostBias, Math.min(mostBias, bias[place]! + step))
      }
    })
  })
}

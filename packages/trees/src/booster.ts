import type { Rng } from '@asdf/contract'
import type { FeatureBins } from './binning.ts'
import type { GrowthRules } from './grow-boosted-tree.ts'
import type { LossName, PairScale } from './kernels/losses.ts'
import type { FixedPoint, NodeSums } from './kernels/split.ts'
import type { Pace } from './pace.ts'
import type { HelperPool } from './threads/pool.ts'
import type { Tree } from './tree.ts'
import { sampleWithoutReplacement } from '@asdf/core'
import { checkBytes } from './check-bytes.ts'
import { growBoostedTree } from './grow-boosted-tree.ts'
import { addTree } from './kernels/add-tree.ts'
import { boostingBytes, boostingShape, boostingWorkspace } from './kernels/boosting-workspace.ts'
import { gradientBound, hessianBound, meanLoss } from './kernels/losses.ts'
import { createKernels, createMemory } from './kernels/wasm.ts'
import { missingBins } from './model.ts'
import { createBoostingCrew } from './threads/boosting-crew.ts'

export interface BoosterRules extends GrowthRules {
  /** Share of the rows, drawn without replacement, that each tree sees. */
  readonly subsample: number
  /** Share of the features, drawn without replacement, that each tree may split on. */
  readonly featureFraction: number
}

export interface BoosterData {
  readonly where: string
  readonly bins: readonly FeatureBins[]
  readonly rowCount: number
  /** Class code or number of each row. */
  readonly values: Float64Array
  readonly weights: Float64Array | null
  readonly loss: LossName
  readonly outputs: number
  /** Threads that help. */
  readonly pool: HelperPool
}

/** Boosts on one set of rows: gradients, trees and raw predictions in one workspace. */
export interface Booster {
  /** Bins of the rows, to be written before the first round: one column of `rowCount` bytes per feature. */
  readonly bins: Uint8Array
  /** Raw prediction of each row, output by output; to be written before the first round. */
  readonly raw: Float64Array
  /** Grows the trees of one round, one per output. `rng` decides what they see. */
  round(rng: Rng, pace: Pace): Promise<readonly Tree[]>
  /** Mean training loss of the model as it stands. */
  loss(): number
  /** Lets the helper threads go. Safe to call twice. */
  close(): void
}

export function createBooster(data: BoosterData, rules: BoosterRules, importance: Float64Array): Booster {
  const { rowCount, outputs } = data
  const slots = Math.min(rules.maximumLeaves, Math.max(2, Math.floor(rowCount / rules.minimumRows))) + 1
  const shape = boostingShape(rowCount, data.bins, outputs, slots)
  const memory = createMemory(checkBytes(data.where, boostingBytes(shape)), data.pool.helpers.length > 0)
  const kernels = createKernels(memory)
  const workspace = boostingWorkspace(shape, memory.buffer)
  workspace.values.set(data.values)
  if (data.weights === null) workspace.weights.fill(1)
  else workspace.weights.set(data.weights)
  const heaviest = data.weights === null ? 1 : data.weights.reduce((a, b) => Math.max(a, b), 0)
  const missing = missingBins(data.bins)
  const crew = createBoostingCrew(
    { kind: 'boosting', shape, memory, rules, loss: data.loss },
    workspace,
    kernels,
    data.pool,
  )

  function scaleOf(): { readonly pairs: PairScale; readonly fixed: FixedPoint } {
    const gradient = powerOfTwo(30, gradientBound(data.loss, workspace.raw, workspace.values) * heaviest)
    const countBits = 32 - Math.clz32(rowCount)
    // Above the sum of hessians there must be room for the count, and the sum must not reach it.
    const countShift = 63 - countBits
    const hessian = powerOfTwo(Math.min(30, countShift - countBits), hessianBound(data.loss) * heaviest)
    return {
      pairs: { gradient, hessian },
      fixed: { gradientUnit: 1 / gradient, hessianUnit: 1 / hessian, countShift },
    }
  }

  /** Puts the rows of a tree at the front of `rows`, all others after them. */
  function chooseRows(rng: Rng): { readonly count: number; readonly isWhole: boolean } {
    const { rows } = workspace
    if (rules.subsample >= 1) {
      for (let i = 0; i < rowCount; i++) rows[i] = i
      return { count: rowCount, isWhole: true }
    }
    const count = Math.max(2, Math.round(rules.subsample * rowCount))
    const isChosen = new Uint8Array(rowCount)
    for (const row of sampleWithoutReplacement(rowCount, Math.min(count, rowCount), rng)) isChosen[row] = 1
    let front = 0
    let back = Math.min(count, rowCount)
    for (let i = 0; i < rowCount; i++) rows[isChosen[i] === 1 ? front++ : back++] = i
    return { count: front, isWhole: false }
  }

  function chooseFeatures(rng: Rng): Int32Array {
    // A feature with one bin and nothing missing cannot be split.
    const all = Int32Array.from(data.bins.keys())
    if (rules.featureFraction >= 1) return all
    const count = Math.max(1, Math.round(rules.featureFraction * all.length))
    return Int32Array.from(sampleWithoutReplacement(all.length, count, rng)).sort()
  }

  async function round(rng: Rng, pace: Pace): Promise<readonly Tree[]> {
    const scale = scaleOf()
    crew.writePairs(scale.pairs)
    const trees: Tree[] = []
    for (let output = 0; output < outputs; output++) {
      const chosen = chooseRows(rng.fork(`rows ${output}`))
      const features = chooseFeatures(rng.fork(`features ${output}`))
      const sums = sumPairs(output, chosen.count, scale.fixed)
      const task = { output, ...chosen, features, scale: scale.fixed, sums, importance }
      const tree = await growBoostedTree({ workspace, kernels, rules, pace, search: crew.search }, task)
      if (!chosen.isWhole) addToOthers(tree, output, chosen.count)
      trees.push(tree)
      if (pace.isDue()) await pace.turn()
    }
    return trees
  }

  function sumPairs(output: number, count: number, scale: FixedPoint): NodeSums {
    const { pairs, rows } = workspace
    const base = 2 * output * rowCount
    let gradient = 0
    let hessian = 0
    for (let i = 0; i < count; i++) {
      const at = base + 2 * rows[i]!
      gradient += pairs[at]!
      hessian += pairs[at + 1]!
    }
    return { gradient: gradient * scale.gradientUnit, hessian: hessian * scale.hessianUnit, count }
  }

  /** Rows that the tree did not see get its outputs too. */
  function addToOthers(tree: Tree, output: number, from: number): void {
    const { bins, raw, rows } = workspace
    const layout = { width: 1, offset: output * rowCount }
    for (let i = from; i < rowCount; i++) {
      const row = rows[i]!
      addTree(tree, { bins, stride: rowCount, missing, from: row, to: row + 1 }, 1, raw, layout)
    }
  }

  return {
    bins: workspace.bins,
    raw: workspace.raw,
    round,
    loss: () => meanLoss(data.loss, workspace.raw, workspace.values, data.weights),
    close: crew.dismiss,
  }
}

/** The greatest power of two that keeps `bound` times it within 2^bits. */
function powerOfTwo(bits: number, bound: number): number {
  return 2 ** (bits - Math.ceil(Math.log2(Math.max(bound, Number.MIN_VALUE * 2 ** 60))))
}

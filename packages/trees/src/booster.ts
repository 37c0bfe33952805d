import type { Rng } from '@asdf/contract'
import type { FeatureBins } from './binning.ts'
import type { GrowthRules } from './grow-boosted-tree.ts'
import type { BoostingWorkspace } from './kernels/boosting-workspace.ts'
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
  const { rowCount, outputs, loss, pool } = data
  const slots = Math.min(rules.maximumLeaves, Math.max(2, Math.floor(rowCount / rules.minimumRows))) + 1
  const shape = boostingShape(rowCount, data.bins, outputs, slots)
  const memory = createMemory(checkBytes(data.where, boostingBytes(shape)), pool.helpers.length > 0)
  const kernels = createKernels(memory)
  const workspace = boostingWorkspace(shape, memory.buffer)
  workspace.values.set(data.values)
  workspace.weights.set(data.weights ?? new Float64Array(rowCount).fill(1))
  const heaviest = workspace.weights.reduce((a, b) => Math.max(a, b), 0)
  const missing = missingBins(data.bins)
  const crew = createBoostingCrew({ kind: 'boosting', shape, memory, rules, loss }, workspace, kernels, pool)

  async function round(rng: Rng, pace: Pace): Promise<readonly Tree[]> {
    const scale = scaleOf(loss, workspace, heaviest)
    crew.writePairs(scale.pairs)
    const trees: Tree[] = []
    for (let output = 0; output < outputs; output++) {
      const chosen = chooseRows(workspace.rows, rules.subsample, rng.fork(`rows ${output}`))
      const features = chooseFeatures(shape.featureCount, rules.featureFraction, rng.fork(`features ${output}`))
      const sums = sumPairs(workspace, output, chosen.count, scale.fixed)
      const task = { output, ...chosen, features, scale: scale.fixed, sums, importance }
      const tree = await growBoostedTree({ workspace, kernels, rules, pace, search: crew.search }, task)
      if (!chosen.isWhole) addToOthers(workspace, tree, output, chosen.count, missing)
      trees.push(tree)
      if (pace.isDue()) await pace.turn()
    }
    return trees
  }

  return {
    bins: workspace.bins,
    raw: workspace.raw,
    round,
    loss: () => meanLoss(loss, workspace.raw, workspace.values, data.weights),
    close: crew.dismiss,
  }
}

/** The finest fixed point in which no sum over all rows can overflow. */
export function scaleOf(
  loss: LossName,
  { raw, values, shape }: BoostingWorkspace,
  heaviest: number,
): { readonly pairs: PairScale; readonly fixed: FixedPoint } {
  const gradient = powerOfTwo(30, gradientBound(loss, raw, values) * heaviest)
  const countBits = 32 - Math.clz32(shape.rowCount)
  // The count of rows stands above the sum of hessians, which must not reach it.
  const countShift = 63 - countBits
  const hessian = powerOfTwo(Math.min(30, countShift - countBits), hessianBound(loss) * heaviest)
  return {
    pairs: { gradient, hessian },
    fixed: { gradientUnit: 1 / gradient, hessianUnit: 1 / hessian, countShift },
  }
}

/** The greatest power of two that keeps `bound` times it within 2^bits. A bound of 0 counts as a tiny one. */
function powerOfTwo(bits: number, bound: number): number {
  return 2 ** (bits - Math.ceil(Math.log2(Math.max(bound, 2 ** -900))))
}

/** Puts the rows that a tree sees at the front of `rows`, all others after them. */
function chooseRows(rows: Uint32Array, share: number, rng: Rng): { readonly count: number; readonly isWhole: boolean } {
  const rowCount = rows.length
  if (share >= 1) {
    for (let i = 0; i < rowCount; i++) rows[i] = i
    return { count: rowCount, isWhole: true }
  }
  const count = Math.min(rowCount, Math.max(2, Math.round(share * rowCount)))
  const isChosen = new Uint8Array(rowCount)
  for (const row of sampleWithoutReplacement(rowCount, count, rng)) isChosen[row] = 1
  let front = 0
  let back = count
  for (let i = 0; i < rowCount; i++) rows[isChosen[i] === 1 ? front++ : back++] = i
  return { count, isWhole: false }
}

function chooseFeatures(featureCount: number, share: number, rng: Rng): Int32Array {
  if (share >= 1) return Int32Array.from({ length: featureCount }, (_, feature) => feature)
  const count = Math.max(1, Math.round(share * featureCount))
  return Int32Array.from(sampleWithoutReplacement(featureCount, count, rng)).sort()
}

/** The sums over the first `count` entries of `rows`. */
function sumPairs(
  { pairs, rows, shape }: BoostingWorkspace,
  output: number,
  count: number,
  scale: FixedPoint,
): NodeSums {
  const base = 2 * output * shape.rowCount
  let gradient = 0
  let hessian = 0
  for (let i = 0; i < count; i++) {
    const at = base + 2 * rows[i]!
    gradient += pairs[at]!
    hessian += pairs[at + 1]!
  }
  return { gradient: gradient * scale.gradientUnit, hessian: hessian * scale.hessianUnit, count }
}

/** Rows that the tree did not see, from place `from` of `rows` on, get its outputs too. */
function addToOthers(
  { bins, raw, rows, shape }: BoostingWorkspace,
  tree: Tree,
  output: number,
  from: number,
  missing: Uint8Array,
): void {
  const stride = shape.rowCount
  const layout = { outputs: 1, width: 1, offset: output * stride }
  for (let i = from; i < stride; i++) {
    const row = rows[i]!
    addTree(tree, { bins, stride, missing, from: row, to: row + 1 }, raw, layout)
  }
}

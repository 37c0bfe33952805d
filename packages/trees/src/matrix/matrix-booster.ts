import type { Rng } from '@asdf/contract'
import type { GrowthRules, GrowthSite } from '../grow-boosted-tree.ts'
import type { BoostingShape, BoostingWorkspace } from '../kernels/boosting-workspace.ts'
import type { FixedPoint } from '../kernels/split.ts'
import type { Kernels } from '../kernels/wasm.ts'
import type { Pace } from '../pace.ts'
import type { Tree } from '../tree.ts'
import { checkForms, sampleWithoutReplacement, uniformInteger } from '@asdf/core'
import { aBoosterSize, aCount, aText, bytesFor, columnsFor, edgesFor } from '../argument-forms.ts'
import { scaleOf } from '../booster.ts'
import { checkBytes } from '../check-bytes.ts'
import { growBoostedTree } from '../grow-boosted-tree.ts'
import { addTree } from '../kernels/add-tree.ts'
import { binNumbers } from '../kernels/bin-values.ts'
import { boostingBytes, boostingWorkspace } from '../kernels/boosting-workspace.ts'
import { writePairs } from '../kernels/losses.ts'
import { quantileEdges } from '../kernels/quantile-edges.ts'
import { searchFeatures } from '../kernels/search-features.ts'
import { createNumberSorter } from '../kernels/sort-numbers.ts'
import { createKernels, createMemory } from '../kernels/wasm.ts'

/** The largest matrix that a booster takes, and the largest trees that it grows. */
export interface MatrixBoosterSize {
  readonly rowCount: number
  readonly featureCount: number
  /** Bins per feature for numbers that are present, 2 to 255. */
  readonly maximumBins: number
  readonly maximumLeaves: number
}

export interface MatrixRules {
  /** Trees, one after the other. */
  readonly rounds: number
  /** Factor on every leaf, in (0, 1]. */
  readonly learningRate: number
  readonly maximumLeaves: number
  /** Splits between root and leaf, at most. */
  readonly maximumDepth: number
  readonly minimumRows: number
  /** L2 penalty on leaf values. */
  readonly l2: number
  /** Share of the rows that each tree sees: a run of neighboring rows that begins at a random one. */
  readonly subsample: number
  /** How many features each tree may split on: this one, and others drawn anew for each. */
  readonly features: { readonly always: number; readonly count: number }
}

/**
 * Boosts trees for many targets on one matrix of numbers, whose bins are made once. For algorithms that fit many small
 * regressions; tables go through `gradientBoostingRegressor`. Works in one thread and in one piece of memory, which is
 * used again for every matrix.
 */
export interface MatrixBooster {
  /** Takes the features of `rowCount` rows, a column each, and returns their thresholds. NaN is a missing value. */
  load(columns: readonly Float64Array[], rowCount: number): readonly Float64Array[]
  /** Trees whose sum approaches `target`, one number a row, in the mean square. Rows where it is NaN take no part. */
  boost(target: Float64Array, rules: MatrixRules, rng: Rng, pace: Pace): Promise<BoostedTarget>
}

export interface BoostedTarget {
  readonly trees: readonly Tree[]
  /** Mean squared difference from the target over the rows that take part; 0 when there is none. */
  readonly loss: number
}

const edgeSample = 32_768

/** Refuses what does not fit into 4 GiB with an `ASDF_UNSUPPORTED` in the name of `where`. */
export function createMatrixBooster(where: string, size: MatrixBoosterSize): MatrixBooster {
  checkForms('createMatrixBooster', { where: [where, aText], size: [size, aBoosterSize] })
  const room = shapeOf(size.rowCount, new Array<number>(size.featureCount).fill(size.maximumBins), size.maximumLeaves)
  const memory = createMemory(checkBytes(where, boostingBytes(room)), false)
  const kernels = createKernels(memory)
  const sorter = createNumberSorter(Math.min(edgeSample, size.rowCount))
  const importance = new Float64Array(size.featureCount)
  let loaded: Loaded | null = null

  return {
    load(columns, rowCount) {
      const edges = columns.map((column) => edgesOf(column.subarray(0, rowCount), size.maximumBins, sorter))
      const counts = edges.map((list) => list.length + 1)
      const shape = shapeOf(rowCount, counts, size.maximumLeaves)
      const workspace = boostingWorkspace(shape, memory.buffer)
      binMatrix(columns, edges, rowCount, workspace.bins)
      workspace.weights.fill(1)
      loaded = { workspace, kernels, missing: Uint8Array.from(counts), importance }
      return edges
    },
    async boost(target, rules, rng, pace) {
      if (loaded === null) throw new TypeError('createMatrixBooster: load a matrix before boosting')
      return boostTarget(loaded, target, rules, rng, pace)
    },
  }
}

/**
 * Writes the bins of `rowCount` rows to `out`, a column after the other: the first b with value <= edges[b], and
 * edges.length + 1 for NaN.
 */
export function binMatrix(
  columns: readonly Float64Array[],
  edges: readonly Float64Array[],
  rowCount: number,
  out: Uint8Array,
): void {
  checkForms('binMatrix', { rowCount: [rowCount, aCount], columns: [columns, columnsFor(rowCount)] })
  const { length } = columns
  checkForms('binMatrix', { edges: [edges, edgesFor(length)], out: [out, bytesFor(length * rowCount)] })
  for (const [index, column] of columns.entries()) {
    const bins = out.subarray(index * rowCount, (index + 1) * rowCount)
    const missing = edges[index]!.length + 1
    binNumbers(column.subarray(0, rowCount), undefined, edges[index]!, missing, bins)
    for (let row = 0; row < rowCount; row++) if (Number.isNaN(column[row]!)) bins[row] = missing
  }
}

interface Loaded {
  readonly workspace: BoostingWorkspace
  readonly kernels: Kernels
  readonly missing: Uint8Array
  readonly importance: Float64Array
}

function shapeOf(rowCount: number, counts: readonly number[], maximumLeaves: number): BoostingShape {
  const binStarts = [0]
  for (const count of counts) binStarts.push(binStarts.at(-1)! + count + 1)
  return {
    rowCount,
    featureCount: counts.length,
    outputs: 1,
    binStarts,
    isSet: counts.map(() => false),
    slots: maximumLeaves + 1,
  }
}

/** Thresholds from the present numbers of a column, or of about 32,768 of them. */
function edgesOf(
  column: Float64Array,
  maximumBins: number,
  sorter: ReturnType<typeof createNumberSorter>,
): Float64Array {
  const step = Math.max(1, column.length / sorter.values.length)
  let count = 0
  for (let at = 0; at < column.length && count < sorter.values.length; at += step) {
    const value = column[Math.floor(at)]!
    if (!Number.isNaN(value)) sorter.values[count++] = value
  }
  sorter.sort(count)
  return quantileEdges(sorter.values.subarray(0, count), maximumBins)
}

async function boostTarget(
  loaded: Loaded,
  target: Float64Array,
  rules: MatrixRules,
  rng: Rng,
  pace: Pace,
): Promise<BoostedTarget> {
  const { workspace, kernels } = loaded
  const { raw, values, shape } = workspace
  const part = Uint32Array.from(target.keys()).filter((row) => row < shape.rowCount && !Number.isNaN(target[row]!))
  values.fill(0)
  for (const row of part) values[row] = target[row]!
  raw.fill(0)
  const site = siteOf(loaded, growthOf(rules), pace)
  const trees: Tree[] = []
  for (let round = 0; round < rules.rounds && part.length > 0; round++) {
    const scale = scaleOf('squared', workspace, 1)
    writePairs(kernels, 'squared', workspace, scale.pairs, { from: 0, to: shape.rowCount })
    const run = chooseRun(workspace, part, rules.subsample, rng)
    const { count } = run
    const sums = { ...sumsOf(workspace, count, scale.fixed), count }
    const isWhole = count === shape.rowCount
    const features = chooseFeatures(shape.featureCount, rules.features, rng)
    const task = { output: 0, count, isWhole, features, scale: scale.fixed, sums, importance: loaded.importance }
    const tree = await growBoostedTree(site, task)
    if (count < part.length) addToOthers(loaded, tree, part, run)
    trees.push(tree)
    if (pace.isDue()) await pace.turn()
  }
  let squares = 0
  for (const row of part) squares += (values[row]! - raw[row]!) ** 2
  return { trees, loss: part.length === 0 ? 0 : squares / part.length }
}

function growthOf({ maximumLeaves, maximumDepth, minimumRows, learningRate, l2 }: MatrixRules): GrowthRules {
  return { maximumLeaves, maximumDepth, minimumRows, learningRate, l2, minimumHessian: 0, categoricalSmoothing: 0 }
}

function chooseFeatures(featureCount: number, { always, count }: MatrixRules['features'], rng: Rng): Int32Array {
  if (count >= featureCount) return Int32Array.from({ length: featureCount }, (_, feature) => feature)
  const others = sampleWithoutReplacement(featureCount - 1, count - 1, rng)
  return Int32Array.from([always, ...others.map((other) => (other < always ? other : other + 1))]).sort()
}

function siteOf({ workspace, kernels }: Loaded, rules: GrowthRules, pace: Pace): GrowthSite {
  return {
    workspace,
    kernels,
    rules,
    pace,
    search: (job) => searchFeatures(workspace, kernels, rules, job, { first: 0, last: job.features.length }),
  }
}

interface Run {
  readonly first: number
  readonly count: number
}

/** Puts a run of the rows that take part, round and round, at the front of `rows`, in ascending order. */
function chooseRun({ rows }: BoostingWorkspace, part: Uint32Array, share: number, rng: Rng): Run {
  if (share >= 1) {
    rows.set(part)
    return { first: 0, count: part.length }
  }
  const count = Math.min(part.length, Math.max(1, Math.round(share * part.length)))
  const first = uniformInteger(rng, part.length)
  const wrapped = Math.max(0, first + count - part.length)
  rows.set(part.subarray(0, wrapped))
  rows.set(part.subarray(first, first + count - wrapped), wrapped)
  return { first, count }
}

function sumsOf({ pairs, rows }: BoostingWorkspace, count: number, scale: FixedPoint) {
  let gradient = 0
  let hessian = 0
  for (let i = 0; i < count; i++) {
    const at = 2 * rows[i]!
    gradient += pairs[at]!
    hessian += pairs[at + 1]!
  }
  return { gradient: gradient * scale.gradientUnit, hessian: hessian * scale.hessianUnit }
}

/** Rows outside the run get the tree's outputs too. */
function addToOthers({ workspace, missing }: Loaded, tree: Tree, part: Uint32Array, { first, count }: Run): void {
  const { bins, raw, shape } = workspace
  const layout = { outputs: 1, width: 1, offset: 0 }
  const add = (from: number, to: number) => {
    if (from < to) addTree(tree, { bins, stride: shape.rowCount, missing, from, to }, raw, layout)
  }
  const end = first + count
  if (end > part.length) {
    add(part[end - part.length]!, part[first]!)
    return
  }
  add(0, part[first]!)
  if (end < part.length) add(part[end]!, shape.rowCount)
}

import type { Rng } from '@asdf/contract'
import type { NodeRange } from './kernels/forest-histogram.ts'
import type { ForestSplit } from './kernels/forest-split.ts'
import type { ForestShape } from './kernels/forest-workspace.ts'
import type { KernelMemory } from './kernels/wasm.ts'
import type { Pace } from './pace.ts'
import type { Tree, TreeBuilder } from './tree.ts'
import { uniformInteger } from '@asdf/core'
import { createClassHistogram, createNumberHistogram } from './kernels/forest-histogram.ts'
import { createForestScan, noSplit } from './kernels/forest-split.ts'
import { forestWorkspace } from './kernels/forest-workspace.ts'
import { createKernels } from './kernels/wasm.ts'
import { createTreeBuilder, missingLeft, setTest } from './tree.ts'

/** Everything that the trees of a forest share. Plain data, so it can be sent to threads. */
export interface ForestTask {
  readonly shape: ForestShape
  /** Holds the workspace: rows, and room for each thread. */
  readonly memory: KernelMemory
  /** The bin of missing values of each feature. */
  readonly missing: Uint8Array
  readonly isSet: readonly boolean[]
  /** Number of classes when there are more than two, otherwise 0. */
  readonly classCount: number
  readonly featuresPerSplit: number
  readonly maximumDepth: number
  readonly minimumRows: number
  readonly bootstrap: boolean
}

export interface GrownForestTree {
  readonly tree: Tree
  /** Gain of the splits made, by feature. */
  readonly importance: Float64Array
}

/** Grows the trees of a forest one by one, in the same scratch memory. */
export interface ForestGrower {
  /** The tree depends on `rng` alone, not on the trees grown before it. */
  grow(rng: Rng, pace: Pace): Promise<GrownForestTree>
}

interface OpenNode extends NodeRange {
  readonly node: number
  readonly depth: number
}

/** A grower of trees as in Breiman, "Random Forests" (Machine Learning 2001), on binned features. */
export function createForestGrower(task: ForestTask, thread: number): ForestGrower {
  const { featureCount } = task.shape
  const site = createSite(task, thread)
  const { histogram, features } = site

  async function grow(rng: Rng, pace: Pace): Promise<GrownForestTree> {
    const importance = new Float64Array(featureCount)
    const builder = createTreeBuilder()
    const leaves: (readonly number[])[] = []
    const rowsOfTree = drawRows(site, rng.fork('rows'))
    const draws = rng.fork('features')
    for (let feature = 0; feature < featureCount; feature++) features[feature] = feature
    const open: OpenNode[] = [{ node: builder.addNode(), start: 0, end: rowsOfTree, depth: 0 }]
    while (open.length > 0) {
      const next = open.pop()!
      const sums = histogram.open(next)
      const best = isLeaf(site, next) ? null : bestSplit(site, next, sums, draws)
      if (best === null) leaves[next.node] = leafOf(sums)
      else {
        importance[best.feature]! += best.score - scoreOf(sums)
        open.push(...divide(site, builder, next, best))
      }
      if (pace.isDue()) await pace.turn()
    }
    return { tree: builder.finish((node) => leaves[node]!), importance }
  }

  return { grow }
}

type Site = ReturnType<typeof createSite>

/** What one thread grows its trees with. */
function createSite(task: ForestTask, thread: number) {
  const { data, scratch } = forestWorkspace(task.shape, task.memory.buffer, thread)
  const kernels = createKernels(task.memory)
  const countsRows = task.minimumRows > 1
  const histogram =
    task.classCount === 0
      ? createNumberHistogram(data, scratch, kernels, countsRows)
      : createClassHistogram(data, scratch, task.classCount, countsRows)
  const { tryFeature } = createForestScan(histogram.occupied, histogram.width, task.minimumRows)
  const features = new Int32Array(task.shape.featureCount)
  return { task, data, scratch, kernels, histogram, tryFeature, features }
}

/** Draws the tree's rows: each one once, with the number of times it was drawn in its weight. Returns how many. */
function drawRows(site: Site, rng: Rng): number {
  const { task, scratch } = site
  const { rowCount } = task.shape
  const { records } = scratch
  for (let row = 0; row < rowCount; row++) records[2 * row] = task.bootstrap ? 0 : 1
  if (task.bootstrap) for (let i = 0; i < rowCount; i++) records[2 * uniformInteger(rng, rowCount)]!++
  // Should every draw have fallen on rows of weight 0, the tree takes all others.
  return weighRows(site) || weighRows(site, 1)
}

function weighRows({ task, data, scratch }: Site, drawn?: number): number {
  const { values, weights } = data
  const { rows, records } = scratch
  let count = 0
  for (let row = 0; row < task.shape.rowCount; row++) {
    const weight = (drawn ?? records[2 * row]!) * weights[row]!
    records[2 * row] = weight
    records[2 * row + 1] = weight * values[row]!
    if (weight > 0) rows[count++] = row
  }
  return count
}

function isLeaf({ task, data, scratch }: Site, { start, end, depth }: OpenNode): boolean {
  if (depth >= task.maximumDepth || end - start < 2 * task.minimumRows) return true
  const { values } = data
  const { rows } = scratch
  const first = values[rows[start]!]!
  for (let i = start + 1; i < end; i++) if (values[rows[i]!] !== first) return false
  return true
}

/**
 * The best split on `featuresPerSplit` features drawn without replacement. Goes on drawing, as scikit-learn does,
 * while all those drawn were constant in the node.
 */
function bestSplit(site: Site, node: OpenNode, sums: Float64Array, rng: Rng): ForestSplit | null {
  const { task, histogram, tryFeature, features } = site
  const best = noSplit()
  const split = { sums, rowCount: node.end - node.start }
  let isVaried = false
  const use = (feature: number) => {
    if (histogram.occupied.found > 1) isVaried = true
    tryFeature(split, { feature, missing: task.missing[feature]!, isSet: task.isSet[feature]! }, best)
  }
  for (let drawn = 0; drawn < task.featuresPerSplit; drawn++) draw(features, drawn, rng)
  histogram.each(node, features, task.featuresPerSplit, use)
  for (let drawn = task.featuresPerSplit; drawn < features.length && !isVaried; drawn++) {
    draw(features, drawn, rng)
    histogram.each(node, features.subarray(drawn), 1, use)
  }
  return best.feature < 0 ? null : best
}

/** Puts a random one of the features from place `at` on at that place. */
function draw(features: Int32Array, at: number, rng: Rng): void {
  const place = at + uniformInteger(rng, features.length - at)
  const feature = features[place]!
  features[place] = features[at]!
  features[at] = feature
}

function divide(
  { task, data, scratch, kernels }: Site,
  builder: TreeBuilder,
  { node, start, end, depth }: OpenNode,
  split: ForestSplit,
): readonly OpenNode[] {
  const { rows, right, goesLeft } = scratch
  const isSet = task.isSet[split.feature]!
  const missing = task.missing[split.feature]!
  for (let bin = 0; bin < 256; bin++) {
    if (isSet) goesLeft[bin] = (split.set[bin >> 5]! >>> (bin & 31)) & 1
    else if (bin === missing) goesLeft[bin] = split.missingGoesLeft ? 1 : 0
    else goesLeft[bin] = bin <= split.bin ? 1 : 0
  }
  const column = data.bins.byteOffset + split.feature * task.shape.rowCount
  const from = rows.byteOffset + 4 * start
  const count = kernels.partition(from, end - start, column, goesLeft.byteOffset, right.byteOffset)
  const test = isSet
    ? setTest | (builder.addSet(split.set) << 10)
    : split.bin | (split.missingGoesLeft ? missingLeft : 0)
  const left = builder.split(node, split.feature, test)
  return [
    { node: left + 1, start: start + count, end, depth: depth + 1 },
    { node: left, start, end: start + count, depth: depth + 1 },
  ]
}

/** Sum of squared responses over weight. `sums` holds the weight first. */
function scoreOf(sums: Float64Array): number {
  let squares = 0
  for (let j = 1; j < sums.length; j++) squares += sums[j]! * sums[j]!
  return squares / sums[0]!
}

/** The mean of the node, the share of the second of two classes, or the share of each class. */
function leafOf(sums: Float64Array): readonly number[] {
  return Array.from(sums.subarray(1), (sum) => sum / sums[0]!)
}

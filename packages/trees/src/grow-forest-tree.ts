import type { Rng } from '@asdf/contract'
import type { ForestNodeRows, ForestSearch, ForestSplit } from './kernels/forest-split.ts'
import type { Pace } from './pace.ts'
import type { Tree, TreeBuilder } from './tree.ts'
import { uniformInteger } from '@asdf/core'
import { createForestSearch } from './kernels/forest-split.ts'
import { createTreeBuilder, missingLeft, setTest, setWords } from './tree.ts'

/** Everything that the trees of a forest share. Plain data, so it can be sent to threads. */
export interface ForestTask {
  readonly rowCount: number
  readonly featureCount: number
  /** Bins, one column of `rowCount` bytes per feature. */
  readonly bins: Uint8Array
  /** The bin of missing values of each feature. */
  readonly missing: Uint8Array
  readonly isSet: readonly boolean[]
  /** Class code or number of each row. */
  readonly values: Float64Array
  /** Weight of each row; rows of weight 0 take no part. */
  readonly weights: Float64Array
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

interface OpenNode {
  readonly node: number
  readonly start: number
  readonly end: number
  readonly depth: number
}

/** A grower of trees as in Breiman, "Random Forests" (Machine Learning 2001), on binned features. */
export function createForestGrower(task: ForestTask): ForestGrower {
  const { rowCount, featureCount } = task
  const search = createForestSearch(task.classCount, task.minimumRows)
  const scratch = {
    rows: new Uint32Array(rowCount),
    right: new Uint32Array(rowCount),
    weightOfRow: new Float64Array(rowCount),
    weights: new Float64Array(rowCount),
    responses: new Float64Array(rowCount),
    features: Int32Array.from({ length: featureCount }, (_, feature) => feature),
    goesLeft: new Uint8Array(256),
    columns: Array.from({ length: featureCount }, (_, i) => task.bins.subarray(i * rowCount, (i + 1) * rowCount)),
  }

  async function grow(rng: Rng, pace: Pace): Promise<GrownForestTree> {
    const importance = new Float64Array(featureCount)
    const builder = createTreeBuilder()
    const leaves = new Map<number, readonly number[]>()
    const count = drawRows(task, scratch, rng.fork('rows'))
    const splits = rng.fork('features')
    scratch.features.forEach((_, i) => (scratch.features[i] = i))
    const open: OpenNode[] = [{ node: builder.addNode(), start: 0, end: count, depth: 0 }]
    while (open.length > 0) {
      const next = open.pop()!
      const split = growNode(task, scratch, search, next, splits)
      if (split.best === null) leaves.set(next.node, leafOf(task, split.rows))
      else open.push(...divide(scratch, task, builder, next, split.best))
      if (split.best !== null) importance[split.best.feature]! += split.best.score - split.nodeScore
      if (pace.isDue()) await pace.turn()
    }
    return { tree: builder.finish((node) => leaves.get(node)!), importance }
  }

  return { grow }
}

type Scratch = {
  readonly rows: Uint32Array
  readonly right: Uint32Array
  readonly weightOfRow: Float64Array
  readonly weights: Float64Array
  readonly responses: Float64Array
  readonly features: Int32Array
  readonly goesLeft: Uint8Array
  readonly columns: readonly Uint8Array[]
}

/** Draws the tree's rows: each one once, with the number of times it was drawn in its weight. Returns how many. */
function drawRows(task: ForestTask, { rows, weightOfRow }: Scratch, rng: Rng): number {
  const { rowCount, weights, bootstrap } = task
  if (bootstrap) {
    weightOfRow.fill(0)
    for (let i = 0; i < rowCount; i++) weightOfRow[uniformInteger(rng, rowCount)]!++
    for (let i = 0; i < rowCount; i++) weightOfRow[i]! *= weights[i]!
  } else weightOfRow.set(weights)
  let count = 0
  for (let i = 0; i < rowCount; i++) if (weightOfRow[i]! > 0) rows[count++] = i
  if (count > 0) return count
  // Every draw fell on rows of weight 0: take all that have one.
  weightOfRow.set(weights)
  for (let i = 0; i < rowCount; i++) if (weightOfRow[i]! > 0) rows[count++] = i
  return count
}

function growNode(task: ForestTask, scratch: Scratch, search: ForestSearch, open: OpenNode, rng: Rng) {
  const { rows, isPure } = gatherNode(task, scratch, open)
  const nodeScore = scoreOf(rows.sums)
  const isLeaf = isPure || open.depth >= task.maximumDepth || open.end - open.start < 2 * task.minimumRows
  const best = isLeaf ? null : bestOfDrawnFeatures(task, scratch, search, rows, rng)
  return { rows, nodeScore, best }
}

/** Brings weights and responses of a node's rows side by side and adds them up. */
function gatherNode(task: ForestTask, scratch: Scratch, { start, end }: OpenNode) {
  const { rows, weightOfRow, weights, responses } = scratch
  const { values, classCount } = task
  const sums = new Float64Array(2 + Math.max(0, classCount - 1))
  const first = values[rows[start]!]!
  let isPure = true
  for (let i = start; i < end; i++) {
    const row = rows[i]!
    const weight = weightOfRow[row]!
    const value = values[row]!
    const response = classCount === 0 ? weight * value : value
    if (value !== first) isPure = false
    weights[i - start] = weight
    responses[i - start] = response
    sums[0]! += weight
    if (classCount === 0) sums[1]! += response
    else sums[1 + value]! += weight
  }
  const node: ForestNodeRows = { rows, start, end, weights, responses, sums }
  return { rows: node, isPure }
}

function scoreOf(sums: Float64Array): number {
  let squares = 0
  for (let j = 1; j < sums.length; j++) squares += sums[j]! * sums[j]!
  return squares / sums[0]!
}

/**
 * Tries `featuresPerSplit` features drawn without replacement. Goes on drawing, as scikit-learn does, while all those
 * drawn were constant in the node.
 */
function bestOfDrawnFeatures(
  task: ForestTask,
  { features, columns }: Scratch,
  search: ForestSearch,
  rows: ForestNodeRows,
  rng: Rng,
): ForestSplit | null {
  const best: ForestSplit = { score: -1, feature: -1, bin: 0, missingGoesLeft: false, set: new Int32Array(setWords) }
  let isVaried = false
  for (let drawn = 0; drawn < features.length && (drawn < task.featuresPerSplit || !isVaried); drawn++) {
    const place = drawn + uniformInteger(rng, features.length - drawn)
    const feature = features[place]!
    features[place] = features[drawn]!
    features[drawn] = feature
    const one = { feature, bins: columns[feature]!, missing: task.missing[feature]!, isSet: task.isSet[feature]! }
    if (search.tryFeature(rows, one, best)) isVaried = true
  }
  return best.feature < 0 ? null : best
}

function divide(
  { rows, right, goesLeft, columns }: Scratch,
  task: ForestTask,
  builder: TreeBuilder,
  { node, start, end, depth }: OpenNode,
  split: ForestSplit,
): readonly OpenNode[] {
  const isSet = task.isSet[split.feature]!
  const missing = task.missing[split.feature]!
  for (let bin = 0; bin < 256; bin++) {
    if (isSet) goesLeft[bin] = (split.set[bin >> 5]! >>> (bin & 31)) & 1
    else if (bin === missing) goesLeft[bin] = split.missingGoesLeft ? 1 : 0
    else goesLeft[bin] = bin <= split.bin ? 1 : 0
  }
  const bins = columns[split.feature]!
  let leftEnd = start
  let rightCount = 0
  for (let i = start; i < end; i++) {
    const row = rows[i]!
    const goes = goesLeft[bins[row]!]!
    rows[leftEnd] = row
    right[rightCount] = row
    leftEnd += goes
    rightCount += 1 - goes
  }
  rows.set(right.subarray(0, rightCount), leftEnd)
  const test = isSet
    ? setTest | (builder.addSet(split.set) << 10)
    : split.bin | (split.missingGoesLeft ? missingLeft : 0)
  const left = builder.split(node, split.feature, test)
  return [
    { node: left + 1, start: leftEnd, end, depth: depth + 1 },
    { node: left, start, end: leftEnd, depth: depth + 1 },
  ]
}

/** The mean of the node, the share of the second of two classes, or the share of each class. */
function leafOf({ classCount }: ForestTask, { sums }: ForestNodeRows): readonly number[] {
  if (classCount === 0) return [sums[1]! / sums[0]!]
  return Array.from(sums.subarray(1), (weight) => weight / sums[0]!)
}

import type { BoostingWorkspace } from './kernels/boosting-workspace.ts'
import type { SearchedNode, SearchJob } from './kernels/search-features.ts'
import type { FixedPoint, NodeSums, SplitRules } from './kernels/split.ts'
import type { Kernels } from './kernels/wasm.ts'
import type { Pace } from './pace.ts'
import type { Tree, TreeBuilder } from './tree.ts'
import { resultAt, resultSetAt } from './kernels/search-features.ts'
import { noBin } from './kernels/split.ts'
import { createTreeBuilder, missingLeft, setTest, setWords } from './tree.ts'

export interface GrowthRules extends SplitRules {
  readonly maximumLeaves: number
  /** Splits between the root and a leaf, at most. */
  readonly maximumDepth: number
  readonly learningRate: number
}

export interface GrowthSite {
  readonly workspace: BoostingWorkspace
  readonly kernels: Kernels
  readonly rules: GrowthRules
  readonly pace: Pace
  /** Runs a job on all threads and returns when it is done. */
  search(job: SearchJob): void
}

export interface GrowthTask {
  /** Which output the tree is for. */
  readonly output: number
  /** The first `count` entries of the workspace's `rows` are the tree's rows. */
  readonly count: number
  /** Whether these are all rows in order. */
  readonly isWhole: boolean
  readonly features: Int32Array
  readonly scale: FixedPoint
  readonly sums: NodeSums
  /** Gains of the splits made are added here, by feature. */
  readonly importance: Float64Array
}

/** A node that may still be split, or has become a leaf for good. */
interface Leaf {
  readonly node: number
  readonly start: number
  readonly count: number
  readonly depth: number
  /** Which histogram of the workspace is the leaf's, as long as it may be split. */
  readonly slot: number | null
  readonly sums: NodeSums
  readonly split: Split | null
}

interface Split {
  readonly gain: number
  readonly feature: number
  readonly bin: number
  readonly missingGoesLeft: boolean
  readonly left: NodeSums
  readonly set: Int32Array | null
}

/**
 * Grows a tree best leaf first (Shi, "Best-first decision tree learning", 2007; LightGBM's leaf-wise growth), adds it
 * to the raw predictions of its rows, and returns it.
 */
export async function growBoostedTree(site: GrowthSite, task: GrowthTask): Promise<Tree> {
  const { workspace, rules, pace } = site
  const builder = createTreeBuilder()
  const slots = Array.from({ length: workspace.shape.slots }, (_, slot) => workspace.shape.slots - 1 - slot)
  const root = plantRoot(site, task, builder, slots.pop()!)
  const open = root.split === null ? [] : [root]
  const closed = root.split === null ? [root] : []
  while (open.length + closed.length < rules.maximumLeaves) {
    const best = takeBest(open)
    if (best === null) break
    const isLast = open.length + closed.length + 2 >= rules.maximumLeaves
    const children = splitLeaf(site, task, builder, best, { slots, isLast })
    task.importance[best.split!.feature]! += best.split!.gain
    for (const child of children) {
      if (child.split === null && child.slot !== null) slots.push(child.slot)
      ;(child.split === null ? closed : open).push(child)
    }
    if (pace.isDue()) await pace.turn()
  }
  const leaves = [...open, ...closed]
  return finishTree(site, task, builder, leaves)
}

function plantRoot(site: GrowthSite, task: GrowthTask, builder: TreeBuilder, slot: number): Leaf {
  const root = { node: builder.addNode(), start: 0, count: task.count, depth: 0, slot, sums: task.sums }
  if (!canSplit(site.rules, root)) return { ...root, split: null }
  const small = { slot, sums: task.sums, isOpen: true }
  site.search({ small, large: null, ...rowsOf(site, task, 0, task.count), features: task.features, scale: task.scale })
  return { ...root, split: bestSplit(site, task, 0) }
}

/** Takes the leaf with the greatest gain out of `open`; the older one of equals. */
function takeBest(open: Leaf[]): Leaf | null {
  let best = -1
  for (let i = 0; i < open.length; i++) {
    if (best < 0 || isBetter(open[i]!, open[best]!)) best = i
  }
  if (best < 0) return null
  return open.splice(best, 1)[0]!
}

function isBetter(a: Leaf, b: Leaf): boolean {
  const difference = a.split!.gain - b.split!.gain
  return difference > 0 || (difference === 0 && a.node < b.node)
}

function splitLeaf(
  site: GrowthSite,
  task: GrowthTask,
  builder: TreeBuilder,
  leaf: Leaf,
  { slots, isLast }: { readonly slots: number[]; readonly isLast: boolean },
): readonly Leaf[] {
  const split = leaf.split!
  const leftCount = partitionRows(site, leaf, split)
  const left = builder.split(leaf.node, split.feature, testOf(builder, split))
  const depth = leaf.depth + 1
  const rightSums = {
    gradient: leaf.sums.gradient - split.left.gradient,
    hessian: leaf.sums.hessian - split.left.hessian,
    count: leaf.count - leftCount,
  }
  const a = { node: left, start: leaf.start, count: leftCount, depth, sums: split.left }
  const b = { node: left + 1, start: leaf.start + leftCount, count: leaf.count - leftCount, depth, sums: rightSums }
  const isOpenA = !isLast && canSplit(site.rules, a)
  const isOpenB = !isLast && canSplit(site.rules, b)
  if (!isOpenA && !isOpenB) {
    // Nobody needs their histograms. One of them holds the parent's slot until it closes.
    return [
      { ...a, slot: leaf.slot, split: null },
      { ...b, slot: null, split: null },
    ]
  }
  const isSmallA = a.count <= b.count
  const free = slots.pop()!
  const slotA = isSmallA ? free : leaf.slot!
  const slotB = isSmallA ? leaf.slot! : free
  const nodeA: SearchedNode = { slot: slotA, sums: a.sums, isOpen: isOpenA }
  const nodeB: SearchedNode = { slot: slotB, sums: b.sums, isOpen: isOpenB }
  const small = isSmallA ? a : b
  site.search({
    small: isSmallA ? nodeA : nodeB,
    large: isSmallA ? nodeB : nodeA,
    ...rowsOf(site, task, small.start, small.count),
    features: task.features,
    scale: task.scale,
  })
  return [
    { ...a, slot: slotA, split: isOpenA ? bestSplit(site, task, isSmallA ? 0 : 1) : null },
    { ...b, slot: slotB, split: isOpenB ? bestSplit(site, task, isSmallA ? 1 : 0) : null },
  ]
}

function canSplit(rules: GrowthRules, leaf: { readonly count: number; readonly depth: number }): boolean {
  return leaf.depth < rules.maximumDepth && leaf.count >= 2 * rules.minimumRows
}

/** Where the rows of a node and their pairs stand; the pairs are brought into the rows' order. */
function rowsOf({ workspace, kernels }: GrowthSite, task: GrowthTask, start: number, count: number) {
  const { rows, pairs, ordered, shape } = workspace
  const pairsAt = pairs.byteOffset + 8 * task.output * shape.rowCount
  if (task.isWhole && count === shape.rowCount) return { start, count, pairs: pairsAt }
  kernels.gather(rows.byteOffset + 4 * start, pairsAt, count, ordered.byteOffset)
  return { start, count, pairs: ordered.byteOffset }
}

/** The best of the features' results for one child: the first of equals. */
function bestSplit({ workspace }: GrowthSite, task: GrowthTask, child: number): Split | null {
  const { results, resultSets, shape } = workspace
  let best = -1
  let bestGain = 0
  for (const feature of task.features) {
    const at = resultAt(workspace, feature, child)
    const gain = results[at]!
    if (results[at + 1] === noBin || gain <= bestGain) continue
    best = feature
    bestGain = gain
  }
  if (best < 0) return null
  const at = resultAt(workspace, best, child)
  const setAt = resultSetAt(workspace, best, child)
  return {
    gain: bestGain,
    feature: best,
    bin: results[at + 1]!,
    missingGoesLeft: results[at + 2] === 1,
    left: { gradient: results[at + 3]!, hessian: results[at + 4]!, count: results[at + 5]! },
    set: shape.isSet[best] ? resultSets.slice(setAt, setAt + setWords) : null,
  }
}

function partitionRows({ workspace, kernels }: GrowthSite, leaf: Leaf, split: Split): number {
  const { shape, goesLeft, rows, bins, scratch } = workspace
  const missing = shape.binStarts[split.feature + 1]! - shape.binStarts[split.feature]! - 1
  for (let bin = 0; bin < 256; bin++) {
    if (split.set !== null) goesLeft[bin] = (split.set[bin >> 5]! >>> (bin & 31)) & 1
    else if (bin === missing) goesLeft[bin] = split.missingGoesLeft ? 1 : 0
    else goesLeft[bin] = bin <= split.bin ? 1 : 0
  }
  return kernels.partition(
    rows.byteOffset + 4 * leaf.start,
    leaf.count,
    bins.byteOffset + split.feature * shape.rowCount,
    goesLeft.byteOffset,
    scratch.byteOffset,
  )
}

function testOf(builder: TreeBuilder, split: Split): number {
  if (split.set !== null) return setTest | (builder.addSet(split.set) << 10)
  return split.bin | (split.missingGoesLeft ? missingLeft : 0)
}

function finishTree(site: GrowthSite, task: GrowthTask, builder: TreeBuilder, leaves: readonly Leaf[]): Tree {
  const { workspace, rules } = site
  const values = new Map<number, number>()
  for (const leaf of leaves) {
    const { gradient, hessian } = leaf.sums
    const value = hessian > 0 ? (-rules.learningRate * gradient) / (hessian + rules.l2) : 0
    values.set(leaf.node, value)
    addToRows(workspace, task.output, leaf, value)
  }
  return builder.finish((node) => [values.get(node)!])
}

function addToRows({ raw, rows, shape }: BoostingWorkspace, output: number, leaf: Leaf, value: number): void {
  const base = output * shape.rowCount
  for (let i = leaf.start; i < leaf.start + leaf.count; i++) raw[base + rows[i]!]! += value
}

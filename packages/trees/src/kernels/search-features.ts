import type { BoostingWorkspace } from './boosting-workspace.ts'
import type { FixedPoint, NodeSums, SplitRules } from './split.ts'
import type { Kernels } from './wasm.ts'
import { setWords } from '../tree.ts'
import { bestSet, bestThreshold, resultSize } from './split.ts'

/** One of the two new nodes whose best split is looked for. */
export interface SearchedNode {
  /** Which histogram of the workspace is the node's. */
  readonly slot: number
  readonly sums: NodeSums
  /** Whether the node may be split; its histogram is made in any case. */
  readonly isOpen: boolean
}

/** A parent was split: make its children's histograms and find the best split of each child, feature by feature. */
export interface SearchJob {
  /** The child with fewer rows, or the root: its histogram is added up from its rows. */
  readonly small: SearchedNode
  /** The other child: its slot holds the parent's histogram, from which the smaller child's is subtracted. */
  readonly large: SearchedNode | null
  /** Where the rows of the smaller child stand in `rows`. */
  readonly start: number
  readonly count: number
  /** Byte offset of their gradient pairs. */
  readonly pairs: number
  readonly features: Int32Array
  readonly scale: FixedPoint
}

/**
 * Does the part of a job that concerns the features at places `first` to before `last` of its list. Results lie in the
 * workspace by feature, so threads that take different features never write to the same place.
 */
export function searchFeatures(
  workspace: BoostingWorkspace,
  kernels: Kernels,
  rules: SplitRules,
  job: SearchJob,
  { first, last }: { readonly first: number; readonly last: number },
): void {
  accumulateFeatures(workspace, kernels, job, first, last)
  for (let place = first; place < last; place++) {
    const feature = job.features[place]!
    if (job.large !== null) {
      kernels.subtract(
        histogramAt(workspace, job.large.slot, feature),
        histogramAt(workspace, job.small.slot, feature),
        binsOf(workspace, feature),
      )
    }
    if (job.small.isOpen) searchNode(workspace, kernels, rules, job.small, job.scale, feature, 0)
    if (job.large?.isOpen) searchNode(workspace, kernels, rules, job.large, job.scale, feature, 1)
  }
}

/** Where the result for a feature of the smaller (0) or larger (1) child begins in `results`. */
export function resultAt(workspace: BoostingWorkspace, feature: number, child: number): number {
  return (child * workspace.shape.featureCount + feature) * resultSize
}

/** Where its set begins in `resultSets`. */
export function resultSetAt(workspace: BoostingWorkspace, feature: number, child: number): number {
  return (child * workspace.shape.featureCount + feature) * setWords
}

function accumulateFeatures(
  workspace: BoostingWorkspace,
  kernels: Kernels,
  job: SearchJob,
  first: number,
  last: number,
): void {
  const { bins, rows, histograms, shape } = workspace
  const unit = 1n << BigInt(job.scale.countShift)
  const rowsAt = rows.byteOffset + 4 * job.start
  for (let place = first; place < last; place += 2) {
    const a = job.features[place]!
    const histogramA = histogramAt(workspace, job.small.slot, a)
    const binsA = bins.byteOffset + a * shape.rowCount
    clear(histograms, histogramA, binsOf(workspace, a))
    if (place + 1 === last) {
      kernels.accumulate(rowsAt, job.pairs, job.count, unit, binsA, histogramA)
      return
    }
    const b = job.features[place + 1]!
    const histogramB = histogramAt(workspace, job.small.slot, b)
    const binsB = bins.byteOffset + b * shape.rowCount
    clear(histograms, histogramB, binsOf(workspace, b))
    kernels.accumulateTwo(rowsAt, job.pairs, job.count, unit, binsA, histogramA, binsB, histogramB)
  }
}

function searchNode(
  workspace: BoostingWorkspace,
  kernels: Kernels,
  rules: SplitRules,
  node: SearchedNode,
  scale: FixedPoint,
  feature: number,
  child: number,
): void {
  const { histograms, results, resultSets, shape } = workspace
  const at = (histogramAt(workspace, node.slot, feature) - histograms.byteOffset) / 4
  const missing = binsOf(workspace, feature) - 1
  const out = resultAt(workspace, feature, child)
  if (shape.isSet[feature]) {
    const setAt = resultSetAt(workspace, feature, child)
    bestSet(histograms, at, missing, node.sums, rules, scale, results, out, resultSets, setAt)
  } else bestThreshold(kernels, histograms, at, missing, node.sums, rules, scale, results, out)
}

/** Byte offset of a feature's part of a histogram. */
function histogramAt({ histograms, shape }: BoostingWorkspace, slot: number, feature: number): number {
  return histograms.byteOffset + 16 * (slot * shape.binStarts[shape.featureCount]! + shape.binStarts[feature]!)
}

function binsOf({ shape }: BoostingWorkspace, feature: number): number {
  return shape.binStarts[feature + 1]! - shape.binStarts[feature]!
}

function clear(histograms: Int32Array, at: number, binCount: number): void {
  const from = (at - histograms.byteOffset) / 4
  histograms.fill(0, from, from + 4 * binCount)
}

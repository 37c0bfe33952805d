import type { BoostingWorkspace } from '../kernels/boosting-workspace.ts'
import type { PairScale } from '../kernels/losses.ts'
import type { SearchedNode, SearchJob } from '../kernels/search-features.ts'

// How a job lies in a workspace's `jobIntegers` and `jobNumbers`. What is written here is read by helper threads.

const searchKind = 1
const pairsKind = 2

/** The first integers of a job; the features of a search follow at `listAt`. */
const kindAt = 0
const startAt = 1
const countAt = 2
const pairsAt = 3
const smallAt = 4
const largeAt = 6
const lengthAt = 8
const listAt = 16

const noSlot = -1

export function writeSearchJob({ jobIntegers, jobNumbers }: BoostingWorkspace, job: SearchJob): void {
  jobIntegers[kindAt] = searchKind
  jobIntegers[startAt] = job.start
  jobIntegers[countAt] = job.count
  jobIntegers[pairsAt] = job.pairs
  writeNode(jobIntegers, jobNumbers, job.small, smallAt, 0)
  writeNode(jobIntegers, jobNumbers, job.large, largeAt, 3)
  jobNumbers[6] = job.scale.gradientUnit
  jobNumbers[7] = job.scale.hessianUnit
  jobNumbers[8] = job.scale.countShift
  jobIntegers[lengthAt] = job.features.length
  jobIntegers.set(job.features, listAt)
}

/** The search job in the workspace, or `null` when it is of another kind. */
export function readSearchJob({ jobIntegers, jobNumbers }: BoostingWorkspace): SearchJob | null {
  if (jobIntegers[kindAt] !== searchKind) return null
  return {
    small: readNode(jobIntegers, jobNumbers, smallAt, 0)!,
    large: readNode(jobIntegers, jobNumbers, largeAt, 3),
    start: jobIntegers[startAt]!,
    count: jobIntegers[countAt]!,
    // Byte offsets may exceed 2^31.
    pairs: jobIntegers[pairsAt]! >>> 0,
    features: jobIntegers.subarray(listAt, listAt + jobIntegers[lengthAt]!),
    scale: { gradientUnit: jobNumbers[6]!, hessianUnit: jobNumbers[7]!, countShift: jobNumbers[8]! },
  }
}

export function writePairsJob({ jobIntegers, jobNumbers }: BoostingWorkspace, scale: PairScale): void {
  jobIntegers[kindAt] = pairsKind
  jobNumbers[0] = scale.gradient
  jobNumbers[1] = scale.hessian
}

export function readPairsJob({ jobNumbers }: BoostingWorkspace): PairScale {
  return { gradient: jobNumbers[0]!, hessian: jobNumbers[1]! }
}

function writeNode(
  integers: Int32Array,
  numbers: Float64Array,
  node: SearchedNode | null,
  at: number,
  sumsAt: number,
): void {
  integers[at] = node?.slot ?? noSlot
  integers[at + 1] = node?.isOpen ? 1 : 0
  if (node === null) return
  numbers[sumsAt] = node.sums.gradient
  numbers[sumsAt + 1] = node.sums.hessian
  numbers[sumsAt + 2] = node.sums.count
}

function readNode(integers: Int32Array, numbers: Float64Array, at: number, sumsAt: number): SearchedNode | null {
  if (integers[at] === noSlot) return null
  return {
    slot: integers[at]!,
    isOpen: integers[at + 1] === 1,
    sums: { gradient: numbers[sumsAt]!, hessian: numbers[sumsAt + 1]!, count: numbers[sumsAt + 2]! },
  }
}

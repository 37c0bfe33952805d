import type { FeatureBins } from '../binning.ts'
import type { Arena } from './arena.ts'
import { setWords } from '../tree.ts'
import { createArena } from './arena.ts'
import { resultSize } from './split.ts'

/** Everything that decides how a boosting workspace lies in memory. Plain data, so it can be sent to threads. */
export interface BoostingShape {
  readonly rowCount: number
  readonly featureCount: number
  /** Trees per round: 1, or the number of classes when there are more than two. */
  readonly outputs: number
  /** First bin of each feature in a histogram, and after the last feature their total. Bins of missing values count. */
  readonly binStarts: readonly number[]
  /** Whether a feature's bins have no order and are split as sets. */
  readonly isSet: readonly boolean[]
  /** How many histograms there is room for. */
  readonly slots: number
}

/** The memory that one boosting run works in, seen as arrays. */
export interface BoostingWorkspace {
  readonly shape: BoostingShape
  /** Bins, one column of `rowCount` bytes per feature. */
  readonly bins: Uint8Array
  /** Row numbers; those of a node stand together. */
  readonly rows: Uint32Array
  readonly scratch: Uint32Array
  /** Fixed-point gradient and hessian of each row, for each output. */
  readonly pairs: Int32Array
  /** The pairs of the node in work, in the order of `rows`. */
  readonly ordered: Int32Array
  /** `slots` histograms of 4 words per bin, see `wasm/kernels.wat`. */
  readonly histograms: Int32Array
  /** By bin: 1 when it goes left in the split in work. */
  readonly goesLeft: Uint8Array
  /** The best split of each feature, for the smaller and then for the larger child. */
  readonly results: Float64Array
  readonly resultSets: Int32Array
  /** Raw predictions, output by output. */
  readonly raw: Float64Array
  readonly values: Float64Array
  readonly weights: Float64Array
  /** The job in work as threads read it, see `threads/boosting-crew.ts`. */
  readonly jobNumbers: Float64Array
  readonly jobIntegers: Int32Array
  readonly ticket: Int32Array
  readonly generation: Int32Array
  readonly finished: Int32Array
}

export function boostingShape(
  rowCount: number,
  bins: readonly FeatureBins[],
  outputs: number,
  slots: number,
): BoostingShape {
  const binStarts = [0]
  for (const { count } of bins) binStarts.push(binStarts.at(-1)! + count + 1)
  return {
    rowCount,
    featureCount: bins.length,
    outputs,
    binStarts,
    isSet: bins.map((feature) => feature.binOfCode !== null),
    slots,
  }
}

/** How many bytes a workspace of this shape takes. */
export function boostingBytes(shape: BoostingShape): number {
  const arena = createArena(null)
  lay(shape, arena)
  return arena.used()
}

/** The arrays of a workspace in a buffer of at least `boostingBytes(shape)` bytes. */
export function boostingWorkspace(shape: BoostingShape, buffer: ArrayBufferLike): BoostingWorkspace {
  return lay(shape, createArena(buffer))
}

function lay(shape: BoostingShape, arena: Arena): BoostingWorkspace {
  const { rowCount, featureCount, outputs, binStarts, slots } = shape
  return {
    shape,
    bins: arena.u8(rowCount * featureCount),
    rows: arena.u32(rowCount),
    scratch: arena.u32(rowCount),
    pairs: arena.i32(2 * rowCount * outputs),
    ordered: arena.i32(2 * rowCount),
    histograms: arena.i32(4 * slots * binStarts.at(-1)!),
    goesLeft: arena.u8(256),
    results: arena.f64(2 * featureCount * resultSize),
    resultSets: arena.i32(2 * featureCount * setWords),
    raw: arena.f64(rowCount * outputs),
    values: arena.f64(rowCount),
    weights: arena.f64(rowCount),
    jobNumbers: arena.f64(16),
    jobIntegers: arena.i32(16 + featureCount),
    ticket: arena.i32(1),
    generation: arena.i32(1),
    finished: arena.i32(1),
  }
}

import type { FeatureBins } from '../binning.ts'
import { setWords } from '../tree.ts'
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
  readonly control: Int32Array
  readonly job: Float64Array
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
  return sizes(shape).reduce((sum, bytes) => sum + aligned(bytes), 0)
}

/** The arrays of a workspace in a buffer of at least `boostingBytes(shape)` bytes. */
export function boostingWorkspace(shape: BoostingShape, buffer: ArrayBufferLike): BoostingWorkspace {
  let offset = 0
  const starts = sizes(shape).map((bytes) => {
    const start = offset
    offset += aligned(bytes)
    return { start, bytes }
  })
  let next = 0
  const u8 = () => new Uint8Array(buffer, starts[next]!.start, starts[next++]!.bytes)
  const u32 = () => new Uint32Array(buffer, starts[next]!.start, starts[next++]!.bytes / 4)
  const i32 = () => new Int32Array(buffer, starts[next]!.start, starts[next++]!.bytes / 4)
  const f64 = () => new Float64Array(buffer, starts[next]!.start, starts[next++]!.bytes / 8)
  // In the order of `sizes`.
  return {
    shape,
    bins: u8(),
    rows: u32(),
    scratch: u32(),
    pairs: i32(),
    ordered: i32(),
    histograms: i32(),
    goesLeft: u8(),
    results: f64(),
    resultSets: i32(),
    raw: f64(),
    values: f64(),
    weights: f64(),
    control: i32(),
    job: f64(),
  }
}

function sizes({ rowCount, featureCount, outputs, binStarts, slots }: BoostingShape): number[] {
  return [
    rowCount * featureCount,
    rowCount * 4,
    rowCount * 4,
    rowCount * 8 * outputs,
    rowCount * 8,
    slots * binStarts.at(-1)! * 16,
    256,
    2 * featureCount * resultSize * 8,
    2 * featureCount * setWords * 4,
    rowCount * 8 * outputs,
    rowCount * 8,
    rowCount * 8,
    (16 + featureCount) * 4,
    32 * 8,
  ]
}

/** Rounded up to whole cache lines, so that threads do not share one by accident. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}

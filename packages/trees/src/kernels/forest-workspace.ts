import type { Arena } from './arena.ts'
import { createArena } from './arena.ts'

/** Everything that decides how a forest's workspace lies in memory. */
export interface ForestShape {
  readonly rowCount: number
  readonly featureCount: number
  readonly threads: number
}

/** What the threads of a forest read. */
export interface ForestData {
  /** Bins, one column of `rowCount` bytes per feature. */
  readonly bins: Uint8Array
  /** Class code or number of each row. */
  readonly values: Float64Array
  /** Weight of each row; rows of weight 0 take no part. */
  readonly weights: Float64Array
}

/** What one thread writes. */
export interface ForestScratch {
  /** Row numbers of the tree; those of a node stand together. */
  readonly rows: Uint32Array
  readonly right: Uint32Array
  /** By row of the table: weight in the tree, and weight times number. */
  readonly records: Float64Array
  /** The records of the node in work, in the order of `rows`. */
  readonly gathered: Float64Array
  /** Their sum. */
  readonly sum: Float64Array
  /** Histograms of two features, all zeros between uses. */
  readonly histograms: readonly [Float64Array, Float64Array]
  /** The bins of a feature that the node's rows fall into, and their sums. */
  readonly occupied: Int32Array
  readonly occupiedSums: Float64Array
  readonly goesLeft: Uint8Array
}

/** How many bytes a forest's workspace takes. */
export function forestBytes(shape: ForestShape): number {
  const arena = createArena(null)
  layData(shape, arena)
  for (let thread = 0; thread < shape.threads; thread++) layScratch(shape, arena)
  return arena.used()
}

/** The workspace as thread number `thread` sees it. */
export function forestWorkspace(
  shape: ForestShape,
  buffer: ArrayBufferLike,
  thread: number,
): { readonly data: ForestData; readonly scratch: ForestScratch } {
  const arena = createArena(buffer)
  const data = layData(shape, arena)
  let scratch = layScratch(shape, arena)
  for (let skipped = 0; skipped < thread; skipped++) scratch = layScratch(shape, arena)
  return { data, scratch }
}

function layData({ rowCount, featureCount }: ForestShape, arena: Arena): ForestData {
  return { bins: arena.u8(rowCount * featureCount), values: arena.f64(rowCount), weights: arena.f64(rowCount) }
}

function layScratch({ rowCount }: ForestShape, arena: Arena): ForestScratch {
  return {
    rows: arena.u32(rowCount),
    right: arena.u32(rowCount),
    records: arena.f64(2 * rowCount),
    gathered: arena.f64(2 * rowCount),
    sum: arena.f64(2),
    histograms: [arena.f64(512), arena.f64(512)],
    occupied: arena.i32(256),
    occupiedSums: arena.f64(512),
    goesLeft: arena.u8(256),
  }
}

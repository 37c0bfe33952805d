import type { ForestData, ForestScratch } from './forest-workspace.ts'
import type { Kernels } from './wasm.ts'

/** Rows `start` to before `end` of a thread's `rows`. */
export interface NodeRange {
  readonly start: number
  readonly end: number
}

/** The bins of one feature that a node's rows fall into, in order, and what falls into each. */
export interface Occupied {
  found: number
  readonly bins: Int32Array
  /** `width` numbers per bin: weight, then weight times number or the weight of each class. */
  readonly sums: Float64Array
  /** Rows per bin; zeros unless rows are counted. */
  readonly counts: Int32Array
}

/** Adds up the rows of a node, whole and by bin. */
export interface ForestHistogram {
  readonly width: number
  readonly occupied: Occupied
  /** Starts on a node: returns the sums over its rows, `width` numbers that stay until the next node. */
  open(node: NodeRange): Float64Array
  /** Fills `occupied` for one feature after the other, and calls `use` after each. */
  each(node: NodeRange, features: Int32Array, count: number, use: (feature: number) => void): void
}

/** For numbers, and for two classes as the numbers 0 and 1. */
export function createNumberHistogram(
  { bins }: ForestData,
  scratch: ForestScratch,
  kernels: Kernels,
  countsRows: boolean,
): ForestHistogram {
  const { rows, records, gathered, sum, histograms } = scratch
  const rowCount = rows.length
  const occupied: Occupied = {
    found: 0,
    bins: scratch.occupied,
    sums: scratch.occupiedSums,
    counts: new Int32Array(256),
  }
  const rowTally = new Int32Array(256)

  function take(histogram: Float64Array, node: NodeRange, feature: number): void {
    const { byteOffset } = histogram
    occupied.found = kernels.takeOccupied(byteOffset, 256, occupied.bins.byteOffset, occupied.sums.byteOffset)
    if (countsRows) countRows(rows, bins, feature * rowCount, node, rowTally, occupied)
  }

  return {
    width: 2,
    occupied,
    open({ start, end }) {
      const from = rows.byteOffset + 4 * start
      kernels.gatherRecords(from, records.byteOffset, end - start, gathered.byteOffset, sum.byteOffset)
      return sum
    },
    each(node, features, count, use) {
      const from = rows.byteOffset + 4 * node.start
      const size = node.end - node.start
      const [histogramA, histogramB] = histograms
      for (let i = 0; i < count; i += 2) {
        const a = features[i]!
        const binsA = bins.byteOffset + a * rowCount
        if (i + 1 === count) {
          kernels.accumulateRecords(from, gathered.byteOffset, size, binsA, histogramA.byteOffset)
        } else {
          const binsB = bins.byteOffset + features[i + 1]! * rowCount
          const [toA, toB] = [histogramA.byteOffset, histogramB.byteOffset]
          kernels.accumulateRecordsTwo(from, gathered.byteOffset, size, binsA, toA, binsB, toB)
        }
        take(histogramA, node, a)
        use(a)
        if (i + 1 === count) continue
        take(histogramB, node, features[i + 1]!)
        use(features[i + 1]!)
      }
    },
  }
}

/** For three or more classes: one sum of weights per class. */
export function createClassHistogram(
  { bins, values }: ForestData,
  scratch: ForestScratch,
  classCount: number,
  countsRows: boolean,
): ForestHistogram {
  const { rows, records } = scratch
  const rowCount = rows.length
  const width = 1 + classCount
  const histogram = new Float64Array(256 * width)
  const sums = new Float64Array(width)
  const occupied: Occupied = {
    found: 0,
    bins: new Int32Array(256),
    sums: new Float64Array(256 * width),
    counts: new Int32Array(256),
  }
  const rowTally = new Int32Array(256)

  function accumulate({ start, end }: NodeRange, feature: number): void {
    const column = feature * rowCount
    for (let i = start; i < end; i++) {
      const row = rows[i]!
      const at = bins[column + row]! * width
      const weight = records[2 * row]!
      histogram[at]! += weight
      histogram[at + 1 + values[row]!]! += weight
    }
  }

  function take(): void {
    let found = 0
    for (let bin = 0; bin < 256; bin++) {
      const at = bin * width
      if (histogram[at] === 0) continue
      occupied.bins[found] = bin
      for (let j = 0; j < width; j++) {
        occupied.sums[found * width + j] = histogram[at + j]!
        histogram[at + j] = 0
      }
      found++
    }
    occupied.found = found
  }

  return {
    width,
    occupied,
    open({ start, end }) {
      sums.fill(0)
      for (let i = start; i < end; i++) {
        const row = rows[i]!
        sums[0]! += records[2 * row]!
        sums[1 + values[row]!]! += records[2 * row]!
      }
      return sums
    },
    each(node, features, count, use) {
      for (let i = 0; i < count; i++) {
        const feature = features[i]!
        accumulate(node, feature)
        take()
        if (countsRows) countRows(rows, bins, feature * rowCount, node, rowTally, occupied)
        use(feature)
      }
    },
  }
}

function countRows(
  rows: Uint32Array,
  bins: Uint8Array,
  column: number,
  { start, end }: NodeRange,
  tally: Int32Array,
  { found, bins: occupied, counts }: Occupied,
): void {
  for (let i = start; i < end; i++) tally[bins[column + rows[i]!]!]!++
  for (let i = 0; i < found; i++) {
    const bin = occupied[i]!
    counts[i] = tally[bin]!
    tally[bin] = 0
  }
}

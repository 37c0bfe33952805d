import type { ComparedColumn } from './compared-columns.ts'
import type { BinnedColumn } from './kernels/joint-distance.ts'

const intervals = 10

/**
 * A column as small codes: numbers in 10 intervals of equal width and a bin for null. With `shared` edges those of the training
 * rows, open at both ends; without, each side by its own.
 */
export function binnedColumn(column: ComparedColumn, shared: boolean): BinnedColumn {
  if (column.kind === 'codes') return column
  const edges = edgesOf(column.train)
  const inner = edges.subarray(1, -1)
  const size = intervals + 2
  if (shared) {
    const bins = (values: Float64Array) => binsOf(values, inner, intervals)
    return { size, train: bins(column.train), synthetic: bins(column.synthetic) }
  }
  // The largest number and null share a bin there, as in NumPy.
  const bins = (values: Float64Array, own: Float64Array) => binsOf(values, own, own.length)
  return { size, train: bins(column.train, edges), synthetic: bins(column.synthetic, edgesOf(column.synthetic)) }
}

/** Eleven edges from the least to the largest number, as NumPy's `histogram_bin_edges`. */
function edgesOf(values: Float64Array): Float64Array {
  let [low, high] = [Infinity, -Infinity]
  for (let row = 0; row < values.length; row++) {
    if (values[row]! < low) low = values[row]!
    if (values[row]! > high) high = values[row]!
  }
  if (low > high) [low, high] = [0, 1]
  if (low === high) [low, high] = [low - 0.5, high + 0.5]
  // Tenths first: the width of the whole range may exceed the largest number.
  const width = high / intervals - low / intervals
  return Float64Array.from({ length: intervals + 1 }, (_, i) => (i === intervals ? high : low + i * width))
}

/** How many edges are at most as large as each number, as NumPy's `digitize`; `nullBin` for NaN. */
function binsOf(values: Float64Array, edges: Float64Array, nullBin: number): Int32Array {
  const bins = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    let bin = 0
    if (Number.isNaN(value)) bin = nullBin
    else while (bin < edges.length && value >= edges[bin]!) bin++
    bins[row] = bin
  }
  return bins
}

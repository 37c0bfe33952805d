import type { ValueGrid } from '@asdf/core'

/** The values of a column in ascending order, in units of their grid. */
export interface SortedValues {
  readonly grid: ValueGrid
  /** [rows] */
  readonly values: Float64Array
  /** [rows] The same with ties spread evenly over the cell of their grid point, so that means keep their shares. */
  readonly spread: Float64Array
  /** [runs + 1] Where each run of equal values starts, and the row count. */
  readonly starts: Uint32Array
}

/** Sorts finite numbers; whole ones within a narrow range by counting. */
export function sortValues(present: Float64Array, grid: ValueGrid): SortedValues {
  const { factor, step } = grid
  const values = new Float64Array(present.length)
  // Adding 0 turns -0 into 0.
  if (step === 0) for (let i = 0; i < values.length; i++) values[i] = present[i]! * factor + 0
  else for (let i = 0; i < values.length; i++) values[i] = Math.round(present[i]! * factor) + 0
  if (step === 0 || !countingSort(values)) values.sort()
  const starts = runStarts(values)
  return { grid, values, starts, spread: step === 0 ? values : spreadTies(values, starts, step) }
}

/** The first row whose value is at least `units`. */
export function firstRowFrom(values: Float64Array, units: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! < units) low = middle + 1
    else high = middle
  }
  return low
}

function countingSort(values: Float64Array): boolean {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!(high - low <= 4 * values.length)) return false
  const counts = new Uint32Array(high - low + 1)
  for (let i = 0; i < values.length; i++) counts[values[i]! - low]!++
  let row = 0
  for (let offset = 0; offset < counts.length; offset++) {
    const end = row + counts[offset]!
    while (row < end) values[row++] = low + offset
  }
  return true
}

function runStarts(values: Float64Array): Uint32Array {
  let runs = values.length === 0 ? 0 : 1
  for (let i = 1; i < values.length; i++) if (values[i] !== values[i - 1]) runs++
  const starts = new Uint32Array(runs + 1)
  let run = 0
  for (let i = 1; i < values.length; i++) if (values[i] !== values[i - 1]) starts[++run] = i
  starts[runs] = values.length
  return starts
}

function spreadTies(values: Float64Array, starts: Uint32Array, step: number): Float64Array {
  const spread = new Float64Array(values.length)
  for (let run = 0; run + 1 < starts.length; run++) {
    const from = starts[run]!
    const to = starts[run + 1]!
    for (let i = from; i < to; i++) spread[i] = values[i]! + step * ((i - from + 0.5) / (to - from) - 0.5)
  }
  return spread
}

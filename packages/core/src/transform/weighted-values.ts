import type { ValueGrid } from '../value-grid.ts'
import type { WeightedPoints } from './kernels/cluster-sorted.ts'

/** The different values of a column in ascending order, in units of its grid, and how many rows have each. */
export interface WeightedValues {
  readonly values: Float64Array
  readonly counts: Float64Array
}

/** Points that stand for values: means of neighbors, how many rows, and the sum of squares about each mean. */
export interface WeightedBins extends WeightedPoints {
  readonly squares: Float64Array
}

/** Numbers in units of the grid. */
export function toUnits(values: Float64Array, { factor, step }: ValueGrid): Float64Array {
  const units = new Float64Array(values.length)
  // Adding 0 turns -0 into 0.
  if (step === 0) for (let row = 0; row < units.length; row++) units[row] = values[row]! * factor + 0
  else for (let row = 0; row < units.length; row++) units[row] = Math.round(values[row]! * factor) + 0
  return units
}

/** Sorts and counts finite numbers; whole ones in a narrow range by counting alone. */
export function countValues(present: Float64Array, grid: ValueGrid): WeightedValues {
  const units = toUnits(present, grid)
  const counted = grid.step === 0 ? undefined : countWhole(units)
  return counted ?? countRuns(units.sort())
}

function countWhole(units: Float64Array): WeightedValues | undefined {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < units.length; i++) {
    if (units[i]! < low) low = units[i]!
    if (units[i]! > high) high = units[i]!
  }
  if (!(high - low <= 4 * units.length)) return undefined
  const all = new Float64Array(high - low + 1)
  for (let i = 0; i < units.length; i++) all[units[i]! - low]!++
  const values = Float64Array.from(all.keys()).filter((offset) => all[offset]! > 0)
  return { values: values.map((offset) => low + offset), counts: values.map((offset) => all[offset]!) }
}

function countRuns(sorted: Float64Array): WeightedValues {
  let runs = 0
  const values = sorted.slice()
  const counts = new Float64Array(sorted.length)
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) values[runs++] = sorted[i]!
    counts[runs - 1]!++
  }
  return { values: values.slice(0, runs), counts: counts.slice(0, runs) }
}

/**
 * At most about `2 * most` points for any number of values: a new one starts where another share of the rows or of the
 * range is full. Few enough values stand for themselves.
 */
export function binValues({ values, counts }: WeightedValues, most: number): WeightedBins {
  if (values.length <= 2 * most) {
    return { positions: values, weights: counts, squares: new Float64Array(values.length) }
  }
  const rowsPerBin = counts.reduce((sum, count) => sum + count, 0) / most
  const low = values[0]!
  const width = (values.at(-1)! - low) / most
  const positions: number[] = []
  const weights: number[] = []
  const squares: number[] = []
  let cell = -1
  for (let i = 0; i < values.length; i++) {
    const here = Math.floor((values[i]! - low) / width)
    if (here !== cell || weights.at(-1)! >= rowsPerBin) {
      positions.push(values[i]!)
      weights.push(0)
      squares.push(0)
      cell = here
    }
    // Welford's update of a mean and of the squares about it.
    const bin = weights.length - 1
    const distance = values[i]! - positions[bin]!
    weights[bin]! += counts[i]!
    positions[bin]! += (distance * counts[i]!) / weights[bin]!
    squares[bin]! += counts[i]! * distance * (values[i]! - positions[bin]!)
  }
  return {
    positions: Float64Array.from(positions),
    weights: Float64Array.from(weights),
    squares: Float64Array.from(squares),
  }
}

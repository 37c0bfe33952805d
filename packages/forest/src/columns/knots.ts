import type { Limit, NumberCode, Part } from './number-codes.ts'
import type { SortedValues } from './sorted-values.ts'
import { meanAround, meanOf } from './number-codes.ts'

/**
 * The inverse distribution inside a code: at `shares[i]` of its rows the value is `values[i]`, and between two knots it
 * lies on the line between them. Both ascend; equal values are an exact value, equal shares a gap.
 */
export interface Knots {
  readonly shares: readonly number[]
  /** In units of the grid. */
  readonly values: readonly number[]
}

export interface KnotRules {
  readonly minimumRows: number
  /** No tail goes beyond these, in units. */
  readonly lowest: number
  readonly highest: number
}

/** More knots than these in one part do not show in a sample. */
const mostWindows = 32
const tailKnots = 8

/** Distances below this are counted in it. */
const tiny = 2 ** -1000

/**
 * Knots of a code. Those of a smooth part are means over windows of `minimumRows` or more neighboring values; its ends are
 * edges, which are such means too, or follow from the mean and the variance of the outermost window.
 */
export function knotsOf(sorted: SortedValues, code: NumberCode, rules: KnotRules): Knots {
  const from = code.parts[0]!.from
  const rowCount = code.parts.at(-1)!.to - from
  const shares: number[] = []
  const values: number[] = []
  let highest = -Infinity
  for (const part of code.parts) {
    for (const [row, value] of partKnots(sorted.spread, part, rules)) {
      highest = Math.max(highest, value)
      shares.push((row - from) / rowCount)
      values.push(highest)
    }
  }
  return { shares, values }
}

/** A knot: where it lies among the rows, which need not be whole, and its value. */
type Knot = readonly [row: number, value: number]

function partKnots(spread: Float64Array, part: Part, rules: KnotRules): Knot[] {
  const { from, to, exact, low, high } = part
  if (exact !== undefined) {
    return [
      [from, exact],
      [to, exact],
    ]
  }
  const windows = cutWindows(part, rules.minimumRows)
  const first = windows[0]!
  const last = windows.at(-1)!
  const isLowTail = low.kind === 'open' && windows.length > 1
  const isHighTail = high.kind === 'open' && (windows.length > 1 || low.kind !== 'open')
  const knots: Knot[] = isLowTail
    ? lowTail(spread, first, meanAround(spread, first.to, rules.minimumRows, part), rules.lowest)
    : [[from, lowEnd(spread, first, low, rules.lowest)]]
  const inner = windows.slice(isLowTail ? 1 : 0, isHighTail ? -1 : undefined)
  for (const window of inner) knots.push([(window.from + window.to) / 2, meanOf(spread, window.from, window.to)])
  if (isHighTail) {
    const base = windows.length > 1 ? meanAround(spread, last.from, rules.minimumRows, part) : knots[0]![1]
    knots.push(...highTail(spread, last, base, rules.highest))
  } else {
    knots.push([to, highEnd(spread, last, high, rules.highest)])
  }
  return knots
}

interface Rows {
  readonly from: number
  readonly to: number
}

function cutWindows({ from, to }: Rows, minimumRows: number): Rows[] {
  const rowCount = to - from
  const width = Math.max(minimumRows, Math.ceil(rowCount / mostWindows))
  const count = Math.max(1, Math.floor(rowCount / width))
  return Array.from({ length: count }, (_, i) => ({
    from: from + Math.floor((i * rowCount) / count),
    to: from + Math.floor(((i + 1) * rowCount) / count),
  }))
}

function lowEnd(spread: Float64Array, rows: Rows, limit: Limit, lowest: number): number {
  if (limit.kind === 'edge') return limit.at
  const mean = meanOf(spread, rows.from, rows.to)
  return Math.min(mean, Math.max(mean - halfWidth(spread, rows, mean), limit.at, lowest))
}

function highEnd(spread: Float64Array, rows: Rows, limit: Limit, highest: number): number {
  if (limit.kind === 'edge') return limit.at
  const mean = meanOf(spread, rows.from, rows.to)
  return Math.max(mean, Math.min(mean + halfWidth(spread, rows, mean), limit.at, highest))
}

/** Half the width of the uniform distribution with the variance of these rows. */
function halfWidth(spread: Float64Array, { from, to }: Rows, mean: number): number {
  let squares = 0
  for (let i = from; i < to; i++) squares += (spread[i]! - mean) ** 2
  return Math.sqrt((3 * squares) / (to - from))
}

/** The low tail is the high tail of the negated values, read backwards. */
function lowTail(spread: Float64Array, { from, to }: Rows, base: number, lowest: number): Knot[] {
  const negated = Float64Array.from({ length: to - from }, (_, i) => -spread[to - 1 - i]!)
  const tail = highTail(negated, { from: 0, to: to - from }, -base, -lowest)
  return tail.map(([row, value]): Knot => [to - row, -value]).reverse()
}

/**
 * A tail from `base` on whose quantile function is a power: value = base + reach · u^power. Power and reach follow from
 * the mean and the mean square of the window's distances from the base, so no single row sets how far it goes.
 */
function highTail(spread: Float64Array, { from, to }: Rows, base: number, highest: number): Knot[] {
  const count = to - from
  let sum = 0
  for (let i = from; i < to; i++) sum += Math.max(0, spread[i]! - base)
  const mean = sum / count
  const limit = Math.max(0, highest - base)
  if (!(mean > 0) || limit === 0) return tailLine(from, to, base)
  // Distances relative to their mean: their squares neither vanish nor overflow.
  let squares = 0
  for (let i = from; i < to; i++) squares += (Math.max(0, spread[i]! - base) / mean) ** 2
  const ratio = Math.max(1, squares / count)
  const free = ratio - 1 + Math.sqrt(ratio * (ratio - 1))
  const reach = Math.min(mean * (Math.min(free, count - 1) + 1), limit)
  const power = Math.max(0, reach / mean - 1)
  const shares = Array.from({ length: tailKnots + 1 }, (_, i) => 1 - (1 - i / tailKnots) ** 2)
  // Parts of the smallest doubles would round to nothing. A power of two changes no digit of others.
  const unit = mean < tiny ? tiny : 1
  const distances = shares.map((share) => (reach / unit) * share ** power)
  // Lines between the knots lie above a convex curve: the mean must not move.
  const scale = Math.min(mean / unit / meanOfLines(shares, distances), limit / reach)
  return shares.map((share, i): Knot => [from + share * count, base + distances[i]! * scale * unit])
}

function tailLine(from: number, to: number, value: number): Knot[] {
  return [
    [from, value],
    [to, value],
  ]
}

function meanOfLines(shares: readonly number[], values: readonly number[]): number {
  let mean = 0
  for (let i = 1; i < shares.length; i++) mean += ((shares[i]! - shares[i - 1]!) * (values[i]! + values[i - 1]!)) / 2
  return mean
}

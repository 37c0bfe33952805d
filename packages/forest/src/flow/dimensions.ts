import type { Table } from '@asdf/contract'
import type { ColumnCoder } from '../columns/coder.ts'
import type { TableCoder } from '../columns/table-coder.ts'
import { isRenewing } from '../columns/renewed-coder.ts'

/** How a column of the table lies in the space of the flow. */
export type Layout = NumberLayout | CategoryLayout | ConstantLayout

/** One dimension for the value, scaled to [-1, 1], and one for each spike: 1 where the cell is that value, else -1. */
export interface NumberLayout {
  readonly kind: 'number'
  readonly column: number
  readonly at: number
  readonly low: number
  readonly high: number
  readonly spikes: readonly number[]
}

/**
 * Two codes share a dimension, -1 and 1; of more each has its own, 1 where the cell has that code, else -1. The reference
 * gives the first code none and falls back on it when no other is above 0, which makes too many of it. Null is one of the
 * codes where the column's values are regenerated: it is all there is to model.
 */
export interface CategoryLayout {
  readonly kind: 'category'
  readonly column: number
  readonly at: number
  readonly codes: readonly number[]
}

/** A column that has one value only, or none. */
export interface ConstantLayout {
  readonly kind: 'constant'
  readonly column: number
  readonly code: number
}

/** The space of the flow, laid out over the columns that have coders. */
export interface Space {
  readonly layouts: readonly Layout[]
  readonly count: number
  /** For each dimension, 1 where it only takes the values -1 and 1. */
  readonly discrete: Uint8Array
}

/**
 * A value gets a dimension of its own beside the column's when it has at least this share of the rows, and this many times
 * the share that an average code has: 0 in a column of gains, not the commonest of twenty counts.
 */
const spikeShare = 0.05
const spikeHeight = 5

/** Lays out the columns. `codes` are those of the training rows; `skipped` is the column of the class, or -1. */
export function layOut(coder: TableCoder, codes: readonly (Uint8Array | undefined)[], skipped: number): Space {
  let count = 0
  const layouts = coder.coders.flatMap((column, index): Layout[] => {
    if (column === undefined || index === skipped) return []
    const layout = layoutOf(column, index, codes[index]!, count)
    count += widthOf(layout)
    return [layout]
  })
  return spaceOf(layouts)
}

/** The space of layouts that were saved. */
export function spaceOf(layouts: readonly Layout[]): Space {
  const count = layouts.reduce((sum, layout) => sum + widthOf(layout), 0)
  const discrete = new Uint8Array(count)
  for (const layout of layouts) {
    if (layout.kind === 'category') discrete.fill(1, layout.at, layout.at + widthOf(layout))
    if (layout.kind === 'number') discrete.fill(1, layout.at + 1, layout.at + 1 + layout.spikes.length)
  }
  return { layouts, count, discrete }
}

export function widthOf(layout: Layout): number {
  if (layout.kind === 'constant') return 0
  return layout.kind === 'number' ? 1 + layout.spikes.length : markedCodes(layout.codes).length
}

/** The rows as points, a column for each dimension. NaN where a cell is null or has no code. */
export function toPoints(
  { layouts, count }: Space,
  coder: TableCoder,
  table: Table,
  codes: readonly (Uint8Array | undefined)[],
): Float64Array[] {
  const points = Array.from({ length: count }, () => new Float64Array(table.rowCount))
  for (const layout of layouts) {
    if (layout.kind === 'constant') continue
    const column = coder.coders[layout.column]!
    const own = codes[layout.column]!
    const nullCode = modelsNull(layout, column) ? undefined : column.nullCode
    const isAbsent = (row: number) => own[row] === nullCode || own[row]! >= column.size
    if (layout.kind === 'number') scaleInto(points[layout.at]!, layout, valuesOf(table, layout.column), isAbsent)
    const marked = layout.kind === 'number' ? layout.spikes : markedCodes(layout.codes)
    const first = layout.kind === 'number' ? layout.at + 1 : layout.at
    marked.forEach((code, index) => {
      const out = points[first + index]!
      for (let row = 0; row < out.length; row++) out[row] = isAbsent(row) ? Number.NaN : own[row] === code ? 1 : -1
    })
  }
  return points
}

/** The codes that points stand for, a column for each that has a coder; null ones where a number of the cell is NaN. */
export function toCodes(
  space: Space,
  coder: TableCoder,
  points: readonly Float64Array[],
  rowCount: number,
): (Uint8Array | undefined)[] {
  const codes = coder.coders.map((column) => (column === undefined ? undefined : new Uint8Array(rowCount)))
  for (const layout of space.layouts) {
    const out = codes[layout.column]!
    const column = coder.coders[layout.column]!
    if (layout.kind === 'constant') out.fill(layout.code)
    else if (layout.kind === 'number') readNumbers(layout, column, points, out)
    else readCategories(layout, column, points, out)
  }
  return codes
}

function layoutOf(coder: ColumnCoder, column: number, codes: Uint8Array, at: number): Layout {
  const used = usedCodes(coder, codes)
  if (used.length < 2) return { kind: 'constant', column, code: used[0] ?? coder.nullCode ?? 0 }
  const isNumber = coder.field.kind === 'numeric' || coder.field.kind === 'datetime'
  if (!isNumber || isRenewing(coder)) return { kind: 'category', column, at, codes: used }
  const [low, high] = [coder.centers[used[0]!]!, coder.centers[used.at(-1)!]!]
  const isMixed = used.some((code) => coder.atoms[code] === 0)
  return { kind: 'number', column, at, low, high, spikes: isMixed ? spikesOf(coder, codes, used) : [] }
}

/** Whether null is a code like any other, instead of missing from the flow's first step on. */
export function modelsNull(layout: Layout, { nullCode }: ColumnCoder): boolean {
  return layout.kind === 'category' && nullCode !== undefined && layout.codes.includes(nullCode)
}

/** The codes that training rows have; without null, unless values are regenerated. */
function usedCodes(coder: ColumnCoder, codes: Uint8Array): number[] {
  const { size } = coder
  const nullCode = isRenewing(coder) ? undefined : coder.nullCode
  const isUsed = new Uint8Array(256)
  for (const code of codes) isUsed[code] = 1
  return Array.from({ length: size }, (_, code) => code).filter((code) => isUsed[code] === 1 && code !== nullCode)
}

function spikesOf({ atoms }: ColumnCoder, codes: Uint8Array, used: readonly number[]): number[] {
  const counts = new Uint32Array(256)
  for (const code of codes) counts[code]!++
  const least = Math.max(spikeShare, spikeHeight / used.length) * codes.length
  return used.filter((code) => atoms[code] === 1 && counts[code]! >= least)
}

function valuesOf(table: Table, column: number): Float64Array {
  return (table.columns[column] as { readonly values: Float64Array }).values
}

/** Values beyond the ends, which are means of several training rows, count as the ends. */
function scaleInto(
  out: Float64Array,
  { low, high }: NumberLayout,
  values: Float64Array,
  isAbsent: (row: number) => boolean,
): void {
  // Halved where a range as wide as the doubles would overflow, and only there: half the smallest double is 0.
  const part = high - low === Infinity ? 0.5 : 1
  for (let row = 0; row < out.length; row++) {
    const scaled = (values[row]! * part - low * part) / (high * part - low * part)
    out[row] = isAbsent(row) ? Number.NaN : Math.min(1, Math.max(-1, 2 * scaled - 1))
  }
}

function readNumbers(
  { at, low, high, spikes }: NumberLayout,
  coder: ColumnCoder,
  points: readonly Float64Array[],
  out: Uint8Array,
): void {
  const scaled = points[at]!
  const values = scaled.map((x) => {
    const share = (Math.min(1, Math.max(-1, Number.isNaN(x) ? 0 : x)) + 1) / 2
    return low * (1 - share) + high * share
  })
  const kind = coder.field.kind === 'datetime' ? 'datetime' : 'numeric'
  out.set(coder.encode({ kind, values }))
  for (let row = 0; row < out.length; row++) {
    if (Number.isNaN(scaled[row]!)) out[row] = coder.nullCode!
    else out[row] = strongest(points, at + 1, spikes, row, { code: out[row]!, above: 0 })
  }
}

function readCategories(
  { at, codes }: CategoryLayout,
  coder: ColumnCoder,
  points: readonly Float64Array[],
  out: Uint8Array,
): void {
  const marked = markedCodes(codes)
  const floor = marked.length === 1 ? 0 : -Infinity
  for (let row = 0; row < out.length; row++) {
    const isNull = Number.isNaN(points[at]![row]!)
    out[row] = isNull ? coder.nullCode! : strongest(points, at, marked, row, { code: codes[0]!, above: floor })
  }
}

/** The codes that have a dimension. */
function markedCodes(codes: readonly number[]): readonly number[] {
  return codes.length === 2 ? codes.slice(1) : codes
}

/** The code whose dimension is highest at the row, where that is above a floor; another one where none is. */
function strongest(
  points: readonly Float64Array[],
  first: number,
  codes: readonly number[],
  row: number,
  otherwise: { readonly code: number; readonly above: number },
): number {
  let best = otherwise.code
  let highest = otherwise.above
  for (let index = 0; index < codes.length; index++) {
    const x = points[first + index]![row]!
    if (x <= highest) continue
    highest = x
    best = codes[index]!
  }
  return best
}

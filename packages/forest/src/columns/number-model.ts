import type { DatetimeField, NumericField } from '@asdf/contract'
import type { ValueGrid } from '@asdf/core'
import type { CoderOptions } from './coder.ts'
import type { Knots } from './knots.ts'
import type { NumberCode } from './number-codes.ts'
import type { SortedValues } from './sorted-values.ts'
import { gridOf, listedCodes, momentsOf, pointBesideZero, roundSignificant, toGrid } from '@asdf/core'
import { knotsOf } from './knots.ts'
import { assignCodes, exactCodes, meanOf, nextDown } from './number-codes.ts'
import { findPieces } from './pieces.ts'
import { shareCodeLevels } from './share-levels.ts'
import { sortValues } from './sorted-values.ts'

/** What a coder of numbers or datetimes keeps. Values are the field's, datetimes in milliseconds. */
export interface NumberModel {
  readonly grid: ValueGrid
  /** [codes - 1] The code of a value is the number of edges that are not above it. */
  readonly edges: Float64Array
  /** [codes] Least and greatest value that each code gives out. */
  readonly lows: Float64Array
  readonly highs: Float64Array
  /** [codes] Mean of the training values. */
  readonly centers: Float64Array
  /** [codes + 1] Where the knots of each code start; an atom has one. */
  readonly knotStarts: Int32Array
  /** [knots] See `Knots`. */
  readonly knotShares: Float64Array
  readonly knotValues: Float64Array
  /**
   * [codes × (levels of the grid + 1)] For each code the share of its smooth rows that lie on the finest grid only, on its
   * first level, and so on, summed up to and including each. Empty where the grid has no levels.
   */
  readonly levelShares: Float64Array
}

/** Learns the codes of numbers, at most `room` of them. There are none when fewer than `minimumRows` are present. */
export function fitNumbers(
  field: NumericField | DatetimeField,
  present: Float64Array,
  { minimumRows, bins }: CoderOptions,
  room: number,
): NumberModel {
  const rowCount = present.length
  if (rowCount < minimumRows) return assemble(field, { factor: 1, step: 0, origin: 0 }, [], new Float64Array(0))
  const grid = gridOf(field, present)
  const sorted = sortValues(present, grid)
  const heavyRows = Math.max(4 * minimumRows, rowCount / (4 * bins))
  const listed = listedCodes(field, present, minimumRows)
  const codes =
    listed === undefined
      ? assignCodes(sorted, findPieces(sorted, { minimumRows, heavyRows }), { minimumRows, bins, room })
      : exactCodes(sorted, listed, room)
  const bounds = boundsOf(field, sorted, minimumRows)
  return assemble(
    field,
    grid,
    codes.map((code, index) => describeCode(sorted, code, codes[index + 1]?.edge ?? Infinity, { minimumRows, bounds })),
    shareCodeLevels(sorted, codes, minimumRows),
  )
}

interface Bounds {
  /** What the field allows, in units, on the grid. */
  readonly field: readonly [low: number, high: number]
  /** The outermost grid points that tails may reach, in units. */
  readonly tails: readonly [low: number, high: number]
}

interface CodeDescription {
  readonly edge: number
  readonly low: number
  readonly high: number
  readonly center: number
  readonly knots: Knots
}

function boundsOf(field: NumericField | DatetimeField, sorted: SortedValues, minimumRows: number): Bounds {
  const { grid, values, starts } = sorted
  const low = fieldBound(field, grid, -1)
  const high = fieldBound(field, grid, 1)
  const runs = starts.length - 1
  const least = values[0]!
  const most = values.at(-1)!
  // A value that many share at an end is taken for a bound, and values of one sign keep it.
  const isLeastCommon = starts[1]! >= minimumRows
  const isMostCommon = values.length - starts[runs - 1]! >= minimumRows
  const lowTail = isLeastCommon || least === 0 ? least : least > 0 ? pointBesideZero(grid, 1) : -Infinity
  const highTail = isMostCommon || most === 0 ? most : most < 0 ? pointBesideZero(grid, -1) : Infinity
  return { field: [low, high], tails: [Math.max(low, lowTail), Math.min(high, highTail)] }
}

/** The outermost grid point that the field allows, in units. */
function fieldBound(field: NumericField | DatetimeField, grid: ValueGrid, side: -1 | 1): number {
  const bound =
    field.kind === 'datetime' ? momentsOf(field)[side === -1 ? 0 : 1] : side === -1 ? field.minimum : field.maximum
  if (bound === undefined) return side * Infinity
  const nearest = toGrid(grid, bound * grid.factor)
  const isInside = grid.step === 0 || side * (nearest / grid.factor) <= side * bound
  return isInside ? nearest : nearest - side * grid.step
}

function describeCode(
  sorted: SortedValues,
  code: NumberCode,
  nextEdge: number,
  { minimumRows, bounds }: { readonly minimumRows: number; readonly bounds: Bounds },
): CodeDescription {
  const { grid } = sorted
  const [lowest, highest] = bounds.field
  const keep = (units: number) => Math.min(highest, Math.max(lowest, units))
  const [part] = code.parts
  if (code.parts.length === 1 && part!.exact !== undefined) {
    const value = keep(part!.exact)
    return { edge: code.edge, low: value, high: value, center: part!.exact, knots: { shares: [0], values: [value] } }
  }
  const [lowestTail, highestTail] = bounds.tails
  const half = grid.step / 2
  const rules = { minimumRows, lowest: lowestTail - half, highest: highestTail + half }
  const knots = knotsOf(sorted, code, rules)
  const first = knots.values[0]!
  const last = knots.values.at(-1)!
  const [low, high] = endsOf(grid, code.edge, nextEdge)
  return {
    edge: code.edge,
    // At an end of the column the tail decides.
    low: keep(code.edge === -Infinity ? Math.max(toGrid(grid, first), lowestTail) : low),
    high: keep(nextEdge === Infinity ? Math.min(toGrid(grid, last), highestTail) : high),
    center: meanOf(sorted.values, part!.from, code.parts.at(-1)!.to),
    knots,
  }
}

/** The first and the last number of [edge, nextEdge), which for a grid are points of it. */
function endsOf({ step, origin }: ValueGrid, edge: number, nextEdge: number): readonly [number, number] {
  if (step === 0) return [edge, nextDown(nextEdge)]
  const first = Math.ceil((edge - origin) / step)
  const end = Math.ceil((nextEdge - origin) / step)
  return [origin + first * step, origin + (end - 1) * step]
}

function assemble(
  field: NumericField | DatetimeField,
  grid: ValueGrid,
  codes: readonly CodeDescription[],
  levelShares: Float64Array,
): NumberModel {
  const value = (units: number) => toValue(grid, units)
  const ends = codes.map(({ low, high, knots }) => {
    const [least, most] = [allowed(field, value(low), Math.ceil), allowed(field, value(high), Math.floor)]
    return knots.shares.length === 1 ? [least, most] : significantEnds(grid, least, most)
  })
  const knotStarts = new Int32Array(codes.length + 1)
  codes.forEach(({ knots }, code) => (knotStarts[code + 1] = knotStarts[code]! + knots.shares.length))
  return {
    grid,
    edges: Float64Array.from(codes.slice(1), ({ edge }) => value(edge)),
    lows: Float64Array.from(ends, ([low]) => low),
    highs: Float64Array.from(ends, ([, high]) => high),
    centers: Float64Array.from(codes, ({ center }) => value(center)),
    knotStarts,
    knotShares: Float64Array.from(codes.flatMap(({ knots }) => knots.shares)),
    knotValues: Float64Array.from(codes.flatMap(({ knots }) => knots.values.map(value))),
    levelShares,
  }
}

/** The first and the last number of a range that has no more significant digits than its column, or the range as it is. */
function significantEnds({ significant }: ValueGrid, low: number, high: number): readonly [number, number] {
  if (significant === undefined) return [low, high]
  const inside = (end: number, side: -1 | 1) => {
    const rounded = roundSignificant(end, significant)
    if (side * rounded >= side * end) return rounded
    // The next number of so many digits lies one unit of the last one farther.
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(end))) - significant + 1)
    return roundSignificant(rounded + side * unit, significant)
  }
  const ends = [inside(low, 1), inside(high, -1)] as const
  return ends[0] <= ends[1] ? ends : [low, high]
}

/** Units as a value. */
function toValue({ factor }: ValueGrid, units: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, units / factor))
}

/** An end of a code as a value of its field, also where numbers are too large for its grid. */
function allowed(field: NumericField | DatetimeField, value: number, whole: (value: number) => number): number {
  if (field.kind === 'datetime') return value
  const { integer, minimum = -Infinity, maximum = Infinity } = field
  return Math.min(maximum, Math.max(minimum, integer ? whole(value) : value))
}

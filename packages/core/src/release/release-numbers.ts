import type { DatetimeColumn, DatetimeField, NumericColumn, NumericField } from '@asdf/contract'
import type { ValueGrid } from '../value-grid.ts'
import type { ReleasedColumn } from './released-column.ts'
import { isOnLevel, levelOf, toLevel } from '../grid-levels.ts'
import { momentsOf } from '../infer/datetime.ts'
import { nearestCode, sharedCodes } from '../infer/integer-codes.ts'
import { decimalRounder, fewestDecimals } from '../infer/numbers.ts'
import { gridOf, pointBesideZero, toGrid, unitsValue } from '../value-grid.ts'
import { outermost, smoothTail } from './tails.ts'

type Numbers = NumericColumn | DatetimeColumn

/** How numbers are released. */
export interface NumberRelease {
  readonly minimumRows: number
  /** Whether the field stays as it is, so that numbers need not keep to fewer digits. */
  readonly keepsField: boolean
}

/**
 * The column with smooth tails, and a field whose bounds are those of the tails, rounded outward to two digits of the
 * range: no single row sets how far they reach. A bound that `minimumRows` rows share stays exact. Codes have no tails: see
 * `releaseCodes`. A column with values in
 * fewer rows than that has none left.
 */
export function releaseNumbers(
  field: NumericField | DatetimeField,
  column: Numbers,
  { minimumRows, keepsField }: NumberRelease,
): ReleasedColumn {
  const present = presentRows(column)
  if (present === undefined) return { field, column, warnings: [] }
  if (present.length === 0) return { field: withBounds(field, undefined), column, warnings: [] }
  if (present.length < minimumRows) return withoutValues(field, column, present.length, minimumRows)
  const released = releaseCodes(field, column, present, minimumRows)
  if (released !== undefined) return released
  const rounded = keepsField ? { field, column } : withoutRareDigits(field, column, present, minimumRows)
  const values = rounded.column.values.slice()
  const isWhole = present.length === values.length
  const grid = gridOf(rounded.field, isWhole ? values : Float64Array.from(present, (row) => values[row]!))
  const shared = sharedLevels(grid, values, present, minimumRows)
  const low = smoothEnd(rounded.field, values, present, { grid, shared, minimumRows, side: -1 })
  const high = smoothEnd(rounded.field, values, present, { grid, shared, minimumRows, side: 1 })
  const bounds = outward(rounded.field, low, high)
  return { field: withBounds(rounded.field, bounds), column: { ...rounded.column, values }, warnings: [] }
}

/** Codes such as postal codes: those that too few rows share become the nearest one that enough do. */
function releaseCodes(
  field: NumericField | DatetimeField,
  column: Numbers,
  present: Uint32Array,
  minimumRows: number,
): ReleasedColumn | undefined {
  const given = Float64Array.from(present, (row) => column.values[row]!)
  const codes = sharedCodes(field, given, minimumRows)
  if (codes === undefined) return undefined
  const values = column.values.slice()
  for (const row of present) values[row] = nearestCode(codes, values[row]!)
  return { field: withBounds(field, [codes[0]!, codes.at(-1)!]), column: { ...column, values }, warnings: [] }
}

interface End {
  /** The outermost value of the released column. */
  readonly at: number
  /** Whether enough rows share it. */
  readonly isShared: boolean
}

interface EndRules {
  readonly grid: ValueGrid
  /** Levels of the grid that enough rows lie on, -1 for the finest: values of the tail keep theirs. */
  readonly shared: ReadonlySet<number>
  readonly minimumRows: number
  readonly side: -1 | 1
}

/** Smooths one end of the values, in place. */
function smoothEnd(
  field: NumericField | DatetimeField,
  values: Float64Array,
  present: Uint32Array,
  { grid, shared, minimumRows, side }: EndRules,
): End {
  const rows = outermost(values, present, 2 * minimumRows, side)
  const outer = Float64Array.from(rows, (row) => side * values[row]!)
  const tail = smoothTail(outer, minimumRows)
  const limit = limitOf(field, values[rows[0]!]!, { side, grid, center: side * tail.center })
  const levels = rows.map((row) => levelOf(grid.levels ?? [], Math.round(values[row]! * grid.factor)))
  const toUsual = usualLevel(
    grid,
    Float64Array.from(rows, (row) => values[row]!),
  )
  const toOwn = (level: number, units: number) => {
    if (!shared.has(level)) return toUsual(units)
    return level < 0 ? toGrid(grid, units) : (toLevel(grid.levels!, level, units, anywhere) ?? toUsual(units))
  }
  tail.values.forEach((signed, place) => {
    const value = tail.isShared ? side * signed : unitsValue(grid, toOwn(levels[place]!, side * signed * grid.factor))
    values[rows[place]!] = (side * value > side * limit ? limit : value) + 0
  })
  // Rounding may move the outermost one within those that are not part of the tail.
  const at = side * rows.reduce((most, row) => Math.max(most, side * values[row]!), -Infinity)
  return { at, isShared: tail.isShared }
}

const anywhere = { low: -Infinity, high: Infinity }

/** The levels of a grid, -1 for the finest, that at least `minimumRows` rows lie on. */
function sharedLevels(
  { levels = [], factor }: ValueGrid,
  values: Float64Array,
  present: Uint32Array,
  minimumRows: number,
): ReadonlySet<number> {
  const counts = new Uint32Array(levels.length + 1)
  for (const row of present) counts[levelOf(levels, Math.round(values[row]! * factor)) + 1]!++
  return new Set([...counts.keys()].filter((place) => counts[place]! >= minimumRows).map((place) => place - 1))
}

/** Moves units to the nearest point of the coarsest level that most of these values lie on; of the grid where none is. */
function usualLevel(grid: ValueGrid, values: Float64Array): (units: number) => number {
  const { levels = [], factor } = grid
  const level = levels.findLast((one) => {
    const on = values.reduce((count, value) => count + (isOnLevel(one, Math.round(value * factor)) ? 1 : 0), 0)
    return on * 2 > values.length
  })
  return (units) => (level === undefined ? undefined : toLevel([level], 0, units, anywhere)) ?? toGrid(grid, units)
}

/** How far a tail may go: values of one sign keep it, and years keep to four digits. */
function limitOf(
  field: NumericField | DatetimeField,
  extreme: number,
  { side, grid, center }: { readonly side: -1 | 1; readonly grid: ValueGrid; readonly center: number },
): number {
  if (field.kind === 'datetime') return momentsOf(field)[side < 0 ? 0 : 1]
  if (extreme === 0) return 0
  if (side * extreme > 0) return side * Infinity
  return grid.step === 0 ? center / 2 : pointBesideZero(grid, side < 0 ? 1 : -1) / grid.factor
}

function outward(field: NumericField | DatetimeField, low: End, high: End): readonly [number, number] | undefined {
  if (field.kind === 'datetime') return undefined
  const range = high.at - low.at
  const digits = Number.isFinite(range) && range > 0 ? Math.floor(Math.log10(range)) - 1 : 0
  const finest = field.integer ? 0 : field.decimals === undefined ? -Infinity : -field.decimals
  const exponent = Math.max(digits, finest)
  const bound = ({ at, isShared }: End, side: -1 | 1) => (isShared ? at : roundOutward(at, exponent, side))
  return [bound(low, -1), bound(high, 1)]
}

/** The multiple of a power of ten next to the value, beyond it. */
function roundOutward(value: number, exponent: number, side: -1 | 1): number {
  const unit = 10 ** Math.abs(exponent)
  const scaled = exponent < 0 ? value * unit : value / unit
  const whole = side < 0 ? Math.floor(scaled) : Math.ceil(scaled)
  const bound = exponent < 0 ? whole / unit : whole * unit
  return Number.isFinite(bound) && side * bound >= side * value ? bound + 0 : value
}

/** The field with these bounds in the place of those that it has, if any. */
function withBounds<F extends NumericField | DatetimeField>(
  field: F,
  bounds: readonly [low: number, high: number] | undefined,
): F {
  if (field.kind === 'datetime') return field
  const { minimum, maximum, ...rest } = field
  const kept = {
    ...(minimum !== undefined && bounds && { minimum: bounds[0] }),
    ...(maximum !== undefined && bounds && { maximum: bounds[1] }),
  }
  return { ...rest, ...kept } as F
}

function withoutValues(
  field: NumericField | DatetimeField,
  column: Numbers,
  present: number,
  minimumRows: number,
): ReleasedColumn {
  const warnings = [
    `column '${field.name}' has a value in ${present} rows, and none is released that fewer than ${minimumRows} rows share: it has nulls only`,
  ]
  const valid = new Uint8Array(column.values.length)
  const values = new Float64Array(column.values.length).fill(Number.NaN)
  return { field: { ...withBounds(field, undefined), nullable: true }, column: { ...column, values, valid }, warnings }
}

/** Rounds away digits after the point that fewer than `minimumRows` rows have. */
function withoutRareDigits(
  field: NumericField | DatetimeField,
  column: Numbers,
  present: Uint32Array,
  minimumRows: number,
): { readonly field: NumericField | DatetimeField; readonly column: Numbers } {
  if (field.kind !== 'numeric' || field.integer || field.decimals === undefined) return { field, column }
  const rows = new Uint32Array(field.decimals + 1)
  let enough = 0
  for (const row of present) {
    const decimals = Math.min(field.decimals, fewestDecimals(column.values[row]!, field.decimals))
    if (decimals === field.decimals && ++enough >= minimumRows) return { field, column }
    rows[decimals]!++
  }
  let decimals = field.decimals
  let finer = rows[decimals]!
  while (decimals > 0 && finer < minimumRows) finer += rows[--decimals]!
  const round = decimalRounder(decimals)
  return { field: { ...field, decimals }, column: { ...column, values: column.values.map(round) } }
}

/** The rows that have a value; `undefined` when one is not finite. */
function presentRows({ values, valid }: Numbers): Uint32Array | undefined {
  const rows = new Uint32Array(values.length)
  let count = 0
  for (let row = 0; row < values.length; row++) {
    if (valid !== undefined && valid[row] === 0) continue
    if (!Number.isFinite(values[row]!)) return undefined
    rows[count++] = row
  }
  return rows.subarray(0, count)
}

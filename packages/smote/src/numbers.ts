import type { Column, Field, NumericField } from '@asdf/contract'
import type { Draws } from './draws.ts'
import type { Rounding } from './rounding.ts'
import { levelOf, roundSignificant, roundToField, toLevel, unitsValue, withNulls } from '@asdf/core'
import { interpolate, interpolateHuge } from './kernels/interpolate.ts'

/**
 * New values on the lines between values of the training rows, rounded as the base row's is: to hundreds where that is one
 * of hundreds, to midnight where it is midnight. Integer codes are the nearer row's, since a code between two codes means
 * nothing. A new row is null where its base is, and has its base's value where the other row is null.
 */
export function newNumbers(field: Field, column: Column, rounding: Rounding, draws: Draws): Column {
  if (column.kind !== 'numeric' && column.kind !== 'datetime') throw new TypeError(`got a ${column.kind} column`)
  const { values: train, valid } = column
  const { rows, bases } = draws
  const own = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) own[i] = train[rows[i]!]!
  const isNull = valid?.includes(0) === true ? Uint8Array.from(rows, (row) => 1 - valid[row]!) : undefined
  const lines = isNull === undefined ? draws : betweenValues(draws, isNull)
  const values = rounding.isCode
    ? Float64Array.from(lines.from, (place) => own[place]!)
    : interpolated(field, own, rounding, lines)
  const made: Column = { kind: column.kind, values }
  return isNull === undefined
    ? made
    : withNulls(
        made,
        Uint8Array.from(bases, (base) => 1 - isNull[base]!),
      )
}

/** The draws with both ends of a line at the base where one of them is null. */
function betweenValues(draws: Draws, isNull: Uint8Array): Draws {
  const { from, to, bases } = draws
  const isOpen = (i: number) => isNull[from[i]!] === 1 || isNull[to[i]!] === 1
  return {
    ...draws,
    from: from.map((one, i) => (isOpen(i) ? bases[i]! : one)),
    to: to.map((one, i) => (isOpen(i) ? bases[i]! : one)),
  }
}

function interpolated(field: Field, own: Float64Array, { grid, isSparse }: Rounding, draws: Draws): Float64Array {
  const { bases, from, to, steps } = draws
  const values = new Float64Array(from.length)
  let largest = 0
  // A comparison passes over the NaN of a null.
  for (let i = 0; i < own.length; i++) if (Math.abs(own[i]!) > largest) largest = Math.abs(own[i]!)
  const run = largest < Number.MAX_VALUE / 4 ? interpolate : interpolateHuge
  run(own, from, to, steps, values)
  const { factor, step, origin, levels = [], significant } = grid
  if (step === 0) {
    if (significant !== undefined)
      for (let i = 0; i < values.length; i++) values[i] = roundLike(values[i]!, significant)
    return field.kind === 'numeric' && !isUnbounded(field) ? roundToField(values, field) : values
  }
  const grids = [{ step, origin }, ...levels]
  const range = unitRange(field, factor)
  for (let i = 0; i < values.length; i++) {
    const base = own[bases[i]!]!
    if (Number.isNaN(base)) continue
    const level = levels.length === 0 ? 0 : Math.max(0, levelOf(grids, Math.round(base * factor)))
    const point = isSparse[level] === true ? undefined : toLevel(grids, level, values[i]! * factor, range)
    values[i] = point === undefined ? base : unitsValue(grid, point) + 0
  }
  return values
}

/** To so many significant digits; the NaN of a null stays. */
function roundLike(value: number, significant: number): number {
  return Number.isFinite(value) ? roundSignificant(value, significant) : value
}

/** Whether every number is a value of the field. */
function isUnbounded({ integer, decimals, minimum, maximum }: NumericField): boolean {
  return !integer && decimals === undefined && minimum === undefined && maximum === undefined
}

/** What the field allows, in units. */
function unitRange(field: Field, factor: number): { readonly low: number; readonly high: number } {
  const { minimum = -Infinity, maximum = Infinity } = field.kind === 'numeric' ? field : {}
  return { low: minimum * factor, high: maximum * factor }
}

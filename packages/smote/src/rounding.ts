import type { Field, Table } from '@asdf/contract'
import type { ValueGrid } from '@asdf/core'
import { gridOf, isIntegerCode, levelOf } from '@asdf/core'

/** How new numbers of a column are rounded. */
export interface Rounding {
  /** Whether the numbers are codes, such as postal codes: nothing lies between two of them. */
  readonly isCode: boolean
  readonly grid: ValueGrid
  /** For the finest grid and each of its levels, whether so few different values lie there that they stand for themselves. */
  readonly isSparse: readonly boolean[]
}

/** Fewer different values than this off a step are exceptions, such as a cap, and not digits. */
const fewestDigits = 8

/** Finds out how each numeric or datetime column of the training rows is rounded, once. */
export function roundingsOf(train: Table): (column: number) => Rounding {
  const known = new Map<number, Rounding>()
  return (index) => {
    const found = known.get(index) ?? roundingOf(train, index)
    known.set(index, found)
    return found
  }
}

function roundingOf({ schema, columns }: Table, index: number): Rounding {
  const field: Field = schema.fields[index]!
  const column = columns[index]!
  const isNumber = column.kind === 'numeric' || column.kind === 'datetime'
  if (!isNumber || (field.kind !== 'numeric' && field.kind !== 'datetime')) {
    throw new TypeError(`roundingOf: got a ${column.kind} column`)
  }
  const { values, valid } = column
  const present = valid === undefined ? values : values.filter((_, row) => valid[row] === 1)
  const grid = present.length === 0 ? { factor: 1, step: 0, origin: 0 } : gridOf(field, present)
  return { isCode: isIntegerCode(field, present), grid, isSparse: sparseLevels(grid, present) }
}

function sparseLevels({ factor, levels = [] }: ValueGrid, values: Float64Array): readonly boolean[] {
  if (levels.length === 0) return []
  const seen = [-1, ...levels.keys()].map(() => new Set<number>())
  for (let i = 0, full = 0; i < values.length && full < seen.length; i++) {
    const units = Math.round(values[i]! * factor)
    const level = seen[levelOf(levels, units) + 1]!
    if (level.size === fewestDigits || level.has(units)) continue
    level.add(units)
    if (level.size === fewestDigits) full++
  }
  return seen.map(({ size }) => size < fewestDigits)
}

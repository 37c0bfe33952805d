import type { Table } from '@asdf/contract'
import { checkTable } from './check-table.ts'
import { shuffleInPlace } from './distributions.ts'
import { classCodes, classNames } from './fields.ts'
import { checkNumberOption, checkOptionNames, optionError } from './options.ts'
import { createRng } from './random.ts'
import { takeRows } from './table.ts'

export interface SplitOptions {
  readonly seed: number
  /** Share of the rows for training; the holdout test part gets what `train` and `validation` leave. */
  readonly train?: number
  readonly validation?: number
}

export interface Split {
  readonly train: Table
  readonly validation: Table
  readonly test: Table
  /** Which rows of the table each part holds, ascending. */
  readonly indices: { readonly train: Uint32Array; readonly validation: Uint32Array; readonly test: Uint32Array }
}

/**
 * Cuts a table into train, validation and test parts, 70/15/15 by default, before anything has looked at the data.
 * Stratified by the target's classes where it has any; rows keep the table's order. A class with a single row goes to
 * training, one with two to training and test; from three rows on every part has the class.
 */
export function splitTable(table: Table, options: SplitOptions): Split {
  checkTable('splitTable', table)
  checkOptionNames('splitTable', options, { seed: 0, train: 0, validation: 0 })
  const { seed, train = 0.7, validation = 0.15 } = options
  checkNumberOption('splitTable', 'train', train, { minimum: 0, maximum: 1, exclusiveMinimum: true })
  checkNumberOption('splitTable', 'validation', validation, { minimum: 0, maximum: 1 })
  if (train + validation > 1 + 1e-9) {
    throw optionError('splitTable', 'train', train, `and validation (${validation}) must not exceed 1 together`)
  }
  const parts = partition(strata(table), [train, validation, Math.max(0, 1 - train - validation)], seed)
  const [trainRows, validationRows, testRows] = parts as [Uint32Array, Uint32Array, Uint32Array]
  return {
    train: takeRows(table, trainRows),
    validation: takeRows(table, validationRows),
    test: takeRows(table, testRows),
    indices: { train: trainRows, validation: validationRows, test: testRows },
  }
}

/** Cuts off a share of the rows, stratified like `splitTable`. */
export function cutTable(table: Table, share: number, seed: number): { readonly rest: Table; readonly cut: Table } {
  checkTable('cutTable', table)
  checkNumberOption('cutTable', 'share', share, { minimum: 0, maximum: 1 })
  const [rest, cut] = partition(strata(table), [1 - share, share], seed) as [Uint32Array, Uint32Array]
  return { rest: takeRows(table, rest), cut: takeRows(table, cut) }
}

/** Row numbers by class of the target; all rows together when there is no target with classes. */
function strata(table: Table): readonly Uint32Array[] {
  const index = table.schema.fields.findIndex((field) => field.role === 'target')
  const field = table.schema.fields[index]
  if (field === undefined || (field.kind !== 'categorical' && field.kind !== 'boolean')) {
    return [Uint32Array.from({ length: table.rowCount }, (_, row) => row)]
  }
  const codes = classCodes(table.columns[index]!)
  const groups: number[][] = Array.from({ length: classNames(field).length + 1 }, () => [])
  codes.forEach((code, row) => groups[code + 1]!.push(row)) // nulls, code -1, are a group of their own
  return groups.map((rows) => Uint32Array.from(rows))
}

function partition(groups: readonly Uint32Array[], shares: readonly number[], seed: number): Uint32Array[] {
  const parts: number[][] = shares.map(() => [])
  const rng = createRng(seed).fork('split')
  const owed = shares.map(() => 0)
  groups.forEach((group, number) => {
    if (group.length === 0) return
    shuffleInPlace(group, rng.fork(number))
    let start = 0
    allot(group.length, shares, owed).forEach((count, part) => {
      for (const row of group.subarray(start, start + count)) parts[part]!.push(row)
      start += count
    })
  })
  return parts.map((rows) => Uint32Array.from(rows).sort())
}

// Where the rows of a class too small for every part go first: train, then the last part (test), then the rest.
function bySmallClassPriority(shares: readonly number[]): number[] {
  const parts = shares.flatMap((share, part) => (share > 0 ? [part] : []))
  return parts.length < 3 ? parts : [parts[0]!, parts.at(-1)!, ...parts.slice(1, -1)]
}

/**
 * Divides `count` rows of a class by `shares`, at least one row to every part when there are enough. What rounding
 * leaves goes to the part that is furthest behind over all classes so far (`owed`), so that the totals come out right
 * as far as that rounding allows: classes too small for every part are not made up for beyond it.
 */
function allot(count: number, shares: readonly number[], owed: number[]): number[] {
  const parts = bySmallClassPriority(shares)
  const isSmall = count < parts.length
  const counts = shares.map((share, part) => {
    if (isSmall) return parts.slice(0, count).includes(part) ? 1 : 0
    return share > 0 ? Math.max(1, Math.floor(share * count + 1e-9)) : 0
  })
  shares.forEach((share, part) => (owed[part] = owed[part]! + share * count - counts[part]!))
  let left = count - counts.reduce((sum, value) => sum + value, 0)
  while (left !== 0) {
    const step = Math.sign(left)
    const open = parts.filter((part) => counts[part]! + step > 0)
    const part = open.reduce((best, other) => (step * (owed[other]! - owed[best]!) > 0 ? other : best))
    counts[part]! += step
    owed[part]! -= step
    left -= step
  }
  return counts
}

import type { CodedColumn } from './coded-column.ts'

/** What one run of boosting models: all codes of a column, its coarse groups, or its codes within their groups. */
export interface Digit {
  /** How many classes there are. */
  readonly classes: number
  /** The class of every code. */
  readonly classOfCode: Uint8Array
  readonly isOrdered: boolean
  /** One entry a class: 1 for one that takes no part in smoothing. */
  readonly lone: Uint8Array
  /** One row a coarse group, or one in all: the shares of the classes before any tree. */
  readonly table: readonly Float64Array[]
}

/** A column as one digit, or as two: a coarse group of neighboring codes, and the place in the group. */
export interface ColumnDigits {
  /** The first code of every coarse group, ascending; `null` for a column of one digit. */
  readonly starts: Uint8Array | null
  readonly digits: readonly Digit[]
}

// So that a code that no row has remains possible, and weighs nothing.
const prior = 0.01

/**
 * Cuts a column into digits. An ordered one of more than 1.5 times as many codes as there are groups gets two: groups of
 * at most eight neighboring codes with about the same number of rows, in which a single value of many rows stands alone.
 */
export function planDigits(column: CodedColumn, groups: number): ColumnDigits {
  const { size, ordered } = column
  const counts = new Float64Array(size)
  for (const code of column.codes) counts[code]!++
  const atoms = column.atoms ?? new Uint8Array(size)
  const isWhole = !ordered || size <= groups * 1.5
  const starts = isWhole ? null : groupStarts(counts, atoms, groups)
  if (starts === null || starts.length < 2) {
    const classOfCode = Uint8Array.from({ length: size }, (_, code) => code)
    return {
      starts: null,
      digits: [{ classes: size, classOfCode, isOrdered: ordered, lone: atoms, table: [sharesOf(counts)] }],
    }
  }
  return { starts, digits: [coarseDigit(starts, counts, atoms), fineDigit(starts, counts)] }
}

// Values of few rows each, such as capital gains, differ too much to leave most of what tells them apart to a second digit.
const mostFineCodes = 8

function groupStarts(counts: Float64Array, atoms: Uint8Array, groups: number): Uint8Array {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const starts: number[] = []
  let held = 0
  let isOpen = false
  for (const [code, count] of counts.entries()) {
    const isLone = atoms[code] === 1 && count > rows / groups / 1.5
    if (!isOpen || isLone) {
      starts.push(code)
      held = 0
    }
    held += count
    const codes = code + 1 - starts.at(-1)!
    isOpen = !isLone && held < (rows / groups) * 0.999 && codes < mostFineCodes
  }
  return Uint8Array.from(starts)
}

function coarseDigit(starts: Uint8Array, counts: Float64Array, atoms: Uint8Array): Digit {
  const classOfCode = groupOfCode(starts, counts.length)
  const sums = new Float64Array(starts.length)
  classOfCode.forEach((group, code) => (sums[group]! += counts[code]!))
  const lone = Uint8Array.from(starts, (start, group) =>
    atoms[start] === 1 && groupSize(starts, group, counts.length) === 1 ? 1 : 0,
  )
  return { classes: starts.length, classOfCode, isOrdered: true, lone, table: [sharesOf(sums)] }
}

function fineDigit(starts: Uint8Array, counts: Float64Array): Digit {
  const size = counts.length
  const classOfCode = groupOfCode(starts, size).map((group, code) => code - starts[group]!)
  const classes = 1 + classOfCode.reduce((most, one) => Math.max(most, one), 0)
  const table = Array.from(starts, (start, group) => {
    const shares = new Float64Array(classes)
    shares.set(sharesOf(counts.subarray(start, start + groupSize(starts, group, size))))
    return shares
  })
  return { classes, classOfCode, isOrdered: true, lone: new Uint8Array(classes), table }
}

/** The group that each of `size` codes lies in. */
export function groupOfCode(starts: Uint8Array, size: number): Uint8Array {
  const groups = new Uint8Array(size)
  for (let group = 0; group < starts.length; group++) groups.fill(group, starts[group])
  return groups
}

/** How many codes a group has. */
export function groupSize(starts: Uint8Array, group: number, size: number): number {
  return (starts[group + 1] ?? size) - starts[group]!
}

function sharesOf(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count + prior, 0)
  return counts.map((count) => (count + prior) / total)
}

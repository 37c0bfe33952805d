import type { Column, Rng } from '@asdf/contract'
import type { Place } from '../encoders/encoder.ts'
import type { ColumnCells } from './cells.ts'
import type { FittedColumn } from './fitted-columns.ts'
import type { CategoryPlan } from './plans.ts'
import { classCodes, classNames } from '../fields.ts'
import { show } from '../options.ts'
import { largest } from './cells.ts'
import { cellFault, codeFault, notNumbers, nullFault } from './faults.ts'
import { oneHotWidth } from './plans.ts'

const twoTo32 = 2 ** 32

/** What encodes and decodes categories and booleans. */
export function categoryCells(plan: CategoryPlan, { offset, stride }: Place): ColumnCells {
  const width = oneHotWidth(plan)
  return {
    encoder(given) {
      const codes = categoryCodes(plan, given)
      return (out, from, to) => {
        if (width === 0) return
        for (let row = from; row < to; row++) out[offset + row * stride + codes[row]!] = 1
      }
    },
    decoder(count, rng) {
      const codes = new Int32Array(count)
      return {
        read(rows, from, to) {
          if (width === 0) return
          for (let row = from; row < to; row++) {
            const at = offset + row * stride
            const code = largest(rows, at, width)
            if (Number.isNaN(rows[at + code])) throw notNumbers(plan.field.name, row)
            codes[row] = code
          }
        },
        column: () => toColumn(plan, codes, rng),
      }
    },
    codeOf(cell) {
      const code = plan.codeOfCategory[cell]!
      return code < 0 ? undefined : code
    },
  }
}

/**
 * The code of each row: its place in the one-hot. A category or a null that no training row has is an
 * `ASDF_DATA_INVALID`.
 */
export function categoryCodes(plan: CategoryPlan, { field: given, column }: FittedColumn): Int32Array {
  const { name } = plan.field
  const names = classNames(given)
  const codeOf = codesByName(plan, names)
  const nullCode = plan.hasNull ? plan.shares.length - 1 : -1
  const codes = classCodes(column)
  for (let row = 0; row < codes.length; row++) {
    const category = codes[row]!
    if (category >= names.length) throw codeFault(name, row, category)
    if (category < 0 && nullCode < 0) throw nullFault(name, row)
    const code = category < 0 ? nullCode : codeOf[category]!
    if (code < 0) throw unseen(name, row, names[category]!)
    codes[row] = code
  }
  return codes
}

/** The code of each of a table's categories, found by name; -1 for one that no training row has. */
function codesByName({ field, codeOfCategory }: CategoryPlan, names: readonly string[]): Int32Array {
  const known = classNames(field)
  if (names === known || (names.length === known.length && names.every((name, i) => name === known[i]))) {
    return codeOfCategory
  }
  const codes = new Map(known.map((name, category) => [name, codeOfCategory[category]!]))
  return Int32Array.from(names, (name) => codes.get(name) ?? -1)
}

/** Puts a category in the place of each code. Overwrites the codes. */
function toColumn(plan: CategoryPlan, codes: Int32Array, rng: Rng): Column {
  const isShared = plan.members.length > plan.memberStarts.length - 1
  const nullCode = plan.hasNull ? plan.shares.length - 1 : -1
  let valid: Uint8Array | undefined
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    if (code === nullCode) {
      valid ??= new Uint8Array(codes.length).fill(1)
      valid[row] = 0
    }
    // One draw a row, whatever the code, so that the rows need not be known to make the draws again.
    const part = isShared ? (rng.nextUint32() + 0.5) / twoTo32 : 0
    codes[row] = code === nullCode ? -1 : memberOf(plan, code, part)
  }
  const nulls = valid && { valid }
  if (plan.field.kind === 'categorical') return { kind: 'categorical', codes, ...nulls }
  const values = new Uint8Array(codes.length)
  for (let row = 0; row < values.length; row++) values[row] = codes[row] === 1 ? 1 : 0
  return { kind: 'boolean', values, ...nulls }
}

function memberOf({ memberStarts, members, memberShares }: CategoryPlan, code: number, part: number): number {
  let low = memberStarts[code]!
  let high = memberStarts[code + 1]! - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (memberShares[middle]! <= part) low = middle + 1
    else high = middle
  }
  return members[low]!
}

function unseen(column: string, row: number, category: string): Error {
  return cellFault(
    column,
    row,
    `has ${show(category)}, which no training row has; fit on rows with it, or leave it out`,
  )
}

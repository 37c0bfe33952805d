import type { BooleanField, CategoricalField, Column, Field, Rng } from '@asdf/contract'
import type { Place } from '../encoders/encoder.ts'
import { classCodes, classNames } from '../fields.ts'
import { show } from '../options.ts'
import { noCategory } from './fit-categories.ts'
import { dataError, largest, noNulls } from './numbers.ts'
import type { CategoryPlan } from './plans.ts'
import { oneHotWidth } from './plans.ts'

/** Encodes and decodes the cells of one column of categories or booleans. */
export interface CategoryCells {
  /** The code of each row: its place in the one-hot. `field` is that of the table the column comes from. */
  codes(field: Field, column: Column): Int32Array
  /** Writes the one-hot of each row; the place's numbers are 0 before. */
  write(codes: Int32Array, out: Float32Array, place: Place): void
  read(rows: Float32Array, count: number, place: Place, rng: Rng): Column
}

const twoTo32 = 2 ** 32

/** What encodes and decodes by a plan. */
export function categoryCells(plan: CategoryPlan): CategoryCells {
  const { field, hasNull, shares } = plan
  const width = oneHotWidth(plan)
  const nullCode = hasNull ? shares.length - 1 : -1
  return {
    codes(given, column) {
      const names = classNames(given)
      const codeOf = codesByCategory(plan, names)
      const codes = classCodes(column)
      for (let row = 0; row < codes.length; row++) {
        const category = codes[row]!
        if (category >= names.length) throw noCategory(field, row, category)
        if (category < 0 && nullCode < 0) throw noNulls(field.name, row)
        const code = category < 0 ? nullCode : codeOf[category]!
        if (code < 0) throw unseen(field, row, names[category]!)
        codes[row] = code
      }
      return codes
    },
    write(codes, out, { offset, stride }) {
      if (width === 0) return
      for (let row = 0; row < codes.length; row++) out[offset + row * stride + codes[row]!] = 1
    },
    read(rows, count, { offset, stride }, rng) {
      const categories = new Int32Array(count)
      for (let row = 0; row < count; row++) {
        const code = width === 0 ? 0 : largest(rows, offset + row * stride, width)
        categories[row] = code === nullCode ? -1 : drawMember(plan, code, rng)
      }
      return toColumn(field, categories, hasNull)
    },
  }
}

/** The code of each of a table's categories, found by name; -1 for one that no training row has. */
function codesByCategory({ field, codeOfCategory }: CategoryPlan, names: readonly string[]): Int32Array {
  const known = classNames(field)
  if (names === known || (names.length === known.length && names.every((name, i) => name === known[i]))) {
    return codeOfCategory
  }
  const places = new Map(known.map((name, category) => [name, codeOfCategory[category]!]))
  return Int32Array.from(names, (name) => places.get(name) ?? -1)
}

function drawMember({ memberStarts, members, memberShares }: CategoryPlan, code: number, rng: Rng): number {
  let low = memberStarts[code]!
  let high = memberStarts[code + 1]! - 1
  if (low === high) return members[low]!
  const part = (rng.nextUint32() + 0.5) / twoTo32
  while (low < high) {
    const middle = (low + high) >>> 1
    if (memberShares[middle]! <= part) low = middle + 1
    else high = middle
  }
  return members[low]!
}

function toColumn(field: CategoricalField | BooleanField, codes: Int32Array, hasNull: boolean): Column {
  const isNull = hasNull && codes.includes(-1)
  const valid = isNull ? { valid: Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) } : {}
  if (field.kind === 'categorical') return { kind: 'categorical', codes, ...valid }
  return { kind: 'boolean', values: Uint8Array.from(codes, (code) => (code === 1 ? 1 : 0)), ...valid }
}

function unseen({ name }: Field, row: number, category: string): Error {
  return dataError(name, row, `has ${show(category)}, which no training row has; fit on rows with it, or leave it out`)
}

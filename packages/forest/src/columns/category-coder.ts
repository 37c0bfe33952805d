import type { BooleanField, CategoricalField, Column, Rng } from '@asdf/contract'
import type { CategoryModel } from './category-model.ts'
import type { ColumnCoder } from './coder.ts'
import { AsdfError } from '@asdf/contract'
import { classCodes, classNames, placeholderCode } from '@asdf/core'
import { categoryState } from './category-state.ts'
import { checkCodes, checkKind } from './checks.ts'
import { unknownCode } from './coder.ts'
import { unknownCategory } from './given-rows.ts'

const twoTo32 = 2 ** 32

/** The coder of a fitted model of categories or booleans. Code 0 is null where `hasNull`. */
export function categoryCoder(
  field: CategoricalField | BooleanField,
  model: CategoryModel,
  hasNull: boolean,
  warnings: readonly string[],
): ColumnCoder {
  const first = hasNull ? 1 : 0
  const size = first + model.codes
  const nullCode = hasNull ? 0 : undefined
  // Where nothing but null can be given out, it stands for everything.
  const unknown = model.codes === 0 && hasNull ? 0 : unknownCode
  const table = Uint8Array.from(model.codeOfCategory, (code) => (code < 0 ? unknown : first + code))
  // A category that was not learned is one of the merged ones.
  const merged = field.kind === 'categorical' ? placeholderCode(field) : -1
  const rules = { table, whenNull: nullCode ?? unknownCode, whenUnknown: table[merged] ?? unknown }
  return {
    field,
    size,
    ordered: field.kind === 'categorical' && field.ordered,
    atoms: Uint8Array.from({ length: size }, (_, code) => (code < first || isAtom(model, code - first) ? 1 : 0)),
    nullCode,
    centers: new Float64Array(size).fill(Number.NaN),
    encode(column) {
      checkKind(field, column)
      return encodeCategories(field, column, rules)
    },
    decode(codes, rng) {
      checkCodes(field, codes, size)
      return toColumn(field, decodeCategories(model, first, codes, rng), hasNull)
    },
    codeOf(value) {
      const category = categoryFrom(field, value)
      const code = model.codeOfCategory[category] ?? -1
      return code >= 0 && givesOut(model, code, category) ? first + code : undefined
    },
    logWidth(code) {
      return code < first ? 0 : Math.log(model.memberStarts[code - first + 1]! - model.memberStarts[code - first]!)
    },
    state: categoryState(field, model, hasNull, warnings),
    warnings,
  }
}

function isAtom({ memberStarts }: CategoryModel, code: number): boolean {
  return memberStarts[code + 1]! - memberStarts[code]! === 1
}

interface EncodingRules {
  /** The code of each category of the field. */
  readonly table: Uint8Array
  readonly whenNull: number
  readonly whenUnknown: number
}

function encodeCategories(
  field: CategoricalField | BooleanField,
  column: Column,
  { table, whenNull, whenUnknown }: EncodingRules,
): Uint8Array {
  const categories = classCodes(column)
  const codes = new Uint8Array(categories.length)
  for (let row = 0; row < codes.length; row++) {
    const category = categories[row]!
    if (category === unknownCategory) codes[row] = whenUnknown
    else if (category >= table.length || (category < 0 && column.valid?.[row] !== 0))
      throw notACategory(field, row, category)
    else codes[row] = category < 0 ? whenNull : table[category]!
  }
  return codes
}

/** The category of each row, -1 for null. */
function decodeCategories(model: CategoryModel, first: number, codes: Uint8Array, rng: Rng): Int32Array {
  const { memberStarts, members, memberShares } = model
  const out = new Int32Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]! - first
    if (code < 0) {
      out[row] = -1
      continue
    }
    let low = memberStarts[code]!
    let high = memberStarts[code + 1]! - 1
    const share = low < high ? (rng.nextUint32() + 0.5) / twoTo32 : 0
    while (low < high) {
      const middle = (low + high) >>> 1
      if (memberShares[middle]! <= share) low = middle + 1
      else high = middle
    }
    out[row] = members[low]!
  }
  return out
}

function toColumn(field: CategoricalField | BooleanField, codes: Int32Array, hasNull: boolean): Column {
  const isNull = hasNull && codes.includes(-1)
  const valid = isNull ? { valid: Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) } : {}
  if (field.kind === 'categorical') return { kind: 'categorical', codes, ...valid }
  return { kind: 'boolean', values: Uint8Array.from(codes, (code) => (code === 1 ? 1 : 0)), ...valid }
}

function categoryFrom(field: CategoricalField | BooleanField, value: string | number | boolean): number {
  if (field.kind === 'boolean' && typeof value === 'boolean') return value ? 1 : 0
  return classNames(field).indexOf(String(value))
}

function givesOut({ memberStarts, members }: CategoryModel, code: number, category: number): boolean {
  return members.subarray(memberStarts[code], memberStarts[code + 1]).includes(category)
}

/** The error for a row, counted from 0, whose code no category of the field has. */
export function notACategory({ name }: CategoricalField | BooleanField, row: number, code: number): AsdfError {
  return new AsdfError(
    'ASDF_DATA_INVALID',
    `column '${name}', row ${row + 1} has the code ${code}, which is no category of the field; use the fitted schema`,
    { column: name, row: row + 1 },
  )
}

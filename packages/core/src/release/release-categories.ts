import type { BooleanColumn, BooleanField, CategoricalColumn, CategoricalField } from '@asdf/contract'
import type { ReleasedColumn } from './released-column.ts'
import { aField, checkForms } from '../argument-forms.ts'
import { classNames } from '../fields.ts'
import { isPresent } from '../table.ts'

/**
 * The name of the category that rare ones are merged into: `other`, or `other (rare)` where that is taken. Only released
 * categories count as taken, so that the name does not tell whether a rare one is called `other`.
 */
function placeholderFor(released: readonly string[]): string {
  let name = 'other'
  while (released.includes(name)) name += ' (rare)'
  return name
}

/** The code of the category that rare ones were merged into; -1 when no category looks like that. */
export function placeholderCode(field: CategoricalField): number {
  checkForms('placeholderCode', { field: [field, aField] })
  const categories = classNames(field)
  const last = categories.length - 1
  return last >= 0 && categories[last] === placeholderFor(categories.slice(0, last)) ? last : -1
}

/**
 * The column with its categories of fewer than `minimumRows` rows merged; those that no row has are left out. Rare values
 * of an ordered column become the nearest released category. Other rare values become a placeholder if they have
 * `minimumRows` rows together, or else null where that is common, or else the most frequent category: a placeholder of a
 * few rows would itself be a value that too few rows share.
 */
export function releaseCategories(
  field: CategoricalField,
  column: CategoricalColumn,
  minimumRows: number,
): ReleasedColumn {
  const counts = countCodes(column, field.categories.length)
  if (counts === undefined) return { field, column, warnings: [] }
  const { rows, nulls } = counts
  const common = indicesOf(rows, (count) => count >= minimumRows)
  const rare = indicesOf(rows, (count) => count > 0 && count < minimumRows)
  if (common.length === rows.length) return { field, column, warnings: [] }
  const names = common.map((code) => field.categories[code]!)
  const rareRows = rare.reduce((sum, code) => sum + rows[code]!, 0)
  const map = new Int32Array(rows.length).fill(-1)
  common.forEach((code, place) => (map[code] = place))
  const categories = [...names]
  let fate = 'null'
  if (field.ordered && common.length > 0) {
    fate = 'the nearest category that is shared'
    for (const code of rare) map[code] = nearest(common, code)
  } else if (rareRows >= minimumRows || common.length === 0) {
    fate = `'${placeholderFor(names)}'`
    categories.push(placeholderFor(names))
    if (rareRows >= minimumRows) for (const code of rare) map[code] = names.length
    else fate = 'null'
  } else if (nulls < minimumRows) {
    const most = common.reduce((best, code) => (rows[code]! > rows[best]! ? code : best))
    fate = `'${field.categories[most]!}', the most frequent one`
    for (const code of rare) map[code] = map[most]!
  }
  const released = { ...field, categories, nullable: field.nullable || fate === 'null' }
  return { field: released, column: recoded(column, map), warnings: rare.length === 0 ? [] : [warning()] }

  function warning(): string {
    const what = rare.length === 1 ? 'a category' : `${rare.length} categories`
    return `column '${field.name}' has ${what} that fewer than ${minimumRows} rows share, released as ${fate}`
  }
}

/** The column with a value of fewer than `minimumRows` rows replaced by the other one; by null where both are rare. */
export function releaseBooleans(field: BooleanField, column: BooleanColumn, minimumRows: number): ReleasedColumn {
  const rows = [0, 0]
  let nulls = 0
  column.values.forEach((value, row) => {
    if (isPresent(column, row)) rows[value === 0 ? 0 : 1]!++
    else nulls++
  })
  const isRare = rows.map((count) => count > 0 && count < minimumRows)
  if (!isRare.includes(true)) return { field, column, warnings: [] }
  const isLost = isRare.every((rare, value) => rare || rows[value] === 0)
  const kept = rows[1]! > rows[0]! ? 1 : 0
  const fate = isLost && nulls > 0 ? 'null' : 'the other one'
  const warnings = [`column '${field.name}' has a value that fewer than ${minimumRows} rows share, released as ${fate}`]
  if (fate === 'null') {
    return { field, column: { ...column, valid: new Uint8Array(column.values.length) }, warnings }
  }
  return { field, column: { ...column, values: column.values.map(() => kept) }, warnings }
}

/** Rows of each code; `undefined` when a code is none of the field's. */
function countCodes(column: CategoricalColumn, size: number) {
  const rows = new Uint32Array(size)
  let nulls = 0
  for (let row = 0; row < column.codes.length; row++) {
    const code = column.codes[row]!
    if (!isPresent(column, row)) nulls++
    else if (code >= 0 && code < size) rows[code]!++
    else return undefined
  }
  return { rows, nulls }
}

function indicesOf(rows: Uint32Array, isWanted: (count: number) => boolean): number[] {
  return Array.from(rows.keys()).filter((code) => isWanted(rows[code]!))
}

/** The place among `common`, which ascends, of the code nearest to this one. */
function nearest(common: readonly number[], code: number): number {
  let best = 0
  common.forEach((one, place) => {
    if (Math.abs(one - code) < Math.abs(common[best]! - code)) best = place
  })
  return best
}

/** The column with `map[code]` in the place of each code; -1 is null. */
function recoded(column: CategoricalColumn, map: Int32Array): CategoricalColumn {
  const codes = column.codes.map((code, row) => (isPresent(column, row) ? map[code]! : -1))
  const valid = codes.includes(-1) ? { valid: Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) } : {}
  return { kind: 'categorical', codes, ...valid }
}

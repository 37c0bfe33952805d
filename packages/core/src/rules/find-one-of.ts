import type { Column, Table } from '@asdf/contract'
import type { Sliced } from '../slices.ts'
import type { FoundRule } from './rule.ts'
import type { RuleSearch } from './search.ts'
import { isSearched } from './search.ts'

/** Groups of three or more flags of which exactly one is set in every row. Two flags are a dependency. */
export function* findOneOf(search: RuleSearch): Sliced<FoundRule[]> {
  const { table, minimumSupport } = search
  let left = yield* flagsOf(table)
  const found: FoundRule[] = []
  while (left.length > 2) {
    const first = left[0]!
    const taken = first.set.slice()
    const group = [first]
    for (const flag of left.slice(1)) {
      yield
      if (!isDisjoint(taken, flag.set)) continue
      group.push(flag)
      for (let row = 0; row < taken.length; row++) taken[row]! |= flag.set[row]!
    }
    left = left.filter((flag) => !group.includes(flag))
    if (group.length < 3 || taken.includes(0) || table.rowCount < minimumSupport) continue
    const columns = group.map(({ name }) => name)
    found.push({ rule: { kind: 'one-of', columns }, support: table.rowCount, exceptions: 0 })
  }
  return found
}

/** Columns of zeros and ones, both, without nulls. */
function* flagsOf({ schema, columns }: Table): Sliced<{ readonly name: string; readonly set: Uint8Array }[]> {
  const flags: { readonly name: string; readonly set: Uint8Array }[] = []
  for (const [index, field] of schema.fields.entries()) {
    const set = isSearched(field) && field.role !== 'target' ? flagCells(columns[index]!) : undefined
    if (set !== undefined) flags.push({ name: field.name, set })
    yield
  }
  return flags
}

/** 1 where the flag is set; `undefined` when the column is not one. */
export function flagCells({ kind, ...column }: Column): Uint8Array | undefined {
  if ((kind !== 'numeric' && kind !== 'boolean') || column.valid?.includes(0) === true) return undefined
  const { values } = column as { readonly values: Float64Array | Uint8Array }
  let [zeros, ones] = [false, false]
  for (const value of values) {
    if (value === 0) zeros = true
    else if (value === 1) ones = true
    else return undefined
  }
  return zeros && ones ? Uint8Array.from(values) : undefined
}

function isDisjoint(a: Uint8Array, b: Uint8Array): boolean {
  for (let row = 0; row < a.length; row++) if (a[row]! & b[row]!) return false
  return true
}

import type { Field, Schema } from '@asdf/contract'
import type { Token } from './tokens.ts'
import { isSearched } from '../search.ts'
import { nearestName } from './nearest-name.ts'
import { columnFault } from './rule-fault.ts'
import { ruleName } from './rule-name.ts'

/** The column that a token names. One that is not there, or that rules do not speak of, is an `ASDF_SCHEMA_MISMATCH`. */
export function ruleColumn(text: string, { text: name, at }: Token, { fields }: Schema): Field {
  // An é may be one character or two, and looks the same.
  const field = fields.find((one) => one.name === name) ?? fields.find((one) => isSameText(one.name, name))
  if (field === undefined) throw columnFault(text, at, unknown(text, name, at, fields), name)
  const why = reasonAgainst(field)
  if (why !== undefined) throw columnFault(text, at, `a rule cannot speak of column '${name}': ${why}`, name)
  return field
}

function isSameText(a: string, b: string): boolean {
  return a.normalize() === b.normalize()
}

/** Why rules do not speak of a column; `undefined` where they may. */
export function reasonAgainst(field: Field): string | undefined {
  const { role, kind } = field
  if (role === 'identifier')
    return 'it is an identifier, which is generated anew for every row; give it another role if it means something'
  if (role === 'weight') return 'it holds weights'
  if (kind === 'text')
    return 'it is free text, which is generated anew for every row; read it as categories if its values repeat'
  return isSearched(field) ? undefined : `it holds ${kind === 'image' ? 'images' : 'series'}`
}

function unknown(text: string, name: string, at: number, fields: readonly Field[]): string {
  const names = fields.map((field) => field.name)
  // `marital-status` is read as a difference.
  const longer = names
    .filter((one) => one !== name && text.startsWith(one, at))
    .toSorted((a, b) => b.length - a.length)[0]
  const meant = longer ?? nearestName(name, names)
  const shown = name.length > 60 ? `${name.slice(0, 59)}…` : name
  if (meant !== undefined) return `a rule names no column '${shown}'; did you mean ${ruleName(meant)}?`
  const listed = names.slice(0, 20).map(ruleName).join(', ')
  return `a rule names no column '${shown}'; the columns are ${listed}${names.length > 20 ? ', …' : ''}`
}

import type { Schema } from '@asdf/contract'
import { fieldIndex } from '@asdf/core'

/**
 * The columns of comma-separated lists. A name may hold commas: the longest one that fits is meant. A column that is not
 * there is an `ASDF_SCHEMA_MISMATCH`.
 */
export function findNames(lists: readonly string[], schema: Schema): readonly string[] {
  const known = new Set(schema.fields.map(({ name }) => name))
  const mostParts = schema.fields.reduce((most, { name }) => Math.max(most, name.split(',').length), 1)
  return lists.flatMap((list) => {
    const parts = list.split(',')
    const found: string[] = []
    for (let at = 0; at < parts.length;) {
      const name = longestName(parts.slice(at, at + mostParts), known) ?? parts[at]!
      fieldIndex(schema, name)
      found.push(name)
      at += name.split(',').length
    }
    return found
  })
}

/** The longest column name that `text` begins with before an equals sign. */
export function nameBeforeEquals(text: string, schema: Schema): string | undefined {
  const fitting = schema.fields.map(({ name }) => name).filter((name) => text.startsWith(`${name}=`))
  return fitting.toSorted((a, b) => b.length - a.length)[0]
}

function longestName(parts: readonly string[], known: ReadonlySet<string>): string | undefined {
  for (let count = parts.length; count > 0; count--) {
    const name = parts.slice(0, count).join(',')
    if (known.has(name)) return name
    if (known.has(name.trim())) return name.trim()
  }
  return undefined
}

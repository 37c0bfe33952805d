import type { Schema } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { fieldIndex } from '@asdf/core'
import { nameBeforeEquals } from './column-names.ts'

/**
 * The conditions of `--where column=value,column=value`, which may come several times. A comma starts a condition only
 * where a column's name and `=` follow it, so that values may hold commas; names may hold both, and the longest one that
 * fits is meant. Fails for a column that is not there, or that is named twice: a row has one value.
 */
export function readConditions(texts: readonly string[], schema: Schema): Readonly<Record<string, string>> {
  const conditions: string[] = []
  for (const text of texts) {
    let rest = text.trimStart()
    while (rest !== '') {
      const length = conditionLength(rest, schema)
      conditions.push(rest.slice(0, length))
      rest = rest.slice(length + 1).trimStart()
    }
  }
  const found = new Map<string, string>()
  for (const condition of conditions) {
    const name = nameBeforeEquals(condition, schema) ?? condition.slice(0, Math.max(0, condition.indexOf('=')))
    fieldIndex(schema, name)
    if (found.has(name)) throw namedTwice(name, conditions)
    found.set(name, condition.slice(name.length + 1))
  }
  return Object.fromEntries(found)
}

/** Up to the first comma in the value that another condition follows. */
function conditionLength(text: string, schema: Schema): number {
  const name = nameBeforeEquals(text, schema) ?? ''
  for (let at = text.indexOf(',', name.length); at >= 0; at = text.indexOf(',', at + 1)) {
    if (nameBeforeEquals(text.slice(at + 1).trimStart(), schema) !== undefined) return at
  }
  return text.length
}

function namedTwice(column: string, conditions: readonly string[]): AsdfError {
  const received = conditions.filter((condition) => condition.startsWith(`${column}=`)).join(' and ')
  const message = `--where names '${column}' twice, got ${received}; give each column one value`
  return new AsdfError('ASDF_OPTION_INVALID', message, { option: 'where', received })
}

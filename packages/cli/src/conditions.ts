import type { Schema } from '@asdf/contract'
import { fieldIndex } from '@asdf/core'

/**
 * The conditions of `--where column=value,column=value`, which may come several times. A comma starts a condition only
 * where a column's name and `=` follow it, so that values may hold commas. Fails for a column that is not there.
 */
export function readConditions(texts: readonly string[], schema: Schema): Readonly<Record<string, string>> {
  const names = new Set(schema.fields.map(({ name }) => name))
  const conditions: string[] = []
  for (const text of texts) {
    text.split(',').forEach((part, place) => {
      const isNext = place === 0 || names.has(nameOf(part.trimStart()))
      if (isNext) conditions.push(part.trimStart())
      else conditions[conditions.length - 1] += `,${part}`
    })
  }
  for (const condition of conditions) fieldIndex(schema, nameOf(condition))
  return Object.fromEntries(
    conditions.map((condition) => [nameOf(condition), condition.slice(condition.indexOf('=') + 1)]),
  )
}

function nameOf(condition: string): string {
  return condition.slice(0, Math.max(0, condition.indexOf('=')))
}

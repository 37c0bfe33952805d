import { AsdfError } from '@asdf/contract'
import type { Schema } from '@asdf/contract'
import { fieldIndex } from '@asdf/core'

/**
 * The conditions of `--where column=value,column=value`, which may come several times. A comma starts a condition only
 * where a column's name and `=` follow it, so that values may hold commas. Fails for a column that is not there, or that
 * is named twice: a row has one value.
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
  const seen = new Set<string>()
  for (const condition of conditions) {
    const name = nameOf(condition)
    fieldIndex(schema, name)
    if (seen.has(name)) throw namedTwice(name, conditions)
    seen.add(name)
  }
  return Object.fromEntries(
    conditions.map((condition) => [nameOf(condition), condition.slice(condition.indexOf('=') + 1)]),
  )
}

function nameOf(condition: string): string {
  return condition.slice(0, Math.max(0, condition.indexOf('=')))
}

function namedTwice(column: string, conditions: readonly string[]): AsdfError {
  const received = conditions.filter((condition) => nameOf(condition) === column).join(' and ')
  const message = `--where names '${column}' twice, got ${received}; give each column one value`
  return new AsdfError('ASDF_OPTION_INVALID', message, { option: 'where', received })
}

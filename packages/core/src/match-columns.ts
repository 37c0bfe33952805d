import type { Field, Schema } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { fieldIndex } from './fields.ts'

/**
 * Where a schema has the columns that a model was fitted on, found by name. A column that is missing, of another kind or
 * with other categories is an `ASDF_SCHEMA_MISMATCH` that names it; `where` names the call, as in `mice.impute`.
 */
export function matchColumns(where: string, fields: readonly Field[], schema: Schema): number[] {
  return fields.map((field) => matchingIndex(where, field, schema))
}

function matchingIndex(where: string, expected: Field, schema: Schema): number {
  const index = fieldIndex(schema, expected.name)
  const field = schema.fields[index]!
  const categoriesOf = (f: Field) => (f.kind === 'categorical' ? f.categories : [])
  const [ours, theirs] = [categoriesOf(expected), categoriesOf(field)]
  const isSame =
    field.kind === expected.kind &&
    (ours === theirs || (ours.length === theirs.length && ours.every((category, code) => category === theirs[code])))
  if (isSame) return index
  const describe = (f: Field) =>
    f.kind === 'categorical' ? `categories ${f.categories.slice(0, 10).join(', ')}` : f.kind
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: column '${expected.name}' must have ${describe(expected)} as in training, got ${describe(field)}`,
    { column: expected.name, expected: describe(expected), received: describe(field) },
  )
}

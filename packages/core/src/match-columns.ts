import type { Field, Schema } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aField, aSchema, checkForms, listOf } from './argument-forms.ts'
import { fieldIndex } from './fields.ts'
import { categoriesAdvice, describeField, isSameField } from './same-field.ts'

/**
 * Where a schema has the columns that a model was fitted on, found by name. A column that is missing, of another kind or
 * with other categories is an `ASDF_SCHEMA_MISMATCH` that names it; `where` names the call, as in `mice.impute`.
 */
export function matchColumns(where: string, fields: readonly Field[], schema: Schema): number[] {
  checkForms('matchColumns', { fields: [fields, listOf(aField)], schema: [schema, aSchema] })
  return fields.map((field) => matchingIndex(where, field, schema))
}

function matchingIndex(where: string, expected: Field, schema: Schema): number {
  const index = fieldIndex(schema, expected.name)
  const field = schema.fields[index]!
  if (isSameField(expected, field)) return index
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: column '${expected.name}' must have ${describeField(expected)} as in training, got ${describeField(field)}${categoriesAdvice(expected, field)}`,
    { column: expected.name, expected: describeField(expected), received: describeField(field) },
  )
}

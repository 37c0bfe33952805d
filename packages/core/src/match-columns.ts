import type { Field, Schema } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aField, aSchema, checkForms, listOf } from './argument-forms.ts'
import { fieldIndex } from './fields.ts'
import { categoriesAdvice, describeField, isSameField } from './same-field.ts'

/**
 * Where a schema has the columns that a model was fitted on, found by name. A column that is missing, of another kind or
 * with other categories is an `ASDF_SCHEMA_MISMATCH` that names it, but no category of the fields; `where` names the call, as in `mice.impute`.
 */
export function matchColumns(where: string, fields: readonly Field[], schema: Schema): number[] {
  checkForms('matchColumns', { fields: [fields, listOf(aField)], schema: [schema, aSchema] })
  return fields.map((field) => matchingIndex(where, field, schema))
}

function matchingIndex(where: string, expected: Field, schema: Schema): number {
  const index = fieldIndex(schema, expected.name)
  const field = schema.fields[index]!
  if (isSameField(expected, field)) return index
  const [wanted, received] = [describeLearned(expected), describeField(field)]
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: column '${expected.name}' must have ${wanted} as in training, got ${received}${categoriesAdvice(expected, field)}`,
    { column: expected.name, expected: wanted, received },
  )
}

/** A category may be that of a single training row: they are counted, not named. */
function describeLearned(field: Field): string {
  if (field.kind !== 'categorical') return describeField(field)
  const { length } = field.categories
  return length === 1 ? 'the same category' : `the same ${length} categories in the same order`
}

import type { Column, ScalarField, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkFinite, featureIndices } from '@asdf/core'

/** A column that a model learned from, as it is found again in the tables it predicts. */
export interface Feature {
  readonly name: string
  readonly kind: 'numeric' | 'datetime' | 'boolean' | 'categorical'
  /** The categories by code; `null` for other kinds. */
  readonly categories: readonly string[] | null
}

/** The features of a training table, and a warning for each column that trees cannot use. */
export function trainingFeatures(
  where: string,
  table: Table,
): { readonly features: readonly Feature[]; readonly warnings: readonly string[] } {
  const features: Feature[] = []
  const warnings: string[] = []
  for (const index of featureIndices(table.schema)) {
    const field = table.schema.fields[index]!
    if (field.kind === 'text' || field.kind === 'image' || field.kind === 'series')
      warnings.push(`column '${field.name}' is ${field.kind} and was ignored`)
    else features.push(toFeature(field))
  }
  if (features.length > 0) return { features, warnings }
  throw new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: needs at least one feature that is not text, got none; give the table a column with the role 'feature'`,
    { column: '', expected: 'a feature', received: 'none' },
  )
}

/** The columns of a table that hold these features, found by name and checked for kind, categories and finite values. */
export function featureColumns(where: string, features: readonly Feature[], table: Table): readonly Column[] {
  const indices = features.map((feature) => indexOfFeature(where, feature, table))
  checkFinite(where, table, indices)
  return indices.map((index) => table.columns[index]!)
}

function toFeature(field: Exclude<ScalarField, { readonly kind: 'text' }>): Feature {
  return {
    name: field.name,
    kind: field.kind,
    categories: field.kind === 'categorical' ? field.categories : null,
  }
}

function indexOfFeature(where: string, feature: Feature, table: Table): number {
  const { fields } = table.schema
  const index = fields.findIndex((field) => field.name === feature.name)
  if (index < 0) throw mismatch(where, feature.name, `a ${feature.kind} column`, 'no such column')
  const field = fields[index]!
  if (field.kind !== feature.kind) throw mismatch(where, feature.name, feature.kind, field.kind)
  if (field.kind !== 'categorical' || field.categories === feature.categories) return index
  const expected = feature.categories!
  const isSame =
    field.categories.length === expected.length && expected.every((name, code) => name === field.categories[code])
  if (isSame) return index
  throw mismatch(where, feature.name, `the categories ${list(expected)}`, list(field.categories), sharing)
}

function list(categories: readonly string[]): string {
  const shown = categories.slice(0, 10).join(', ')
  return categories.length > 10 ? `${shown}, … (${categories.length})` : shown
}

const sharing = '; give both tables one list with shareCategories(train, test) before the fit'

function mismatch(where: string, column: string, expected: string, received: string, advice = ''): AsdfError {
  return new AsdfError(
    'ASDF_SCHEMA_MISMATCH',
    `${where}: column '${column}' must be ${expected}, as in the training rows, got ${received}${advice}`,
    { column, expected, received },
  )
}

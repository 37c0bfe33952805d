import type {
  CategoricalColumn,
  CategoricalField,
  Column,
  Field,
  NumericColumn,
  NumericField,
  Schema,
  Table,
} from '@asdf/contract'
import { checkFinite, checkTable, fieldIndex, isPresent, matchColumns, placeholderCode } from '@asdf/core'

/** The code of a category that the fitted schema lacks, as rare ones are once they are merged. */
export const unknownCategory = -2

/** Rows to fill or to score, of a table with the fitted columns. */
export interface GivenRows {
  /** In the fitted schema. A category that it lacks has the code `unknownCategory`. */
  readonly table: Table
  /**
   * These columns of the fitted schema in the place of those that were given, with the fields and categories of these.
   * Categories that only the model has, such as that of merged ones, follow after them where a row has one.
   */
  withColumns(columns: readonly Column[]): Table
}

/**
 * The columns of a table in the order of the fitted schema, found by name; categories by name too. A missing column, or
 * one without the categories that were learned, is an `ASDF_SCHEMA_MISMATCH`, a number that is not finite an
 * `ASDF_DATA_INVALID`.
 */
export function givenRows(where: string, schema: Schema, given: Table): GivenRows {
  checkTable(where, given)
  const expected = schema.fields.map((field) => withGivenCategories(field, given.schema))
  const places = matchColumns(where, expected, given.schema)
  checkFinite(where, given, places)
  const fields = places.map((place) => given.schema.fields[place]!)
  const columns = places.map((place) => given.columns[place]!)
  const { rowCount } = given
  return {
    table: {
      schema,
      rowCount,
      columns: columns.map((column, index) => toFitted(schema.fields[index]!, fields[index]!, column)),
    },
    withColumns(filled) {
      const parts = filled.map((column, index) =>
        toGiven(schema.fields[index]!, fields[index]!, column, columns[index]!),
      )
      return { schema: { fields: parts.map(([field]) => field) }, rowCount, columns: parts.map(([, column]) => column) }
    },
  }
}

/** The field with the categories of the given table, where these have all that were learned but that of merged ones. */
function withGivenCategories(field: Field, given: Schema): Field {
  if (field.kind !== 'categorical') return field
  const other = given.fields[fieldIndex(given, field.name)]!
  if (other.kind !== 'categorical') return field
  const merged = placeholderCode(field)
  const isFitting = field.categories.every((category, code) => code === merged || other.categories.includes(category))
  return isFitting ? { ...field, categories: other.categories } : field
}

function toFitted(fitted: Field, given: Field, column: Column): Column {
  if (fitted.kind !== 'categorical' || given.kind !== 'categorical' || column.kind !== 'categorical') return column
  if (isSame(fitted, given)) return column
  const map = Int32Array.from(given.categories, (category) => {
    const code = fitted.categories.indexOf(category)
    return code < 0 ? unknownCategory : code
  })
  return { ...column, codes: column.codes.map((code, row) => (isPresent(column, row) ? (map[code] ?? code) : code)) }
}

function toGiven(fitted: Field, given: Field, column: Column, before: Column): readonly [Field, Column] {
  if (given.kind === 'numeric' && column.kind === 'numeric') return [given, withinBounds(given, column, before)]
  if (fitted.kind !== 'categorical' || given.kind !== 'categorical') return [given, column]
  if (column.kind !== 'categorical' || before.kind !== 'categorical' || isSame(fitted, given)) return [given, column]
  const used = new Set(column.codes.filter((code, row) => code >= 0 && isPresent(column, row)))
  const added = fitted.categories.filter((category, code) => used.has(code) && !given.categories.includes(category))
  const categories = [...given.categories, ...added]
  const map = Int32Array.from(fitted.categories, (category) => categories.indexOf(category))
  return [
    { ...given, categories },
    { ...column, codes: mapped(column, before, map) },
  ]
}

/** Bounds that were released lie farther out than those of the given table, which filled cells must keep. */
function withinBounds({ minimum, maximum }: NumericField, column: NumericColumn, before: Column): NumericColumn {
  if (minimum === undefined && maximum === undefined) return column
  const [low, high] = [minimum ?? -Infinity, maximum ?? Infinity]
  const values = column.values.map((value, row) =>
    isPresent(before, row) || Number.isNaN(value) ? value : Math.min(high, Math.max(low, value)),
  )
  return { ...column, values }
}

/** Categories that the model does not know stay what they were. */
function mapped(column: CategoricalColumn, before: CategoricalColumn, map: Int32Array): Int32Array {
  return column.codes.map((code, row) => (code === unknownCategory ? before.codes[row]! : code < 0 ? code : map[code]!))
}

function isSame(a: CategoricalField, b: CategoricalField): boolean {
  return (
    a.categories.length === b.categories.length && a.categories.every((category, i) => category === b.categories[i])
  )
}

import type { Field, MetricInput, Schema, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkTable } from './check-table.ts'
import { fieldIndex } from './fields.ts'
import { matchColumns } from './match-columns.ts'
import { shareCategories } from './release/share-categories.ts'
import { checkFinite } from './validation.ts'

/** The tables of a metric with the columns that are compared, in the order of the training table. */
export interface ComparedTables {
  readonly train: Table
  readonly synthetic: Table
  readonly holdout?: Table
  readonly reference?: Table
}

/**
 * The tables of a metric without their identifier and weight columns, matched by name with the training table's. Categories
 * are matched by name too: all tables have those of the training table first, then those that only the others have, such as
 * the one that a model merged rare categories into. `where` names the metric in messages.
 *
 * Errors: `ASDF_SCHEMA_MISMATCH` for a column that is missing or of another kind, `ASDF_DATA_INVALID` for a number that is
 * not finite, `ASDF_METRIC_UNDEFINED` for a table without rows and for nothing to compare.
 */
export function compareTables(where: string, input: MetricInput): ComparedTables {
  // From JavaScript it may be a table alone, or nothing.
  const { train, synthetic, holdout, reference } = input ?? {}
  checkTable(`${where}: the training table`, train)
  checkTable(`${where}: the synthetic table`, synthetic)
  if (holdout !== undefined) checkTable(`${where}: the hold-out table`, holdout)
  if (reference !== undefined) checkTable(`${where}: the reference table`, reference)
  const fields = train.schema.fields.filter(({ role }) => role !== 'identifier' && role !== 'weight')
  if (fields.length === 0) {
    throw undefinedMetric(where, 'every column is an identifier or a weight; give it columns of other roles')
  }
  const select = (part: string, table: Table): Table => {
    const indices = fields.map((field) => indexOfColumn(where, field, table.schema))
    if (table.rowCount === 0) throw undefinedMetric(where, `the ${part} table has no rows; give it at least one`)
    checkFinite(where, table, indices)
    return {
      schema: { fields: indices.map((index) => table.schema.fields[index]!) },
      rowCount: table.rowCount,
      columns: indices.map((index) => table.columns[index]!),
    }
  }
  const parts = [select('training', train), select('synthetic', synthetic)]
  if (holdout !== undefined) parts.push(select('hold-out', holdout))
  if (reference !== undefined) parts.push(select('reference', reference))
  const shared = shareCategories(...parts)
  return {
    train: shared[0]!,
    synthetic: shared[1]!,
    ...(holdout !== undefined && { holdout: shared[2]! }),
    ...(reference !== undefined && { reference: shared.at(-1)! }),
  }
}

function indexOfColumn(where: string, field: Field, schema: Schema): number {
  const index = fieldIndex(schema, field.name)
  if (field.kind === 'categorical' && schema.fields[index]!.kind === 'categorical') return index
  return matchColumns(where, [field], schema)[0]!
}

/** As `compareTables`, for a metric that cannot do without a hold-out; none is an `ASDF_METRIC_UNDEFINED`. */
export function compareWithHoldout(where: string, input: MetricInput): ComparedTables & { readonly holdout: Table } {
  const { holdout, ...others } = compareTables(where, input)
  if (holdout !== undefined) return { ...others, holdout }
  throw undefinedMetric(where, "needs real rows that the synthesizer never saw; give them as 'holdout'")
}

function undefinedMetric(where: string, fault: string): AsdfError {
  return new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: ${fault}`, { metric: where })
}

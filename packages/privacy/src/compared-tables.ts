import type { MetricInput, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { checkFinite, checkTable, matchColumns } from '@asdf/core'

/** The tables of a metric with the columns that are compared, in the order of the training table. */
export interface ComparedTables {
  readonly train: Table
  readonly synthetic: Table
  readonly holdout?: Table
}

/**
 * The tables without their identifier and weight columns, matched by name with the training table's. A column that is
 * missing or has another kind or other categories is an `ASDF_SCHEMA_MISMATCH`, a number that is not finite an
 * `ASDF_DATA_INVALID`, a table without rows or nothing to compare an `ASDF_METRIC_UNDEFINED`.
 */
export function compareTables(where: string, input: MetricInput): ComparedTables {
  // From JavaScript it may be a table alone, or nothing.
  const { train, synthetic, holdout } = input ?? {}
  checkTable(`${where}: the training table`, train)
  checkTable(`${where}: the synthetic table`, synthetic)
  if (holdout !== undefined) checkTable(`${where}: the hold-out table`, holdout)
  const fields = train.schema.fields.filter(({ role }) => role !== 'identifier' && role !== 'weight')
  if (fields.length === 0) {
    throw undefinedMetric(where, 'every column is an identifier or a weight; give it columns of other roles')
  }
  const select = (part: string, table: Table): Table => {
    const indices = matchColumns(where, fields, table.schema)
    if (table.rowCount === 0) throw undefinedMetric(where, `the ${part} table has no rows; give it at least one`)
    checkFinite(where, table, indices)
    return { schema: { fields }, rowCount: table.rowCount, columns: indices.map((index) => table.columns[index]!) }
  }
  return {
    train: select('training', train),
    synthetic: select('synthetic', synthetic),
    ...(holdout === undefined ? {} : { holdout: select('hold-out', holdout) }),
  }
}

/** As `compareTables`, for a metric that cannot do without a hold-out; none is an `ASDF_METRIC_UNDEFINED`. */
export function compareWithHoldout(where: string, input: MetricInput): Required<ComparedTables> {
  const { holdout, ...others } = compareTables(where, input)
  if (holdout !== undefined) return { ...others, holdout }
  throw undefinedMetric(where, "needs real rows that the synthesizer never saw; give them as 'holdout'")
}

function undefinedMetric(where: string, fault: string): AsdfError {
  return new AsdfError('ASDF_METRIC_UNDEFINED', `${where}: ${fault}`, { metric: where })
}

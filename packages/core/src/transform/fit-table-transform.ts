import type { Column, Field, NumericColumn, RunOptions, Table } from '@asdf/contract'
import type { TransformOptions } from './options.ts'
import type { ColumnPlan } from './plans.ts'
import type { TableTransform } from './table-transform.ts'
import { checkRun } from '../check-run.ts'
import { checkTable } from '../check-table.ts'
import { hasIdName } from '../infer/id-names.ts'
import { renewedColumn } from '../renewed-column.ts'
import { runSteps } from '../steps.ts'
import { columnLength } from '../table.ts'
import { checkFinite, checkRowCount } from '../validation.ts'
import { fitCategories } from './fit-categories.ts'
import { fitNumbers } from './fit-numbers.ts'
import { resolveOptions } from './options.ts'
import { tableTransform } from './table-transform.ts'

/**
 * Learns how the columns of a table become numbers for a neural network and back. Numbers are normalized within modes
 * (Xu et al. 2019, "Modeling Tabular Data using Conditional GAN", section 4.2), and values that many rows share keep a mode
 * of their own; categories, booleans and nulls become places of a one-hot; columns of one value take no numbers;
 * identifiers and free texts are regenerated, and only where they are null is encoded. It draws nothing: the same rows give the same transform whatever the seed.
 *
 * A table without rows is an `ASDF_TOO_FEW_ROWS`, a number that is not finite an `ASDF_DATA_INVALID`, and an identifier of
 * categories or booleans, which has no room for new values, an `ASDF_SCHEMA_MISMATCH`.
 */
export async function fitTableTransform(
  train: Table,
  options: Partial<TransformOptions>,
  run: RunOptions,
): Promise<TableTransform> {
  const resolved = resolveOptions(options)
  checkRun('fitTableTransform', run)
  checkTable('fitTableTransform', train)
  const { fields } = train.schema
  checkRowCount('fitTableTransform', train, 1)
  checkFinite('fitTableTransform', train, [...fields.keys()])
  const plans: ColumnPlan[] = []
  const warnings: string[] = []
  await runSteps(run, 'fit transform', fields.length, (index) => {
    plans.push(fitColumn(fields[index]!, train.columns[index]!, resolved, warnings))
    return {}
  })
  return tableTransform(train.schema, plans, warnings)
}

/** Fewer different numbers are a code list, such as a `region_id`, rather than keys. */
const fewestKeys = 100

/** Whether whole numbers with an identifier's name are keys, such as those of patients who come more than once. */
function isKey(field: Field, { values }: NumericColumn): boolean {
  if (field.kind !== 'numeric' || !field.integer || field.role !== 'feature') return false
  // Indices of prices or of body mass are measured.
  if (!hasIdName(field.name) || /index$/i.test(field.name)) return false
  return new Set(values).size >= fewestKeys
}

function fitColumn(field: Field, column: Column, options: TransformOptions, warnings: string[]): ColumnPlan {
  if (field.kind === 'text' && field.role !== 'identifier') {
    warnings.push(`column '${field.name}' is free text, which is not modelled; it gets placeholders`)
  }
  if (field.kind === 'text' || field.role === 'identifier') {
    return { kind: 'renewed', renewed: renewedColumn(field, column), shares: nullShares(column) }
  }
  if (field.kind === 'categorical' || field.kind === 'boolean') {
    const fitted = fitCategories(field, column, options.categoryLimit)
    warnings.push(...fitted.warnings)
    return fitted.plan
  }
  if (column.kind === 'numeric' && isKey(field, column)) {
    warnings.push(
      `column '${field.name}' looks like a key whose numbers come more than once, and is modelled as a number: made rows can have the keys of real ones; give it the role 'identifier' to have it made anew`,
    )
  }
  if ((field.kind === 'numeric' || field.kind === 'datetime') && column.kind === field.kind)
    return fitNumbers(field, column, options)
  throw new TypeError(`fitTableTransform: column '${field.name}' is ${field.kind} but holds ${column.kind}`)
}

function nullShares(column: Column): readonly [present: number, missing: number] {
  const rowCount = columnLength(column)
  const missing = column.valid?.reduce((sum, valid) => sum + (valid === 0 ? 1 : 0), 0) ?? 0
  return [1 - missing / rowCount, missing / rowCount]
}

import type { Field, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aTable, checkForms } from './argument-forms.ts'
import { readableColumns } from './readable-columns.ts'
import { appendTables } from './table.ts'

/** Rows of two tables for a classifier that is to tell them apart. */
export interface LabelledSides {
  /** The rows of the first table, then those of the second; the boolean target is true for the second. */
  readonly table: Table
  /** Columns that a classifier cannot read, each with the reason. */
  readonly unmeasured: Readonly<Record<string, string>>
  /** The columns of `table` but the target, of a further table with the columns of both. */
  features(table: Table): Table
}

/**
 * Puts two tables with the same columns and categories one below the other, with which of them a row is from as the target.
 * Texts, images and series are left out. `where` names the caller in the `ASDF_METRIC_UNDEFINED` for nothing that is left.
 */
export function labelSides(where: string, first: Table, second: Table): LabelledSides {
  checkForms('labelSides', { first: [first, aTable], second: [second, aTable] })
  const { columns: seen, unmeasured } = readableColumns(first)
  if (seen.length === 0) {
    const [name] = Object.keys(unmeasured)
    const message = `${where}: no column can be told apart; ${name}: ${unmeasured[name!]}`
    throw new AsdfError('ASDF_METRIC_UNDEFINED', message, { metric: where })
  }
  const features = (table: Table): Table => ({
    schema: { fields: seen.map((index): Field => ({ ...table.schema.fields[index]!, role: 'feature' })) },
    rowCount: table.rowCount,
    columns: seen.map((index) => table.columns[index]!),
  })
  const { schema, rowCount, columns } = appendTables(features(first), features(second))
  const names = new Set(schema.fields.map(({ name }) => name))
  let name = 'synthetic'
  while (names.has(name)) name += '_'
  const values = Uint8Array.from({ length: rowCount }, (_, row) => (row < first.rowCount ? 0 : 1))
  const table: Table = {
    schema: { fields: [...schema.fields, { kind: 'boolean', name, role: 'target', nullable: false }] },
    rowCount,
    columns: [...columns, { kind: 'boolean', values }],
  }
  return { table, unmeasured, features }
}

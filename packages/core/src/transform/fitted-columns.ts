import type { Column, Field, Schema, Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { fieldIndex } from '../fields.ts'

/** A column of a table with the field it has there. */
export interface FittedColumn {
  readonly field: Field
  readonly column: Column
}

/**
 * The columns of a table in the order of the fitted schema, found by name. One that is missing or of another kind is an
 * `ASDF_SCHEMA_MISMATCH`; categories may be others, or in another order.
 */
export function fittedColumns(where: string, schema: Schema, table: Table): FittedColumn[] {
  return schema.fields.map((expected) => {
    const index = fieldIndex(table.schema, expected.name)
    const field = table.schema.fields[index]!
    const column = table.columns[index]!
    if (field.kind === expected.kind && column.kind === expected.kind) return { field, column }
    throw new AsdfError(
      'ASDF_SCHEMA_MISMATCH',
      `${where}: column '${expected.name}' must be ${expected.kind} as in training, got ${column.kind}; ` +
        'read both files with the same kinds',
      { column: expected.name, expected: expected.kind, received: column.kind },
    )
  })
}

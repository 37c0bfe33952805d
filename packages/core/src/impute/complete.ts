import type { Column, Field, Table } from '@asdf/contract'

/** The values that fill the nulls of one column, one for each of its missing rows, in their order. */
export interface Filling {
  readonly rows: Uint32Array
  /** Numbers, codes, or 0 and 1. */
  readonly values: Float64Array
}

/** The table with fillings put in, by column name. Filled columns lose their nulls; the others stay as they are. */
export function completeTable(table: Table, fillings: ReadonlyMap<string, Filling>): Table {
  const { fields } = table.schema
  const isDone = fields.every(
    (field) => !fillings.has(field.name) || (!field.nullable && fillings.get(field.name)!.rows.length === 0),
  )
  if (isDone) return table
  return {
    schema: {
      fields: fields.map((field): Field => (fillings.has(field.name) ? { ...field, nullable: false } : field)),
    },
    rowCount: table.rowCount,
    columns: table.columns.map((column, index) => fill(column, fillings.get(fields[index]!.name))),
  }
}

function fill(column: Column, filling: Filling | undefined): Column {
  if (filling === undefined || filling.rows.length === 0) return column
  const put = <A extends Float64Array | Int32Array | Uint8Array>(out: A): A => {
    filling.rows.forEach((row, i) => (out[row] = filling.values[i]!))
    return out
  }
  switch (column.kind) {
    case 'numeric':
    case 'datetime':
      return { kind: column.kind, values: put(column.values.slice()) }
    case 'categorical':
      return { kind: 'categorical', codes: put(column.codes.slice()) }
    case 'boolean':
      return { kind: 'boolean', values: put(column.values.slice()) }
    default:
      throw new TypeError(`completeTable: a column of kind ${column.kind} is not filled`)
  }
}

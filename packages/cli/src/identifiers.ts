import type { Column, Field, Table } from '@asdf/contract'
import { classCodes, classNames } from '@asdf/core'

/**
 * The table with identifiers that were taken for categories as texts, which have room for new values. They are written
 * as they were read.
 */
export function withTextIdentifiers(table: Table): Table {
  const isCategory = ({ kind, role }: Field) => role === 'identifier' && (kind === 'categorical' || kind === 'boolean')
  if (!table.schema.fields.some(isCategory)) return table
  const fields = table.schema.fields.map((field): Field => {
    const { name, role, nullable, nullText } = field
    const spelled = nullText === undefined ? {} : { nullText }
    return isCategory(field) ? { name, role, nullable, ...spelled, kind: 'text' } : field
  })
  const columns = table.columns.map((column, index) => {
    const field = table.schema.fields[index]!
    return isCategory(field) ? textColumn(field, column) : column
  })
  return { ...table, schema: { fields }, columns }
}

function textColumn(field: Field, column: Column): Column {
  const names = classNames(field)
  const values = Array.from(classCodes(column), (code) => names[code] ?? '')
  return column.valid === undefined ? { kind: 'text', values } : { kind: 'text', values, valid: column.valid }
}

import type { Column, Field, Table } from '@asdf/contract'
import { numberOf } from '../infer/cell-text.ts'

/**
 * The table with an apostrophe before texts, categories, labels and column names that a spreadsheet would run as formulas:
 * those that begin with `=`, `@`, a tab or a carriage return, or with `+` or `-` without being numbers. Source: OWASP, CSV
 * injection. What reads such a file back gets the apostrophes too.
 */
export function escapeFormulas(table: Table): Table {
  const fields = table.schema.fields.map((field): Field => {
    const named = { ...field, name: escaped(field.name) }
    if (named.kind === 'categorical') return { ...named, categories: named.categories.map(escaped) }
    if (named.kind !== 'boolean' || named.labels === undefined) return named
    return { ...named, labels: [escaped(named.labels[0]), escaped(named.labels[1])] }
  })
  const columns = table.columns.map((column): Column => {
    return column.kind === 'text' ? { ...column, values: column.values.map(escaped) } : column
  })
  return { ...table, schema: { fields }, columns }
}

function escaped(text: string): string {
  return /^[=@\t\r]/.test(text) || (/^[+-]/.test(text) && numberOf(text) === undefined) ? `'${text}` : text
}

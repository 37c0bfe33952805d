import type { Column, Field, Schema, Table } from '@asdf/contract'
import type { Form } from '../argument-forms.ts'
import type { SourceRows } from './source-rows.ts'
import { anArray, anObject, aSchema, checkForms } from '../argument-forms.ts'
import { checkTable } from '../check-table.ts'
import { numberOf } from '../infer/cell-text.ts'

/**
 * The table with an apostrophe before texts, categories, labels and column names that a spreadsheet would run as formulas:
 * those that begin with `=`, `@`, a tab or a carriage return, or with `+` or `-` without being numbers. Source: OWASP, CSV
 * injection. What reads such a file back gets the apostrophes too.
 */
export function escapeFormulas(table: Table): Table {
  checkTable('escapeFormulas', table)
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

/**
 * The cells of a source with the apostrophes that `escapeFormulas` gives its table of this schema, and as they are spelled
 * otherwise. Numbers and datetimes stay as they are.
 */
export function escapeSourceFormulas(source: SourceRows, schema: Schema): SourceRows {
  checkForms('escapeSourceFormulas', { source: [source, sourceRows], schema: [schema, aSchema] })
  const harmless = new Set(
    schema.fields.filter(({ kind }) => kind === 'numeric' || kind === 'datetime').map(({ name }) => name),
  )
  return {
    names: source.names.map(escaped),
    rowCount: source.rowCount,
    cells: (row) =>
      source.cells(row).map((cell, place) => {
        if (harmless.has(source.names[place]!)) return cell
        return cell.startsWith('"') ? `"${escaped(cell.slice(1, -1))}"` : escaped(cell)
      }),
  }
}

/** Texts that have such an apostrophe already get one more, so that different texts stay different. */
function escaped(text: string): string {
  const bare = text.replace(/^'+/, '')
  const isRun = /^[=@\t\r]/.test(bare) || (/^[+-]+[^+-]/.test(bare) && numberOf(bare) === undefined)
  return isRun ? `'${text}` : text
}

const sourceRows: Form = {
  phrase: 'rows as parseCsv gives them to onSource',
  fits: (value) => anObject.fits(value) && anArray.fits((value as { names?: unknown }).names),
}

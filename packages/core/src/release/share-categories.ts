import type { Column, Field, Table } from '@asdf/contract'
import { aTable, checkForms, listOf } from '../argument-forms.ts'
import { isPresent } from '../table.ts'

/**
 * Tables of the same columns with one list of categories a column, to be compared or appended: those of the first table,
 * then those that only the others have, such as the one that rare categories were merged into. Everything else is that of
 * the first table's fields, but for nulls, which are allowed where a table allows them.
 */
export function shareCategories<Tables extends readonly Table[]>(...tables: Tables): { [K in keyof Tables]: Table } {
  checkForms('shareCategories', { tables: [tables, listOf(aTable)] })
  const [first] = tables
  const fields = first!.schema.fields.map((field, index): Field => {
    const all = tables.map(({ schema }) => schema.fields[index]!)
    const nullable = all.some((one) => one.nullable)
    if (field.kind !== 'categorical') return { ...field, nullable }
    const categories = [...new Set(all.flatMap((one) => (one.kind === 'categorical' ? one.categories : [])))]
    return { ...field, categories, nullable }
  })
  return tables.map(({ schema, columns, rowCount }) => ({
    schema: { fields },
    rowCount,
    columns: columns.map((column, index) => recoded(column, schema.fields[index]!, fields[index]!)),
  })) as { [K in keyof Tables]: Table }
}

function recoded(column: Column, from: Field, to: Field): Column {
  if (column.kind !== 'categorical' || from.kind !== 'categorical' || to.kind !== 'categorical') return column
  if (from.categories.every((category, code) => category === to.categories[code])) return column
  const places = new Map(to.categories.map((category, code) => [category, code]))
  const map = Int32Array.from(from.categories, (category) => places.get(category)!)
  return { ...column, codes: column.codes.map((code, row) => (isPresent(column, row) ? map[code]! : code)) }
}

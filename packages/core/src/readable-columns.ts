import type { Table } from '@asdf/contract'
import { aTable, checkForms } from './argument-forms.ts'

/** Which columns a classifier of tables can read. */
export interface ReadableColumns {
  readonly columns: readonly number[]
  /** The others, each with why not. */
  readonly unmeasured: Readonly<Record<string, string>>
}

/** Columns of numbers, dates, categories and booleans; texts, images and series are left out. */
export function readableColumns(table: Table): ReadableColumns {
  checkForms('readableColumns', { table: [table, aTable] })
  const unmeasured: Record<string, string> = {}
  const columns = table.schema.fields.flatMap(({ name, kind }, index) => {
    if (kind !== 'text' && kind !== 'image' && kind !== 'series') return [index]
    unmeasured[name] = `a classifier cannot read values of kind ${kind}`
    return []
  })
  return { columns, unmeasured }
}

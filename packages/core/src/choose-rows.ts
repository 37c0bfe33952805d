import type { Rng, Table } from '@asdf/contract'
import { aCount, anRng, aTable, checkForms } from './argument-forms.ts'
import { sampleWithoutReplacement } from './distributions.ts'
import { takeRows } from './table.ts'

/** At most `count` rows of the table, chosen by `rng` when it has more. */
export function chooseRows(table: Table, count: number, rng: Rng): Table {
  checkForms('chooseRows', { table: [table, aTable], count: [count, aCount], rng: [rng, anRng] })
  if (table.rowCount <= count) return table
  return takeRows(table, sampleWithoutReplacement(table.rowCount, count, rng))
}

import type { Table } from '@asdf/contract'
import { createTable } from '@asdf/core'

/** The cells of each column. */
export type Cells = Readonly<Record<string, readonly (number | string | null)[]>>

const categories: Readonly<Record<string, readonly string[]>> = {
  color: ['red', 'green', 'blue'],
  member: ['no', 'yes'],
}

/** A table of the golden files: the columns `color` and `member` are categories, the others numbers with `null` for a null. */
export function tableOf(cells: Cells): Table {
  const columns = Object.entries(cells).map(([name, values]) => {
    const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1))
    const names = categories[name]
    if (names !== undefined) {
      const codes = Int32Array.from(values, (value) => names.indexOf(String(value)))
      const field = { kind: 'categorical', name, role: 'feature', nullable: false, categories: names, ordered: false }
      return [field, { kind: 'categorical', codes }] as const
    }
    const numbers = Float64Array.from(values, (value) => (value === null ? NaN : Number(value)))
    const field = { kind: 'numeric', name, role: 'feature', nullable: true, integer: false }
    return [field, { kind: 'numeric', values: numbers, valid }] as const
  })
  return createTable(
    { fields: columns.map(([field]) => field) as Table['schema']['fields'] },
    columns.map(([, column]) => column),
  )
}

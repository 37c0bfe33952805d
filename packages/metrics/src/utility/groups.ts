import type { Field, Table } from '@asdf/contract'
import { classCodes, classNames, columnOf, fieldIndex, isPresent, optionError } from '@asdf/core'

/** How the rows of tables fall into groups by the values of one column. */
export interface Grouping {
  readonly names: readonly string[]
  /** The group of each row, an index into `names`; -1 for none. */
  readonly groupOf: (table: Table) => Int32Array
}

const parts = 4

/**
 * Groups by a column: its classes, `null` among them; numbers and datetimes in quarters of the training rows. Errors:
 * `ASDF_SCHEMA_MISMATCH` for no such column, `ASDF_OPTION_INVALID` for texts, images and series.
 */
export function groupsBy(where: string, train: Table, name: string): Grouping {
  const field = train.schema.fields[fieldIndex(train.schema, name)]!
  if (field.kind === 'categorical' || field.kind === 'boolean') {
    const names = [...classNames(field), 'null']
    return {
      names,
      groupOf: (table) => classCodes(columnOf(table, name)).map((code) => (code < 0 ? names.length - 1 : code)),
    }
  }
  if (field.kind !== 'numeric' && field.kind !== 'datetime') {
    throw optionError(where, 'column', name, `must be a column of classes or numbers; '${name}' is ${field.kind}`)
  }
  return quarters(field, train)
}

function quarters(field: Field, train: Table): Grouping {
  const values = numbersOf(train, field.name)
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const edges = [1, 2, 3].map((part) => sorted[Math.floor((part * sorted.length) / parts)] ?? NaN)
  // Equal edges would leave a group without a row.
  const distinct = [...new Set(edges)].filter((edge) => edge > sorted[0]!)
  const show = (edge: number) => (field.kind === 'datetime' ? new Date(edge).toISOString().slice(0, 10) : String(edge))
  const ranges = distinct.map((edge, place) =>
    place === 0 ? `< ${show(edge)}` : `${show(distinct[place - 1]!)} to ${show(edge)}`,
  )
  const last = distinct.length === 0 ? 'all values' : `>= ${show(distinct.at(-1)!)}`
  const names = [...ranges, last, 'null']
  return {
    names,
    groupOf: (table) =>
      Int32Array.from(numbersOf(table, field.name), (value) => {
        if (Number.isNaN(value)) return names.length - 1
        const place = distinct.findIndex((edge) => value < edge)
        return place < 0 ? distinct.length : place
      }),
  }
}

function numbersOf(table: Table, name: string): Float64Array {
  const column = columnOf(table, name)
  if (column.kind !== 'numeric' && column.kind !== 'datetime') return new Float64Array(table.rowCount).fill(NaN)
  return column.values.map((value, row) => (isPresent(column, row) ? value : NaN))
}

/** The row numbers of each group. */
export function rowsByGroup({ names, groupOf }: Grouping, table: Table): readonly Uint32Array[] {
  const rows = names.map((): number[] => [])
  groupOf(table).forEach((group, row) => rows[group]?.push(row))
  return rows.map((one) => Uint32Array.from(one))
}

import type { Column, Field, Rng, Table } from '@asdf/contract'
import { createRng, createTable, standardNormal } from '@asdf/core'

export const colors = ['red', 'green', 'blue']

/** A table with every kind of feature, all moving with one hidden number, and nulls in `share` of each feature's cells. */
export function holedTable(rowCount: number, seed: number, share = 0.2): Table {
  const rng = createRng(seed)
  const hidden = Float64Array.from({ length: rowCount }, () => standardNormal(rng))
  const noise = (scale: number) => scale * standardNormal(rng)
  const columns: Column[] = [
    { kind: 'numeric', values: hidden.map((h) => 10 + 3 * h + noise(0.5)) },
    { kind: 'numeric', values: hidden.map((h) => Math.round(50 - 8 * h + noise(3))) },
    { kind: 'datetime', values: hidden.map((h) => 86_400_000 * Math.round(19_000 + 200 * h + noise(40))) },
    { kind: 'categorical', codes: Int32Array.from(hidden, (h) => (h + noise(0.2) < -0.5 ? 0 : h < 0.5 ? 1 : 2)) },
    { kind: 'boolean', values: Uint8Array.from(hidden, (h) => (h + noise(0.3) > 0 ? 1 : 0)) },
  ]
  const fields: Field[] = [
    { name: 'amount', kind: 'numeric', integer: false, role: 'feature', nullable: true },
    { name: 'age', kind: 'numeric', integer: true, role: 'sensitive', nullable: true },
    { name: 'joined', kind: 'datetime', format: 'date', role: 'feature', nullable: true },
    { name: 'color', kind: 'categorical', categories: colors, ordered: false, role: 'feature', nullable: true },
    { name: 'member', kind: 'boolean', role: 'feature', nullable: true },
  ]
  const holes = rng.fork('holes')
  const target: Field = { name: 'outcome', kind: 'boolean', role: 'target', nullable: false }
  return createTable({ fields: [...fields, target] }, [
    ...columns.map((column) => punch(column, rowCount, share, holes)),
    { kind: 'boolean', values: Uint8Array.from(hidden, (h) => (h > 0 ? 1 : 0)) },
  ])
}

/** The column with nulls in `share` of its cells, and something absurd stored where they are. */
export function punch(column: Column, rowCount: number, share: number, rng: Rng): Column {
  const valid = Uint8Array.from({ length: rowCount }, () => (rng.next() < share ? 0 : 1))
  const spoil = <A extends Float64Array | Int32Array | Uint8Array>(values: A, by: number): A => {
    valid.forEach((present, row) => present === 0 && (values[row] = by))
    return values
  }
  switch (column.kind) {
    case 'numeric':
    case 'datetime':
      return { kind: column.kind, values: spoil(column.values.slice(), NaN), valid }
    case 'categorical':
      return { kind: 'categorical', codes: spoil(column.codes.slice(), -1), valid }
    case 'boolean':
      return { kind: 'boolean', values: spoil(column.values.slice(), 0), valid }
    default:
      return { ...column, valid }
  }
}

/** A table of numeric features without names worth mentioning. NaN is null. */
export function numericTable(columns: readonly (readonly number[])[]): Table {
  return createTable(
    {
      fields: columns.map((_, i) => ({
        name: `x${i}`,
        kind: 'numeric',
        integer: false,
        role: 'feature',
        nullable: true,
      })),
    },
    columns.map((values) => ({
      kind: 'numeric',
      values: Float64Array.from(values),
      valid: Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)),
    })),
  )
}

/** The numbers of a numeric or datetime column. */
export function numbersOf(table: Table, index: number): Float64Array {
  const column = table.columns[index]!
  if (column.kind !== 'numeric' && column.kind !== 'datetime') throw new TypeError(column.kind)
  return column.values
}

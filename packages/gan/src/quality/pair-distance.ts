import type { Column, Field, Table } from '@asdf/contract'
import { columnLength, isPresent } from '@asdf/core'

/** Cells as small numbers: categories as they are, numbers by tenths of the rows, nulls for themselves. */
export interface CellBins {
  codes(table: Table): readonly Int32Array[]
  readonly sizes: readonly number[]
}

const intervals = 10

/** Bins by the rows of a table; columns of the kind text, and identifiers, are left out. */
export function cellBins(table: Table): CellBins {
  const columns = table.schema.fields.flatMap((field, index) =>
    field.kind === 'text' || field.role === 'identifier' ? [] : [index],
  )
  const edges = columns.map((index) => edgesOf(table.columns[index]!))
  return {
    codes: ({ columns: cells }) => columns.map((index, i) => codesOf(cells[index]!, edges[i]!)),
    sizes: columns.map((index, i) => sizeOf(table.schema.fields[index]!, edges[i]!)),
  }
}

/** The mean total variation distance, from 0 to 1, of the joint distributions of all pairs of columns. */
export function pairDistance(bins: CellBins, a: readonly Int32Array[], b: readonly Int32Array[]): number {
  const { sizes } = bins
  if (sizes.length === 1) return distance(a[0]!, b[0]!, sizes[0]!)
  let [sum, pairs] = [0, 0]
  for (let i = 0; i < sizes.length; i++) {
    for (let j = 0; j < i; j++) {
      sum += distance(joined(a[i]!, a[j]!, sizes[j]!), joined(b[i]!, b[j]!, sizes[j]!), sizes[i]! * sizes[j]!)
      pairs++
    }
  }
  return pairs === 0 ? 0 : sum / pairs
}

function distance(a: Int32Array, b: Int32Array, size: number): number {
  const shares = new Float64Array(size)
  for (const code of a) shares[code]! += 1 / a.length
  for (const code of b) shares[code]! -= 1 / b.length
  return shares.reduce((sum, difference) => sum + Math.abs(difference), 0) / 2
}

function joined(first: Int32Array, second: Int32Array, size: number): Int32Array {
  return first.map((code, row) => code * size + second[row]!)
}

/** The tenths of the values that are present; none for other kinds. */
function edgesOf(column: Column): Float64Array {
  if (column.kind !== 'numeric' && column.kind !== 'datetime') return new Float64Array(0)
  const values = column.values.filter((_, row) => isPresent(column, row)).sort()
  const edges = Array.from(
    { length: intervals - 1 },
    (_, i) => values[Math.floor(((i + 1) * values.length) / intervals)],
  )
  return Float64Array.from(new Set(edges.filter((edge) => edge !== undefined)))
}

function sizeOf(field: Field, edges: Float64Array): number {
  if (field.kind === 'categorical') return field.categories.length + 1
  return field.kind === 'boolean' ? 3 : edges.length + 2
}

/** 0 for null, then codes from 1. */
function codesOf(column: Column, edges: Float64Array): Int32Array {
  const codes = new Int32Array(columnLength(column))
  for (let row = 0; row < codes.length; row++) {
    if (!isPresent(column, row)) continue
    if (column.kind === 'categorical') codes[row] = column.codes[row]! + 1
    else if (column.kind === 'boolean') codes[row] = column.values[row]! + 1
    else if (column.kind !== 'text') codes[row] = 1 + intervalOf(edges, column.values[row]!)
  }
  return codes
}

function intervalOf(edges: Float64Array, value: number): number {
  let interval = 0
  while (interval < edges.length && value >= edges[interval]!) interval++
  return interval
}

import type { CategoricalField, Column, Field, Table } from '@asdf/contract'
import { anObject, aTable, checkForms, listOf, numberList } from '../argument-forms.ts'
import { cellsOf, classCounts } from '../fields.ts'
import { columnLength, isPresent } from '../table.ts'

/**
 * Cells as small numbers: the 50 commonest categories as they are and all others as one, numbers by tenths of the rows,
 * nulls for themselves.
 */
export interface CellBins {
  codes(table: Table): readonly Int32Array[]
  readonly sizes: readonly number[]
}

const intervals = 10
const mostCategories = 50

/** Bins by the rows of a table; columns of the kind text, and identifiers, are left out. */
export function cellBins(table: Table): CellBins {
  checkForms('cellBins', { table: [table, aTable] })
  const columns = table.schema.fields.flatMap((field, index) =>
    field.kind === 'text' || field.role === 'identifier' ? [] : [index],
  )
  const bins = columns.map((index) => columnBins(table.schema.fields[index]!, table.columns[index]!))
  return {
    codes: ({ columns: cells }) => columns.map((index, i) => codesOf(cells[index]!, bins[i]!)),
    sizes: bins.map(({ size }) => size),
  }
}

/** The mean total variation distance, from 0 to 1, of the joint distributions of all pairs of columns. */
export function pairDistance(bins: CellBins, a: readonly Int32Array[], b: readonly Int32Array[]): number {
  checkForms('pairDistance', { bins: [bins, anObject], a: [a, listOf(numberList)], b: [b, listOf(numberList)] })
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

/** The bins of one column: 0 for null, the others from 1. */
interface ColumnBins {
  readonly size: number
  /** The bin of a cell that is present. */
  binOf(value: number): number
}

function columnBins(field: Field, column: Column): ColumnBins {
  if (field.kind === 'categorical') return categoryBins(field, column)
  if (field.kind === 'boolean') return { size: 3, binOf: (value) => value + 1 }
  const edges = edgesOf(column)
  return { size: edges.length + 2, binOf: (value) => 1 + intervalOf(edges, value) }
}

function categoryBins(field: CategoricalField, column: Column): ColumnBins {
  const categories = field.categories.length
  if (categories <= mostCategories) return { size: categories + 1, binOf: (code) => code + 1 }
  const counts = classCounts(field, column)
  const common = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b)
  const bins = new Uint8Array(categories).fill(mostCategories + 1)
  common.slice(0, mostCategories).forEach((code, place) => (bins[code] = place + 1))
  return { size: mostCategories + 2, binOf: (code) => bins[code]! }
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

function codesOf(column: Column, { binOf }: ColumnBins): Int32Array {
  const codes = new Int32Array(columnLength(column))
  if (column.kind === 'text') return codes
  const cells = cellsOf(column)
  for (let row = 0; row < codes.length; row++) if (isPresent(column, row)) codes[row] = binOf(cells[row]!)
  return codes
}

function intervalOf(edges: Float64Array, value: number): number {
  let interval = 0
  while (interval < edges.length && value >= edges[interval]!) interval++
  return interval
}

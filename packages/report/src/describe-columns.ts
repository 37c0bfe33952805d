import type { Column, Field, MetricInput, Table } from '@asdf/contract'
import type { ColumnMarginals, NullShares } from './evaluation.ts'
import { classCodes, classNames, compareTables, isPresent } from '@asdf/core'
import { fewestRows } from './bins/fewest-rows.ts'
import { binNumbers } from './bins/number-bins.ts'
import { roundEdges, roundMoments } from './bins/round-edges.ts'

const mostCategories = 30

/**
 * The distribution of each column in training, synthetic and hold-out rows, for a report. It holds no row: numbers and
 * datetimes are counted in about 20 bins with round edges, which are merged until none has 1 to 4 training or hold-out rows;
 * categories with fewer than 5 training rows, and all but the 30 most frequent, are counted together as the last. Texts,
 * images and series have shares of nulls alone. Identifiers and weights are left out.
 *
 * Errors: those of `compareTables` of `@asdf/core`.
 */
export function describeColumns(input: Pick<MetricInput, 'train' | 'synthetic' | 'holdout'>): ColumnMarginals[] {
  const { train, synthetic, holdout } = compareTables('describeColumns', input)
  const tables = holdout === undefined ? [train, synthetic] : [train, synthetic, holdout]
  return train.schema.fields.map((field, index) => {
    const nulls = tables.map(({ columns, rowCount }) => nullsOf(columns[index]!, rowCount) / rowCount)
    return marginalsOf(field, index, tables, byTable(nulls))
  })
}

function marginalsOf(field: Field, index: number, tables: readonly Table[], nulls: NullShares): ColumnMarginals {
  const { name } = field
  const columns = tables.map((table) => table.columns[index]!)
  const rowCounts = tables.map(({ rowCount }) => rowCount)
  if (field.kind === 'numeric' || field.kind === 'datetime') {
    const [train, synthetic, ...others] = columns.map(presentNumbers)
    const edges = edgesOf(field, train!)
    // Real tables first.
    const { edges: merged, counts } = binNumbers([train!, ...others, synthetic!], columns.length - 1, edges)
    const [first, last] = [counts[0]!, counts.at(-1)!]
    const shares = [first, last, ...counts.slice(1, -1)].map((one, table) => one.map((n) => n / rowCounts[table]!))
    return { kind: field.kind, name, edges: merged, shares: byTable(shares), nulls }
  }
  if (field.kind !== 'categorical' && field.kind !== 'boolean') return { kind: field.kind, name, nulls }
  const { categories, other, counts } = countCategories(classNames(field), columns)
  const shares = counts.map((one, table) => one.map((count) => count / rowCounts[table]!))
  const real = (table: number) => shares[table]!.map((share, at) => (isFew(counts[table]![at]!) ? null : share))
  return {
    kind: field.kind,
    name,
    categories,
    other,
    shares: { train: real(0), synthetic: shares[1]!, ...(tables.length > 2 && { holdout: real(2) }) },
    nulls,
  }
}

function byTable<Value>([train, synthetic, holdout]: readonly Value[]) {
  return { train: train!, synthetic: synthetic!, ...(holdout !== undefined && { holdout }) }
}

function isFew(count: number): boolean {
  return count > 0 && count < fewestRows
}

function nullsOf(column: Column, rowCount: number): number {
  let count = 0
  for (let row = 0; row < rowCount; row++) if (!isPresent(column, row)) count++
  return count
}

function presentNumbers(column: Column): Float64Array {
  if (column.kind !== 'numeric' && column.kind !== 'datetime') throw new TypeError(`got a ${column.kind} column`)
  const { values, valid } = column
  return valid === undefined ? values : values.filter((_, row) => valid[row] !== 0)
}

/** Edges that cover the middle 98 % of the training rows; the first and the last bin take the rest. */
function edgesOf(field: Field, values: Float64Array): readonly number[] {
  if (values.length === 0) return []
  const sorted = values.slice().sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
  let [low, high] = [at(0.01), at(0.99)]
  if (low === high) [low, high] = [sorted[0]!, sorted.at(-1)!]
  return field.kind === 'datetime'
    ? roundMoments(low, high)
    : roundEdges(low, high, field.kind === 'numeric' && field.integer)
}

interface CategoryCounts {
  readonly categories: readonly string[]
  readonly other: number
  /** By table, then by category. */
  readonly counts: readonly (readonly number[])[]
}

function countCategories(names: readonly string[], columns: readonly Column[]): CategoryCounts {
  const all = columns.map((column) => {
    const counts = new Array<number>(names.length).fill(0)
    for (const code of classCodes(column)) if (code >= 0) counts[code]!++
    return counts
  })
  const [train] = all
  const codes = names.map((_, code) => code).filter((code) => all.some((counts) => counts[code]! > 0))
  // The sort is stable: ties stay in the order of the field's categories.
  codes.sort((a, b) => train![b]! - train![a]!)
  const kept = codes.filter((code) => train![code]! >= fewestRows).slice(0, mostCategories)
  const rest = codes.filter((code) => !kept.includes(code))
  const counts = all.map((one) => {
    const sums = kept.map((code) => one[code]!)
    return rest.length === 0 ? sums : [...sums, rest.reduce((sum, code) => sum + one[code]!, 0)]
  })
  return {
    categories: [...kept.map((code) => names[code]!), ...(rest.length === 0 ? [] : ['other'])],
    other: rest.length,
    counts,
  }
}

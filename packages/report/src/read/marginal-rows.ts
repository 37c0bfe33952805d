import type { ColumnMarginals } from '../evaluation.ts'
import { formatMoment, formatNumber, formatShare, shortName } from '../markup/format.ts'

/** Shares of a bin or a category; `null` for 1 to 4 real rows. */
export interface MarginalRow {
  readonly name: string
  readonly train: number | null
  readonly synthetic: number
  readonly holdout: number | null
}

/** The bins or categories of a column, and nulls last where there are any. */
export function marginalRows(column: ColumnMarginals): MarginalRow[] {
  const shares = 'shares' in column ? column.shares : undefined
  const rows = (shares === undefined ? [] : namesOf(column)).map((name, index): MarginalRow => {
    const { train, synthetic, holdout } = shares!
    return { name, train: train[index]!, synthetic: synthetic[index]!, holdout: holdout?.[index] ?? null }
  })
  const { train, synthetic, holdout } = column.nulls
  if (train > 0 || synthetic > 0) rows.push({ name: 'null', train, synthetic, holdout: holdout ?? null })
  return rows
}

function namesOf(column: ColumnMarginals): readonly string[] {
  if (column.kind === 'numeric' || column.kind === 'datetime') {
    const write = column.kind === 'datetime' ? formatMoment : formatNumber
    const edges = column.edges.map(write)
    if (edges.length === 0) return ['all values']
    const inner = edges.slice(1).map((edge, index) => `${edges[index]} to ${edge}`)
    return [`below ${edges[0]}`, ...inner, `${edges.at(-1)} and above`]
  }
  if (!('categories' in column)) return []
  const { categories, other } = column
  return categories.map((category, index) =>
    other > 0 && index === categories.length - 1 ? `${other} other${other === 1 ? '' : 's'}` : category,
  )
}

/** Where training and synthetic rows differ most, in words. */
export function largestDifference(rows: readonly MarginalRow[]): string {
  const [first] = rows
  if (first === undefined) return 'no nulls'
  const size = ({ train, synthetic }: MarginalRow) => Math.abs((train ?? 0) - synthetic)
  const worst = rows.reduce((most, row) => (size(row) > size(most) ? row : most), first)
  if (size(worst) === 0) return 'no difference'
  const real = worst.train === null ? 'hardly any' : formatShare(worst.train)
  return `most different at ${shortName(worst.name, 28)}: ${real} of training rows, ${formatShare(worst.synthetic)} of synthetic rows`
}

import type { DatetimeColumn, NumericColumn, NumericField, Rng } from '@asdf/contract'
import { createRng, standardNormal } from '@asdf/core'

export const settings = { minimumRows: 5, bins: 64 }

export function numericField(more: Partial<NumericField> = {}): NumericField {
  return { name: 'x', kind: 'numeric', role: 'feature', nullable: false, integer: false, ...more }
}

export function numbers(count: number, draw: (rng: Rng, row: number) => number, seed = 1): NumericColumn {
  const rng = createRng(seed)
  return { kind: 'numeric', values: Float64Array.from({ length: count }, (_, row) => draw(rng, row)) }
}

export const distributions: Readonly<Record<string, (rng: Rng) => number>> = {
  uniform: (rng) => rng.next(),
  normal: (rng) => standardNormal(rng),
  exponential: (rng) => -Math.log(1 - rng.next()),
  lognormal: (rng) => Math.exp(standardNormal(rng)),
  pareto: (rng) => (1 - rng.next()) ** (-1 / 3),
  twoHumps: (rng) => (rng.next() < 0.3 ? 50 : 0) + standardNormal(rng),
}

/** The largest distance between two empirical distribution functions. */
export function kolmogorovSmirnov(first: Float64Array, second: Float64Array): number {
  const a = first.slice().sort()
  const b = second.slice().sort()
  let i = 0
  let j = 0
  let largest = 0
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!)
    while (i < a.length && a[i]! <= value) i++
    while (j < b.length && b[j]! <= value) j++
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length))
  }
  return largest
}

export function valuesOf(column: { readonly kind: string }): Float64Array {
  return (column as NumericColumn | DatetimeColumn).values
}

export function range(values: Float64Array): readonly [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!
}

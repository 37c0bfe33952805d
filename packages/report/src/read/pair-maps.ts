import type { MetricDetails } from '@asdf/contract'
import type { Evaluation, Measured } from '../evaluation.ts'
import { badnessOf } from './column-ranking.ts'

type Matrix = Extract<MetricDetails, { kind: 'matrix' }>
type Values = Matrix['values']

/** Matrices of one measure, cut to the columns that are worst in them. */
export interface PairMaps {
  readonly label: string
  readonly names: readonly string[]
  /** Columns that were left out. */
  readonly left: number
  readonly maps: readonly PairMap[]
  readonly worst: readonly WorstPair[]
}

export interface PairMap {
  readonly title: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly values: Values
  readonly domain: readonly [number, number]
}

export interface WorstPair {
  readonly names: readonly [string, string]
  /** The score, or the values of real and synthetic rows. */
  readonly values: readonly number[]
}

/** More columns would be too small to see. */
export const mostMapped = 40
const mostPairs = 10

/** What to draw of the matrices of all measures. */
export function pairMapsOf({ measured }: Evaluation): PairMaps[] {
  return measured.flatMap((one) => {
    const matrices = Object.entries(one.result.details ?? {}).filter(
      (entry): entry is [string, Matrix] => entry[1].kind === 'matrix' && entry[1].values.length > 0,
    )
    const named = Object.fromEntries(matrices)
    const { real, synthetic } = named
    const isTrio = real !== undefined && synthetic !== undefined && real.rows.length === synthetic.rows.length
    const others = matrices.filter(([name]) => !isTrio || (name !== 'real' && name !== 'synthetic'))
    return [...(isTrio ? [compareMatrices(one, real, synthetic)] : []), ...others.map((other) => mapMatrix(one, other))]
  })
}

function compareMatrices({ label }: Measured, real: Matrix, synthetic: Matrix): PairMaps {
  const difference = real.values.map((row, i) =>
    row.map((value, j) => {
      const made = synthetic.values[i]?.[j] ?? null
      return value === null || made === null ? null : made - value
    }),
  )
  const sizes = difference.map((row) => row.map((value) => (value === null ? null : Math.abs(value))))
  const order = worstFirst(sizes)
  const isSigned = [real, synthetic].some(({ values }) => values.some((row) => row.some((value) => (value ?? 0) < 0)))
  const most = roundUp(Math.max(...sizes.map((row) => Math.max(0, ...row.map((value) => value ?? 0)))))
  const cut = (title: string, values: Values, domain: readonly [number, number]) => ({
    ...cutTo(real, values, order),
    title,
    domain,
  })
  const domain = [isSigned ? -1 : 0, 1] as const
  return {
    label,
    names: order.map((index) => real.rows[index]!),
    left: real.rows.length - order.length,
    maps: [
      cut(`${label} of real rows`, real.values, domain),
      cut(`${label} of synthetic rows`, synthetic.values, domain),
      cut(`${label}: synthetic less real`, difference, [-most, most]),
    ],
    worst: worstPairs(real, sizes, (i, j) => [real.values[i]![j]!, synthetic.values[i]![j]!]),
  }
}

function mapMatrix(measure: Measured, [name, matrix]: readonly [string, Matrix]): PairMaps {
  const { rows, columns, values } = matrix
  const isSquare = rows.length === columns.length && rows.every((row, index) => row === columns[index])
  const bad = values.map((row, i) =>
    row.map((value, j) => (value === null || (isSquare && i === j) ? null : badnessOf(measure, value))),
  )
  const isScore = values.every((row) => row.every((value) => value === null || isWithin(measure.range, value)))
  const order = isSquare ? worstFirst(bad) : rows.map((_, index) => index).slice(0, mostMapped)
  const shown = isSquare && isScore ? bad : values
  const high = roundUp(Math.max(...shown.map((row) => Math.max(0, ...row.map((value) => value ?? 0)))))
  const low = Math.min(0, ...shown.map((row) => Math.min(0, ...row.map((value) => value ?? 0))))
  const title =
    isSquare && isScore ? `${measure.label}: distance from the best value, by pair` : `${measure.label}: ${name}`
  return {
    label: measure.label,
    names: order.map((index) => rows[index]!),
    left: rows.length - order.length,
    maps: [{ ...cutTo(matrix, shown, order), title, domain: [low < 0 ? -Math.max(high, -low) : 0, high] }],
    worst: isSquare && isScore ? worstPairs(matrix, bad, (i, j) => [values[i]![j]!]) : [],
  }
}

function isWithin([low, high]: readonly [number, number], value: number): boolean {
  return value >= low && value <= high
}

/** Indices of the rows with the largest mean, in the order of the matrix where all of them fit. */
function worstFirst(values: Values): number[] {
  const indices = values.map((_, index) => index)
  if (indices.length <= mostMapped) return indices
  const means = values.map((row) => {
    const present = row.filter((value) => value !== null)
    return present.reduce((sum, value) => sum + value / present.length, 0)
  })
  return indices.sort((a, b) => means[b]! - means[a]!).slice(0, mostMapped)
}

function cutTo({ rows, columns }: Matrix, values: Values, order: readonly number[]) {
  const isSquare = rows.length === columns.length
  const across = isSquare ? order : columns.map((_, index) => index).slice(0, mostMapped)
  return {
    rows: order.map((index) => rows[index]!),
    columns: across.map((index) => columns[index]!),
    values: order.map((i) => across.map((j) => values[i]![j] ?? null)),
  }
}

function worstPairs({ rows }: Matrix, sizes: Values, valuesOf: (i: number, j: number) => number[]): WorstPair[] {
  const found: { readonly size: number; readonly i: number; readonly j: number }[] = []
  sizes.forEach((row, i) => {
    for (let j = 0; j < i; j++) {
      const size = row[j] ?? 0
      if (size > 0 && (found.length < mostPairs || size > found.at(-1)!.size)) {
        const place = found.findIndex((other) => other.size < size)
        found.splice(place < 0 ? found.length : place, 0, { size, i, j })
        if (found.length > mostPairs) found.pop()
      }
    }
  })
  return found.map(({ i, j }) => ({ names: [rows[j]!, rows[i]!], values: valuesOf(i, j) }))
}

/** A round number that is not below: the end of a scale. */
function roundUp(value: number): number {
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1].find((step) => step >= value) ?? value
}

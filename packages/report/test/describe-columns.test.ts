import type { ColumnMarginals, NumberMarginals } from '@asdf/report'
import { createRng, standardNormal, tableFromRows } from '@asdf/core'
import { describeColumns } from '@asdf/report'
import fc from 'fast-check'
import { expect, test } from 'vitest'

type Row = Record<string, string | number | boolean | Date | null>

function describeRows(train: readonly Row[], synthetic: readonly Row[] = train, holdout?: readonly Row[]) {
  return describeColumns({
    train: tableFromRows(train),
    synthetic: tableFromRows(synthetic),
    ...(holdout !== undefined && { holdout: tableFromRows(holdout) }),
  })
}

function numbersOf(values: readonly (number | null)[]): Row[] {
  return values.map((value) => ({ value }))
}

function numbersIn([column]: readonly ColumnMarginals[]): NumberMarginals {
  if (column?.kind === 'numeric' || column?.kind === 'datetime') return column
  throw new Error(`expected numbers, got ${column?.kind}`)
}

const sum = (shares: readonly (number | null)[]) => shares.reduce<number>((total, share) => total + (share ?? 0), 0)

test('counts numbers in about 20 bins with round edges', () => {
  const rng = createRng(1)
  const values = Array.from({ length: 5000 }, () => 50 + 12.345 * standardNormal(rng))
  const { edges, shares } = numbersIn(describeRows(numbersOf(values)))
  expect(edges.length).toBeGreaterThan(8)
  expect(edges.length).toBeLessThan(40)
  for (const edge of edges) expect(edge % 5).toBe(0)
  expect(shares.train).toHaveLength(edges.length + 1)
  expect(sum(shares.train)).toBeCloseTo(1, 12)
  expect(shares.synthetic).toEqual(shares.train)
})

test('no bin speaks of 1 to 4 training or hold-out rows', () => {
  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(values, values, values, (train, synthetic, holdout) => {
      const { shares, edges } = numbersIn(describeRows(numbersOf(train), numbersOf(synthetic), numbersOf(holdout)))
      for (const [real, rows] of [[shares.train, train] as const, [shares.holdout!, holdout] as const]) {
        expect(sum(real)).toBeCloseTo(1, 9)
        const few = real.filter((share) => share! * rows.length > 0.5 && share! * rows.length < 4.5)
        expect(few.length === 0 || edges.length === 0).toBe(true)
      }
    }),
  )
})

test('no edge is the value of a row, unless it is a round number', () => {
  const values = Array.from({ length: 300 }, (_, index) => 1234.5678 + index * 17.77777)
  const { edges } = numbersIn(describeRows(numbersOf(values)))
  expect(edges.filter((edge) => values.includes(edge))).toEqual([])
})

test('months and years are the edges of moments', () => {
  const start = Date.UTC(2001, 4, 17)
  const rows = Array.from({ length: 1000 }, (_, index) => ({ day: new Date(start + index * 86_400_000) }))
  const { edges } = numbersIn(describeRows(rows))
  expect(edges.length).toBeGreaterThan(5)
  for (const edge of edges) expect(new Date(edge).toISOString()).toMatch(/^\d{4}-\d\d-01T00:00:00.000Z$/)
})

test('folds categories of fewer than 5 training rows and withholds as few hold-out rows', () => {
  const rows = (counts: Record<string, number>) =>
    Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, () => ({ name })))
  const train = rows({ common: 60, known: 10, seldom: 4, once: 1 })
  const synthetic = rows({ common: 30, known: 20, seldom: 40, invented: 10 })
  const holdout = rows({ common: 47, known: 3 })
  const [column] = describeRows(train, synthetic, holdout)
  if (column?.kind !== 'categorical') throw new Error(`expected categories, got ${column?.kind}`)
  const { categories, other, shares } = column
  expect(categories).toEqual(['common', 'known', 'other'])
  expect(other).toBe(3)
  expect(shares.synthetic).toEqual([0.3, 0.2, 0.5])
  expect(shares.train[2]).toBeCloseTo(5 / 75, 12)
  expect(shares.holdout).toEqual([0.94, null, 0])
})

test('constants, nulls and texts have a place', () => {
  const columns = describeRows(
    Array.from({ length: 20 }, (_, index) => ({
      constant: 7,
      half: index % 2 === 0 ? null : index,
      text: `a text of its own, number ${index}, that no other row has`,
    })),
  )
  expect(columns.map(({ kind }) => kind)).toEqual(['numeric', 'numeric', 'text'])
  expect(columns[1]!.nulls.train).toBe(0.5)
  const constant = numbersIn(columns)
  expect(Math.max(...constant.shares.train.map((share) => share!))).toBe(1)
})

import type { Column, Field, Rng, Table } from '@asdf/contract'
import { createRng, createTable, uniformInteger } from '@asdf/core'
import fc from 'fast-check'

const day = 86_400_000

interface TypedColumn {
  readonly field: Field
  readonly column: Column
}

/** Draws the value of a row. */
type Draw = (rng: Rng) => number

const shapes: Readonly<Record<string, Draw>> = {
  normal: (rng) => 100 * (rng.next() + rng.next() + rng.next() - 1.5),
  spiked: (rng) => (rng.next() < 0.8 ? 0 : 1000 * rng.next() ** 3),
  heavy: (rng) => 1 / (1 - 0.9999 * rng.next()) - rng.next(),
  constant: () => 37.25,
  few: (rng) => uniformInteger(rng, 6) * 10,
  outlier: (rng) => (rng.next() < 0.01 ? 1e7 : rng.next()),
  huge: (rng) => (rng.next() - 0.5) * 3e307 * 10 ** (-20 * rng.next()),
  tiny: (rng) => rng.next() * 1e-290,
  far: (rng) => 1e9 + uniformInteger(rng, 1000),
  apart: (rng) => (rng.next() < 0.5 ? 5 * rng.next() : 1e6 + 5 * rng.next()),
}

const grids: Readonly<Record<string, (value: number) => number>> = {
  none: (value) => value,
  integer: Math.round,
  hundredths: (value) => (Math.abs(value) < 1e12 ? Math.round(value * 100) / 100 : value),
  fives: (value) => (Math.abs(value) < 1e12 ? Math.round(value / 5) * 5 + 3 : value),
  days: (value) => Math.round(Math.max(-1e5, Math.min(1e5, value))) * day,
}

const kinds = [...Object.keys(shapes), 'categories', 'many categories', 'boolean', 'identifier', 'text']

/** Tables of any columns there are: spikes, gaps, outliers, grids, huge and tiny numbers, nulls, constants, few rows. */
export const arbitraryTable: fc.Arbitrary<Table> = fc
  .record({
    seed: fc.integer(),
    rows: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 5, max: 300 })),
    columns: fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        grid: fc.constantFrom(...Object.keys(grids)),
        nulls: fc.constantFrom(0, 0, 0.3, 1),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ seed, rows, columns }) => {
    const made = columns.map(({ kind, grid, nulls }, index) => {
      const rng = createRng(seed).fork(index)
      const valid = Uint8Array.from({ length: rows }, () => (rng.next() < nulls ? 0 : 1))
      const isNullable = kind !== 'identifier' && valid.includes(0)
      return columnOf(`column ${index}`, { kind, grid }, isNullable ? valid : undefined, rows, rng)
    })
    return createTable(
      { fields: made.map(({ field }) => field) },
      made.map(({ column }) => column),
    )
  })

function columnOf(
  name: string,
  { kind, grid }: { readonly kind: string; readonly grid: string },
  valid: Uint8Array | undefined,
  rows: number,
  rng: Rng,
): TypedColumn {
  const base = { name, role: 'feature', nullable: valid !== undefined } as const
  const nulls = valid && { valid }
  const isNull = (row: number) => valid?.[row] === 0
  if (kind === 'boolean') {
    const values = Uint8Array.from({ length: rows }, (_, row) => (isNull(row) ? 0 : uniformInteger(rng, 2)))
    return { field: { ...base, kind }, column: { kind, values, ...nulls } }
  }
  if (kind === 'text' || kind === 'identifier') {
    const values = Array.from({ length: rows }, (_, row) =>
      isNull(row) ? '' : `word ${uniformInteger(rng, 1e6)} ${row}`,
    )
    const role = kind === 'text' ? 'feature' : 'identifier'
    return { field: { ...base, kind: 'text', role }, column: { kind: 'text', values, ...nulls } }
  }
  if (kind === 'categories' || kind === 'many categories') {
    const count = kind === 'categories' ? 4 : 60
    const codes = Int32Array.from({ length: rows }, (_, row) =>
      isNull(row) ? -1 : Math.floor(count * rng.next() * rng.next()),
    )
    const categories = Array.from({ length: count }, (_, i) => `category ${i}`)
    return {
      field: { ...base, kind: 'categorical', categories, ordered: false },
      column: { kind: 'categorical', codes, ...nulls },
    }
  }
  const values = Float64Array.from({ length: rows }, (_, row) =>
    isNull(row) ? Number.NaN : grids[grid]!(shapes[kind]!(rng)) + 0,
  )
  if (grid === 'days') return { field: { ...base, kind: 'datetime' }, column: { kind: 'datetime', values, ...nulls } }
  const isInteger = values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value))
  const field: Field = {
    ...base,
    kind: 'numeric',
    integer: isInteger,
    ...(grid === 'hundredths' && kind !== 'huge' && { decimals: 2 }),
  }
  return { field, column: { kind: 'numeric', values, ...nulls } }
}

import type { DatetimeField } from '@asdf/contract'
import { createRng, standardNormal, uniformInteger } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { fitCoder } from '../../src/columns/fit-coder.ts'
import { kolmogorovSmirnov, numbers, numericField, range, settings, valuesOf } from './samples.ts'

const day = 86_400_000
const start = Date.UTC(2020, 0, 1)

describe('the grid that a coder finds', () => {
  it.each([
    ['multiples of 5, off zero', (u: number) => 5 * Math.round(800 * u) + 3, 5, 3],
    ['even numbers below zero', (u: number) => -2 * Math.round(700 * u), 2, 0],
    ['whole numbers', (u: number) => Math.round(3000 * u), 1, 0],
  ])('keeps %s', (_, valueFor, step, origin) => {
    const column = numbers(2000, (rng) => valueFor(rng.next()))
    const coder = fitCoder(numericField({ integer: true }), column, settings)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    expect(drawn.every((value) => (((value - origin) % step) + step) % step === 0)).toBe(true)
    expect(kolmogorovSmirnov(column.values, drawn)).toBeLessThan(0.01)
    const [low, high] = range(column.values)
    expect(range(drawn)[0]).toBeGreaterThan(low - 20 * step)
    expect(range(drawn)[1]).toBeLessThan(high + 20 * step)
  })

  it('draws all of more codes than there is room for, with their shares, and no other number', () => {
    const codes = Array.from({ length: 600 }, (_, i) => 1000 + 97 * i + (i % 5))
    const column = numbers(12_000, (rng) => codes[Math.floor(600 * rng.next() ** 1.5)]!)
    const coder = fitCoder({ ...numericField({ integer: true }), name: 'zip' }, column, settings)
    const given = Float64Array.from(column.values, (value) => value + 1)
    const encoded = coder.encode(column)
    for (const drawn of [coder.decode(encoded, createRng(1)), coder.decode(encoded, createRng(1), given)]) {
      const values = valuesOf(drawn)
      expect(new Set(values)).toEqual(new Set(column.values))
      expect(kolmogorovSmirnov(column.values, values)).toBeLessThan(0.003)
    }
  })

  it('keeps hundredths exactly as they are written', () => {
    const column = numbers(2000, (rng) => Math.round(100 * Math.exp(3 + standardNormal(rng))) / 100)
    const coder = fitCoder(numericField({ decimals: 2 }), column, settings)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    expect(drawn.every((value) => Number(value.toFixed(2)) === value)).toBe(true)
  })

  it('keeps the shares of the points of a coarse grid, also where none has a code of its own', () => {
    const column = numbers(40_000, (rng) => Math.round(200 + 60 * standardNormal(rng)))
    const coder = fitCoder(numericField({ integer: true }), column, settings)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    expect(coder.atoms.filter((atom) => atom === 1).length).toBeLessThan(coder.size)
    expect(kolmogorovSmirnov(column.values, drawn)).toBeLessThan(0.003)
  })

  it('does not tell of a single value off the step where all others lie on it', () => {
    const column = numbers(2000, (rng, row) => {
      if (row < 1900) return rng.next() < 0.3 ? uniformInteger(rng, 100_000) : 100 * uniformInteger(rng, 1000)
      return row === 1950 ? 534_567 : 1000 * (100 + uniformInteger(rng, 900))
    })
    const coder = fitCoder(numericField({ integer: true }), column, settings)
    const codes = coder.encode(column)
    const drawn = [1, 2, 3, 4].flatMap((seed) => [...valuesOf(coder.decode(codes, createRng(seed)))])
    const large = drawn.filter((value) => value > 200_000)
    expect(large.length).toBeGreaterThan(300)
    expect(large.filter((value) => value % 100 !== 0)).toEqual([])
    const off = drawn.filter((value) => value % 100 !== 0).length / drawn.length
    expect(Math.abs(off - column.values.filter((value) => value % 100 !== 0).length / 2000)).toBeLessThan(0.02)
  })

  it.each([
    ['whole days', day],
    ['weeks', 7 * day],
    ['quarters of an hour', 15 * 60_000],
    ['seconds', 1000],
    ['milliseconds', 1],
  ])('keeps datetimes on %s', (_, step) => {
    const field: DatetimeField = { name: 't', kind: 'datetime', role: 'feature', nullable: false }
    const { values } = numbers(1500, (rng) => start + step * Math.round(900 * Math.abs(standardNormal(rng))))
    const column = { kind: 'datetime', values } as const
    const coder = fitCoder(field, column, settings)
    const drawn = coder.decode(coder.encode(column), createRng(1))
    expect(drawn.kind).toBe('datetime')
    expect(valuesOf(drawn).every((value) => (value - start) % step === 0)).toBe(true)
    expect(kolmogorovSmirnov(values, valuesOf(drawn))).toBeLessThan(0.01)
  })

  it('takes a column of few dates for dates of single days', () => {
    const field: DatetimeField = { name: 't', kind: 'datetime', role: 'feature', nullable: false }
    const { values } = numbers(30, (rng) => start + day * 10 * uniformInteger(rng, 12))
    const coder = fitCoder(field, { kind: 'datetime', values }, { minimumRows: 10, bins: 8 })
    const codes = Uint8Array.from({ length: 300 }, (_, row) => row % coder.size)
    expect(valuesOf(coder.decode(codes, createRng(1))).every((value) => value % day === 0)).toBe(true)
  })

  it('finds the code of a datetime by its text', () => {
    const field: DatetimeField = { name: 't', kind: 'datetime', role: 'feature', nullable: false }
    const values = Float64Array.from({ length: 40 }, (_, row) => start + day * (row % 4))
    const coder = fitCoder(field, { kind: 'datetime', values }, settings)
    expect(coder.codeOf('2020-01-03')).toBe(2)
    expect(coder.codeOf(start + 2 * day)).toBe(2)
    expect(coder.codeOf('2020-01-05')).toBeUndefined()
    expect(coder.codeOf('soon')).toBeUndefined()
  })
})

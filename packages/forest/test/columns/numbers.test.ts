import { createRng, standardNormal, uniformInteger } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { fitCoder } from '../../src/columns/fit-coder.ts'
import {
  distributions,
  kolmogorovSmirnov,
  median,
  numbers,
  numericField,
  range,
  settings,
  valuesOf,
} from './samples.ts'

describe('a coder of smooth numbers', () => {
  it.each(Object.entries(distributions))('keeps the distribution of the data: %s', (_, draw) => {
    const column = numbers(4000, draw)
    const coder = fitCoder(numericField(), column, settings)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(2)))
    expect(kolmogorovSmirnov(column.values, drawn)).toBeLessThan(0.006)
  })

  it.each(Object.entries(distributions))('keeps mean and standard deviation: %s', (_, draw) => {
    const column = numbers(4000, draw)
    const coder = fitCoder(numericField(), column, settings)
    const codes = coder.encode(column)
    const [mean, deviation] = moments(column.values)
    const drawn = Array.from({ length: 20 }, (_, seed) => moments(valuesOf(coder.decode(codes, createRng(seed)))))
    expect(Math.abs(median(drawn.map(([m]) => m)) - mean) / deviation).toBeLessThan(0.005)
    expect(median(drawn.map(([, s]) => s)) / deviation).toBeGreaterThan(0.97)
    expect(median(drawn.map(([, s]) => s)) / deviation).toBeLessThan(1.03)
  })

  it.each(Object.entries(distributions))('reaches about as far as the data at both ends: %s', (name, draw) => {
    const column = numbers(4000, draw)
    const coder = fitCoder(numericField(), column, settings)
    const codes = coder.encode(column)
    const drawn = Array.from({ length: 30 }, (_, seed) => range(valuesOf(coder.decode(codes, createRng(seed)))))
    const [low, high] = range(column.values)
    const middle = median([...column.values])
    const reaches = [
      median(drawn.map(([least]) => (middle - least) / (middle - low))),
      median(drawn.map(([, most]) => (most - middle) / (high - middle))),
    ]
    const slack = name === 'lognormal' || name === 'pareto' ? 0.35 : 0.1
    for (const reach of reaches) {
      expect(reach).toBeGreaterThan(1 - slack)
      expect(reach).toBeLessThan(1 + slack)
    }
  })

  it.each(Object.entries(distributions))('gives out no training value and keeps none: %s', (_, draw) => {
    const column = numbers(2000, draw)
    const coder = fitCoder(numericField(), column, settings)
    const training = new Set(column.values)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(3)))
    expect(drawn.filter((value) => training.has(value))).toHaveLength(0)
    for (const [name, { data }] of Object.entries(coder.state.arrays)) {
      expect(Array.from(data).filter((value) => training.has(value) && name !== 'knotShares')).toEqual([])
    }
  })

  it('goes beyond no bound of its field, and stays off the ends that few rows share', () => {
    const column = numbers(1000, distributions['pareto']!)
    const [minimum, maximum] = range(column.values)
    const coder = fitCoder(numericField({ minimum, maximum }), column, settings)
    const codes = coder.encode(column)
    for (let seed = 0; seed < 20; seed++) {
      const [low, high] = range(valuesOf(coder.decode(codes, createRng(seed))))
      expect(low).toBeGreaterThan(minimum)
      expect(high).toBeLessThan(maximum)
    }
  })

  it('keeps the sign that all values have', () => {
    const column = numbers(500, distributions['exponential']!)
    const mirrored = { ...column, values: column.values.map((value) => -value) }
    const low = range(sampleOf(column))[0]
    const high = range(sampleOf(mirrored))[1]
    expect(low).toBeGreaterThan(0)
    expect(high).toBeLessThan(0)
  })

  it('cuts finer towards the ends, never below minimumRows', () => {
    const column = numbers(10_000, distributions['normal']!)
    const coder = fitCoder(numericField(), column, settings)
    const counts = countsOf(coder.encode(column), coder.size)
    expect(coder.atoms).toEqual(new Uint8Array(coder.size))
    for (const [end, next, middle] of [
      [counts[0]!, counts[3]!, counts[coder.size >> 1]!],
      [counts.at(-1)!, counts.at(-4)!, counts[coder.size >> 1]!],
    ] as const) {
      expect(end).toBeGreaterThanOrEqual(5)
      expect(end).toBeLessThan(20)
      expect(next).toBeGreaterThan(end)
      expect(middle).toBeGreaterThan(next)
    }
  })

  it('gives densities that are those of the data', () => {
    const column = numbers(10_000, distributions['uniform']!)
    const coder = fitCoder(numericField(), column, settings)
    const counts = countsOf(coder.encode(column), coder.size)
    for (let code = 4; code < coder.size - 4; code++) {
      expect(Math.abs(Math.log(counts[code]! / 10_000) - coder.logWidth(code))).toBeLessThan(0.5)
    }
    const total = Array.from(counts, (_, code) => Math.exp(coder.logWidth(code))).reduce((a, b) => a + b)
    expect(total).toBeGreaterThan(0.99)
    expect(total).toBeLessThan(1.01)
  })
})

describe('a coder of numbers with spikes', () => {
  it('has an atom for each value of a column of few values', () => {
    const column = numbers(3000, (rng) => 20 + uniformInteger(rng, 60))
    const coder = fitCoder(numericField({ integer: true }), column, settings)
    expect(coder.size).toBe(60)
    expect([...coder.atoms].every((atom) => atom === 1)).toBe(true)
    expect([...coder.centers]).toEqual(Array.from({ length: 60 }, (_, i) => 20 + i))
    expect(valuesOf(coder.decode(coder.encode(column), createRng(1)))).toEqual(column.values)
  })

  it('keeps the exact share of zeros of a zero-inflated column, and no other value is drawn as zero', () => {
    const column = numbers(5000, (rng) => (rng.next() < 0.9 ? 0 : Math.exp(standardNormal(rng))))
    const coder = fitCoder(numericField(), column, settings)
    const zero = coder.codeOf(0)!
    expect(coder.atoms[zero]).toBe(1)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    expect(drawn.filter((value) => value === 0)).toHaveLength(column.values.filter((value) => value === 0).length)
    expect(coder.size).toBeGreaterThan(20)
  })

  it('never gives out a value between spikes that fewer than minimumRows rows share', () => {
    const values = Float64Array.from([...repeat(10, 40), 11, 11, 12, ...repeat(13, 40), 17, ...repeat(20, 40)])
    const coder = fitCoder(numericField({ integer: true }), { kind: 'numeric', values }, settings)
    expect([...coder.centers]).toEqual([10, 13, 20])
    expect([11, 12, 17].map((value) => coder.codeOf(value))).toEqual([undefined, undefined, undefined])
    expect([...coder.encode({ kind: 'numeric', values: Float64Array.of(11, 12, 16, 17, 99, -99) })]).toEqual([
      0, 1, 1, 2, 2, 0,
    ])
  })

  it('lets light spikes join rare values at an end, so that the tail is kept', () => {
    const values = Float64Array.from([
      ...[10, 11, 12, 13].flatMap((value) => repeat(value, 60)),
      ...repeat(14, 7),
      15,
      16,
      18,
    ])
    const column = { kind: 'numeric', values } as const
    const coder = fitCoder(numericField({ integer: true }), column, settings)
    expect([...coder.atoms]).toEqual([1, 1, 1, 1, 0])
    const drawn = Array.from({ length: 40 }, (_, seed) => valuesOf(coder.decode(coder.encode(column), createRng(seed))))
    const largest = drawn.map((sample) => range(sample)[1])
    expect(median(largest)).toBeGreaterThanOrEqual(16)
    expect(Math.max(...largest)).toBeLessThanOrEqual(21)
  })

  it('leaves a heavy spike at an end alone', () => {
    const values = Float64Array.from([-7, -3, ...repeat(0, 500), ...repeat(1, 500)])
    const coder = fitCoder(numericField({ integer: true }), { kind: 'numeric', values }, settings)
    expect([...coder.centers]).toEqual([0, 1])
    expect(coder.codeOf(-7)).toBeUndefined()
  })

  it('keeps frequent values inside intervals where there are too many for codes of their own', () => {
    const column = numbers(20_000, (rng) => (rng.next() < 0.5 ? uniformInteger(rng, 400) / 4 : 100 * rng.next()))
    const coder = fitCoder(numericField(), column, settings)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    const quarters = (values: Float64Array) => values.filter((value) => (value * 4) % 1 === 0).length / values.length
    expect(coder.atoms.filter((atom) => atom === 1).length).toBeLessThan(50)
    expect(quarters(drawn)).toBeCloseTo(quarters(column.values), 2)
  })

  it('smooths a short column of whole numbers instead of moving many rows to its few common ones', () => {
    const column = numbers(400, (rng) => uniformInteger(rng, 100))
    const coder = fitCoder(numericField({ integer: true }), column, settings)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    expect(coder.atoms.filter((atom) => atom === 1).length).toBeLessThan(5)
    expect(kolmogorovSmirnov(column.values, drawn)).toBeLessThan(0.03)
  })

  it('stays within 255 codes however the values lie', () => {
    const column = numbers(60_000, (rng) => (rng.next() < 0.5 ? uniformInteger(rng, 240) * 10 : 2400 * rng.next()))
    const coder = fitCoder(numericField({ nullable: true }), column, { minimumRows: 5, bins: 200 })
    expect(coder.size).toBeLessThanOrEqual(255)
    const drawn = valuesOf(coder.decode(coder.encode(column), createRng(1)))
    expect(kolmogorovSmirnov(column.values, drawn)).toBeLessThan(0.01)
  })

  it('codes a constant as one atom', () => {
    const coder = fitCoder(
      numericField(),
      numbers(50, () => 3.5),
      settings,
    )
    expect([coder.size, coder.atoms[0], coder.centers[0], coder.logWidth(0)]).toEqual([1, 1, 3.5, 0])
  })
})

function sampleOf(column: ReturnType<typeof numbers>): Float64Array {
  const coder = fitCoder(numericField(), column, settings)
  const codes = coder.encode(column)
  return Float64Array.from(
    Array.from({ length: 20 }, (_, s) => [...valuesOf(coder.decode(codes, createRng(s)))]).flat(),
  )
}

function moments(values: Float64Array): readonly [number, number] {
  const mean = values.reduce((a, b) => a + b) / values.length
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)]
}

function countsOf(codes: Uint8Array, size: number): Uint32Array {
  const counts = new Uint32Array(size)
  for (const code of codes) counts[code]!++
  return counts
}

function repeat(value: number, count: number): number[] {
  return Array.from({ length: count }, () => value)
}

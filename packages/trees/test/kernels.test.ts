import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binCodes, binNumbers } from '../src/kernels/bin-values.ts'
import { writePairs } from '../src/kernels/losses.ts'
import { quantileEdges } from '../src/kernels/quantile-edges.ts'
import { createNumberSorter } from '../src/kernels/sort-numbers.ts'
import { createKernels, createMemory } from '../src/kernels/wasm.ts'
import { generate } from '../wasm/generate.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const numbers = fc.oneof(
  fc.array(finite, { maxLength: 300 }),
  fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 300 }),
  fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { maxLength: 600, minLength: 300 }),
)

test('the committed kernels are those of kernels.wat', async () => {
  const committed = readFileSync(new URL('../src/kernels/wasm-binary.ts', import.meta.url), 'utf8')
  const literals = (text: string) => text.match(/'[A-Za-z0-9+/=]{50,}'/g)
  expect(literals(committed)).toHaveLength(2)
  expect(literals(committed)).toEqual(literals(await generate()))
})

test('numbers are sorted as a typed array sorts them', () => {
  const sorter = createNumberSorter(1000)
  fc.assert(
    fc.property(numbers, (values) => {
      sorter.values.set(values)
      sorter.sort(values.length)
      expect(sorter.values.slice(0, values.length)).toEqual(Float64Array.from(values).sort())
    }),
  )
})

describe('quantile edges', () => {
  const sorted = numbers.map((values) => Float64Array.from(values, (value) => value + 0).sort())

  test('ascend, lie between values, and cut off no value twice', () => {
    fc.assert(
      fc.property(sorted, fc.integer({ min: 2, max: 255 }), (values, maximumBins) => {
        const edges = quantileEdges(values, maximumBins)
        expect(edges.length).toBeLessThan(maximumBins)
        const bins = values.map((value) => edges.filter((edge) => edge < value).length)
        // Every bin between the edges is in use.
        expect(new Set(bins).size).toBe(values.length === 0 ? 0 : edges.length + 1)
      }),
    )
  })

  test('separate all distinct values when these are few enough', () => {
    fc.assert(
      fc.property(sorted, (values) => {
        const distinct = new Set([...values].map((value) => (value === 0 ? 0 : value))).size
        fc.pre(distinct > 0 && distinct <= 255)
        expect(quantileEdges(values, 255).length).toBe(distinct - 1)
      }),
    )
  })

  test('make bins of about the same size', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => i ** 2)
    const edges = quantileEdges(values, 100)
    expect(edges.length).toBe(99)
    edges.forEach((edge, i) => expect(values.filter((value) => value <= edge).length).toBeCloseTo(100 * (i + 1), -1))
  })
})

test('the bin of a number is how many edges lie below it', () => {
  fc.assert(
    fc.property(fc.array(finite, { maxLength: 400 }), fc.uniqueArray(finite, { maxLength: 254 }), (values, cuts) => {
      const edges = Float64Array.from(cuts).sort()
      const out = new Uint8Array(values.length)
      const valid = Uint8Array.from(values, (_, i) => (i % 7 === 3 ? 0 : 1))
      binNumbers(Float64Array.from(values), valid, edges, 255, out)
      values.forEach((value, i) => {
        expect(out[i]).toBe(i % 7 === 3 ? 255 : cuts.filter((cut) => cut < value).length)
      })
    }),
  )
})

test('columns longer than a chunk are binned to their end', () => {
  const values = Float64Array.from({ length: 70_001 }, (_, i) => i)
  const out = new Uint8Array(values.length)
  binNumbers(values, undefined, Float64Array.of(10.5, 69_999.5), 255, out)
  expect([out[0], out[10], out[11], out[40_000], out[69_999], out[70_000]]).toEqual([0, 0, 1, 1, 1, 2])
})

test('the bin of a category is looked up', () => {
  const out = new Uint8Array(4)
  binCodes(Int32Array.of(2, 0, 1, 2), Uint8Array.of(1, 1, 1, 0), Uint8Array.of(5, 6, 7), 9, out)
  expect([...out]).toEqual([7, 5, 6, 9])
})

test('logistic gradients are those of the formula, to one unit of the last place', () => {
  const rowCount = 101
  const memory = createMemory(1 << 16, false)
  const view = <A>(kind: new (buffer: ArrayBufferLike, at: number, length: number) => A, at: number, length: number) =>
    new kind(memory.buffer, at, length)
  const data = {
    raw: view(Float64Array, 0, rowCount),
    values: view(Float64Array, 1024, rowCount),
    weights: view(Float64Array, 2048, rowCount),
    pairs: view(Int32Array, 3072, 2 * rowCount),
  }
  const scale = { gradient: 2 ** 27, hessian: 2 ** 29 }
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -800, max: 800, noNaN: true }), { minLength: rowCount, maxLength: rowCount }),
      (raw) => {
        data.raw.set(raw)
        data.values.set(raw.map((_, i) => i % 2))
        data.weights.set(raw.map((_, i) => 1 + (i % 5)))
        writePairs(createKernels(memory), 'logistic', data, scale, { from: 0, to: rowCount })
        raw.forEach((value, i) => {
          const p = 1 / (1 + Math.exp(-value))
          const weight = 1 + (i % 5)
          expect(Math.abs(data.pairs[2 * i]! - (p - (i % 2)) * weight * scale.gradient)).toBeLessThan(1.01)
          expect(Math.abs(data.pairs[2 * i + 1]! - p * (1 - p) * weight * scale.hessian)).toBeLessThan(1.01)
        })
      },
    ),
    { numRuns: 30 },
  )
})

test('a stable partition keeps the order on both sides', () => {
  const memory = createMemory(1 << 16, false)
  const kernels = createKernels(memory)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 500 }), (bins) => {
      const rows = new Uint32Array(memory.buffer, 0, bins.length)
      rows.forEach((_, i) => (rows[i] = i))
      new Uint8Array(memory.buffer, 4096, bins.length).set(bins)
      const goesLeft = new Uint8Array(memory.buffer, 8192, 256).map((_, bin) => (bin % 3 === 0 ? 1 : 0))
      new Uint8Array(memory.buffer, 8192, 256).set(goesLeft)
      const count = kernels.partition(0, bins.length, 4096, 8192, 16384)
      const left = bins.flatMap((bin, row) => (bin % 3 === 0 ? [row] : []))
      const right = bins.flatMap((bin, row) => (bin % 3 === 0 ? [] : [row]))
      expect(count).toBe(left.length)
      expect([...rows]).toEqual([...left, ...right])
    }),
  )
})

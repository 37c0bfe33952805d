import type { Row } from './reference/best-split.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestSet, bestThreshold, noBin, resultSize } from '../src/kernels/split.ts'
import { createKernels, createMemory } from '../src/kernels/wasm.ts'
import { gainOf, setSplits, thresholdSplits } from './reference/best-split.ts'

// Gradients in sixteenths and hessians in eighths are exact in fixed point, so gains can be compared closely.
const scale = { gradientUnit: 2 ** -20, hessianUnit: 2 ** -20, countShift: 50 }
const missing = 6
const binCount = missing + 1

const rowsOf = (mostBins: number) =>
  fc.array(
    fc.record({
      bin: fc.integer({ min: 0, max: mostBins - 1 }),
      gradient: fc.integer({ min: -32, max: 32 }).map((g) => g / 16),
      hessian: fc.integer({ min: 1, max: 8 }).map((h) => h / 8),
    }),
    { minLength: 2, maxLength: 40 },
  )

const rulesOf = fc.record({
  minimumRows: fc.integer({ min: 1, max: 4 }),
  minimumHessian: fc.constantFrom(0, 0.5, 1),
  l2: fc.constantFrom(0, 0.5, 3),
  categoricalSmoothing: fc.constant(0),
})

/** The histogram that the kernel builds from the rows, and where results go. */
function prepare(rows: readonly Row[]) {
  const memory = createMemory(1 << 16, false)
  const kernels = createKernels(memory)
  const at = (bytes: number) => 4096 + bytes
  const histogram = new Int32Array(memory.buffer, 0, 4 * binCount)
  const rowNumbers = new Uint32Array(memory.buffer, at(0), rows.length)
  const pairs = new Int32Array(memory.buffer, at(1024), 2 * rows.length)
  const bins = new Uint8Array(memory.buffer, at(2048), rows.length)
  const out = new Float64Array(memory.buffer, at(3072), resultSize)
  rows.forEach((row, i) => {
    rowNumbers[i] = i
    bins[i] = row.bin
    pairs[2 * i] = row.gradient / scale.gradientUnit
    pairs[2 * i + 1] = row.hessian / scale.hessianUnit
  })
  const unit = 1n << BigInt(scale.countShift)
  kernels.accumulate(rowNumbers.byteOffset, pairs.byteOffset, rows.length, unit, bins.byteOffset, 0)
  const total = (of: 'gradient' | 'hessian') => rows.reduce((sum, row) => sum + row[of], 0)
  const sums = { gradient: total('gradient'), hessian: total('hessian'), count: rows.length }
  return { kernels, histogram, out, sums }
}

test('the threshold found is the best of all thresholds, tried one by one', () => {
  fc.assert(
    fc.property(rowsOf(binCount), rulesOf, (rows, rules) => {
      const { kernels, histogram, out, sums } = prepare(rows)
      bestThreshold(kernels, histogram, 0, missing, sums, rules, scale, out, 0)
      const best = thresholdSplits(rows, missing, rules)[0]
      if (best === undefined || best.gain < 1e-9) {
        expect(out[1] === noBin || out[0]! < 1e-9).toBe(true)
        return
      }
      const left = new Set(Array.from({ length: out[1]! + 1 }, (_, bin) => bin))
      if (out[2] === 1) left.add(missing)
      expect(out[0]).toBeCloseTo(best.gain, 9)
      expect(gainOf(rows, left, rules)).toBeCloseTo(best.gain, 9)
      const inside = rows.filter((row) => left.has(row.bin))
      expect(out[5]).toBe(inside.length)
      expect(out[3]).toBeCloseTo(
        inside.reduce((sum, row) => sum + row.gradient, 0),
        9,
      )
      expect(out[4]).toBeCloseTo(
        inside.reduce((sum, row) => sum + row.hessian, 0),
        9,
      )
    }),
    { numRuns: 500 },
  )
})

test('the set of categories found is the best of all sets when hessians are equal (Fisher 1958)', () => {
  const rules = { minimumRows: 1, minimumHessian: 0, l2: 0, categoricalSmoothing: 0 }
  fc.assert(
    fc.property(rowsOf(binCount), (drawn) => {
      const rows = drawn.map((row) => ({ ...row, hessian: 1 }))
      const { histogram, out, sums } = prepare(rows)
      const set = new Int32Array(8)
      bestSet(histogram, 0, missing, sums, rules, scale, out, 0, set, 0)
      const best = setSplits(rows, binCount, rules)[0]
      if (best === undefined || best.gain < 1e-9) {
        expect(out[1] === noBin || out[0]! < 1e-9).toBe(true)
        return
      }
      const left = new Set(Array.from({ length: binCount }, (_, bin) => bin).filter((bin) => (set[0]! >> bin) & 1))
      expect(out[0]).toBeCloseTo(best.gain, 9)
      expect(gainOf(rows, left, rules)).toBeCloseTo(best.gain, 9)
    }),
    { numRuns: 300 },
  )
})

import { createRng, insertNeighbor, numericPoints, standardNormal, uniformInteger } from '@asdf/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findClusters } from '../src/clusters.ts'
import { pickByWeight } from '../src/draws.ts'
import { moments } from '../src/features.ts'
import { interpolate } from '../src/kernels/interpolate.ts'
import { nearestByValueDifference } from '../src/kernels/value-difference.ts'
import { trainSupportVectors } from '../src/support-vectors.ts'
import { classProbabilities } from '../src/value-difference.ts'

const silent = () => Promise.resolve()

it('mean and deviation equal the textbook’s, at every magnitude', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 }), (values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
      for (const unit of [1, 2 ** 900, 2 ** -900]) {
        const found = moments(Float64Array.from(values, (value) => value * unit))
        expect(found.mean / unit).toBeCloseTo(mean, 9)
        expect(found.deviation / unit).toBeCloseTo(deviation, 9)
      }
    }),
  )
  for (const bad of [NaN, Infinity, -Infinity]) expect(moments(Float64Array.of(1, bad, 2)).deviation).toBeNaN()
})

it('a step of at most a half never leaves the way between two values', () => {
  const value = fc.double({ min: -1e300, max: 1e300, noNaN: true })
  fc.assert(
    fc.property(value, value, fc.double({ min: 0, max: 0.5, noNaN: true }), (a, b, step) => {
      const out = new Float64Array(1)
      interpolate(Float64Array.of(a, b), Uint32Array.of(0), Uint32Array.of(1), Float64Array.of(step), out)
      expect(out[0]).toBeGreaterThanOrEqual(Math.min(a, b))
      expect(out[0]).toBeLessThanOrEqual(Math.max(a, b))
    }),
    { numRuns: 2000 },
  )
})

it('bases are drawn as often as their weights say, give or take one', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 500 }),
      (seed, weights, count) => {
        const picked = pickByWeight(Float64Array.from(weights), count, createRng(seed))
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        weights.forEach((weight, slot) => {
          const times = picked.filter((other) => other === slot).length
          expect(Math.abs(times - (weight / total) * count)).toBeLessThan(1 + 1e-9)
        })
      },
    ),
  )
})

it('value-difference neighbors equal those of comparing every pair of rows', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (seed, width) => {
      const rng = createRng(seed)
      const labels = Int32Array.from({ length: 40 }, () => uniformInteger(rng, 3))
      const rows = Uint32Array.from({ length: 15 }, (_, i) => 2 * i)
      const tables = Array.from({ length: width }, () => Int32Array.from(labels, () => uniformInteger(rng, 4)))
      const columns = tables.map((codes) => ({
        codes: Int32Array.from(rows, (row) => codes[row]!),
        ...classProbabilities(codes, labels),
      }))
      const found = new Uint32Array(15 * 3)
      nearestByValueDifference(columns, 15, { begin: 0, end: 15, k: 3 }, found)
      const share = (codes: Int32Array, value: number, label: number) => {
        const holders = labels.filter((_, row) => codes[row] === value)
        return holders.filter((other) => other === label).length / holders.length
      }
      const distance = (a: number, b: number) =>
        tables.reduce((sum, codes) => {
          const gaps = [0, 1, 2].map((label) =>
            Math.abs(share(codes, codes[a]!, label) - share(codes, codes[b]!, label)),
          )
          return sum + gaps.reduce((all, gap) => all + gap, 0) ** 2
        }, 0)
      for (let i = 0; i < 15; i++) {
        const distances = Array.from(rows, (row) => distance(rows[i]!, row))
        const sorted = distances.filter((_, j) => j !== i).sort((a, b) => a - b)
        found.slice(3 * i, 3 * i + 3).forEach((j, rank) => {
          expect(j).not.toBe(i)
          expect(distances[j]).toBeCloseTo(sorted[rank]!, 12)
        })
      }
    }),
    { numRuns: 50 },
  )
})

it('the weights of the support vectors are feasible and optimal to within the tolerance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 4, max: 60 }), async (seed, rowCount) => {
      const rng = createRng(seed)
      const signs = Int8Array.from({ length: rowCount }, (_, i) => (i < 2 ? 1 - 2 * i : rng.next() < 0.3 ? 1 : -1))
      const numbers = Float64Array.from({ length: rowCount * 2 }, (_, i) => standardNormal(rng) + signs[i >> 1]! / 2)
      const alphas = await trainSupportVectors({ rowCount, columns: 2, numbers, signs }, silent)
      expect(alphas.every((alpha) => alpha >= 0 && alpha <= 1)).toBe(true)
      expect(alphas.reduce((sum, alpha, i) => sum + alpha * signs[i]!, 0)).toBeCloseTo(0, 9)
      const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length
      const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length
      const kernel = (i: number, j: number) => {
        const square = (numbers[2 * i]! - numbers[2 * j]!) ** 2 + (numbers[2 * i + 1]! - numbers[2 * j + 1]!) ** 2
        return Math.exp(-square / (2 * variance))
      }
      // Karush–Kuhn–Tucker: what may grow nowhere exceeds what may shrink, by more than the tolerance of 1e-3.
      const slopes = Array.from(signs, (sign, i) => {
        const output = alphas.reduce((sum, alpha, j) => sum + alpha * signs[j]! * kernel(i, j), 0)
        return sign * (1 - sign * output)
      })
      const mayGrow = slopes.filter((_, i) => (signs[i] === 1 ? alphas[i]! < 1 : alphas[i]! > 0))
      const mayShrink = slopes.filter((_, i) => (signs[i] === 1 ? alphas[i]! > 0 : alphas[i]! < 1))
      if (mayGrow.length > 0 && mayShrink.length > 0) {
        expect(Math.max(...mayGrow) - Math.min(...mayShrink)).toBeLessThan(1.1e-3)
      }
    }),
    { numRuns: 60 },
  )
})

it('clusters far apart are found, and every point is in the cluster with the nearest mean', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 5 }), async (seed, clusterCount) => {
      const rng = createRng(seed)
      const truth = Array.from({ length: 60 }, (_, i) => i % clusterCount)
      const numbers = Float64Array.from(truth.flatMap((c) => [1000 * c + standardNormal(rng), standardNormal(rng)]))
      const found = await findClusters(numericPoints(numbers, 2), clusterCount, rng, silent)
      const names = new Map(truth.map((c, i) => [c, found[i]!]))
      expect(truth.map((c) => names.get(c))).toEqual([...found])
      expect(new Set(found).size).toBe(clusterCount)
    }),
  )
})

it('more clusters than different points leaves some empty', async () => {
  const points = numericPoints(Float64Array.of(1, 1, 1, 5), 1)
  const found = await findClusters(points, 8, createRng(1), silent)
  expect(found[0]).toBe(found[1])
  expect(found[3]).not.toBe(found[0])
})

it('equally near neighbors keep the order they came in', () => {
  const distances = new Float64Array(3).fill(Infinity)
  const indices = new Uint32Array(3)
  for (const [distance, index] of [
    [2, 0],
    [1, 1],
    [2, 2],
    [1, 3],
  ] as const) {
    if (distance < distances[2]!) insertNeighbor(distance, index, 0, 3, distances, indices)
  }
  expect([...indices]).toEqual([1, 3, 0])
})

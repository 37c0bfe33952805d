import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { donorOf } from '../src/impute/predictive-mean-matching.ts'

const predictions = fc
  .array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -5, max: 5, noNaN: true })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((values) => Float64Array.from(values).sort())

it('chooses a donor no farther away than the d-th nearest', () => {
  fc.assert(
    fc.property(
      predictions,
      fc.double({ min: -7, max: 7, noNaN: true }),
      fc.nat(9),
      fc.nat(),
      (sorted, value, d, seed) => {
        const distances = sorted.map((prediction) => Math.abs(prediction - value)).sort()
        const limit = distances[Math.min(d, sorted.length - 1)]!
        const donor = donorOf(sorted, value, d + 1, createRng(seed))
        expect(Math.abs(sorted[donor]! - value)).toBeLessThanOrEqual(limit)
      },
    ),
  )
})

it('gives each of the d nearest, and each of equal ones, the same chance', () => {
  const sorted = Float64Array.of(0, 1, 2, 3, 3, 3, 3, 9)
  const rng = createRng(1)
  const counts = new Float64Array(sorted.length)
  for (let i = 0; i < 20_000; i++) counts[donorOf(sorted, 2.1, 2, rng)]!++
  // The two nearest predictions are 2 and 3, and four donors have the 3.
  expect([...counts].map((count) => Math.round((80 * count) / 20_000) / 8)).toEqual([
    0, 0, 5, 1.25, 1.25, 1.25, 1.25, 0,
  ])
})

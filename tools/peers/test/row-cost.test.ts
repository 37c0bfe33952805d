import { describe, expect, it } from 'vitest'
import { rowCost } from '../src/row-cost.ts'

describe('the cost of a further row', () => {
  it('does not grow where time is in proportion to the rows after a start', () => {
    const sizes = [1000, 10_000, 100_000]
    const cost = rowCost(
      sizes,
      sizes.map((size) => 0.5 + 2e-5 * size),
    )
    expect(cost['growth']).toBeCloseTo(1)
    expect(cost['microsecondsPerRowTo10000']).toBeCloseTo(20)
  })
  it('grows about tenfold from size to size where time is in proportion to their squares', () => {
    const sizes = [1000, 10_000, 100_000]
    expect(
      rowCost(
        sizes,
        sizes.map((size) => size ** 2),
      )['growth'],
    ).toBeCloseTo(10)
  })
})

import type { Table } from '@asdf/contract'
import { headRows, takeRows } from '@asdf/core'
import { columnShapes, nullShares, pairTrends, wasserstein, withCeiling } from '@asdf/metrics'
import { mixedTable } from '@asdf/testkit'
import { describeMetric } from '@asdf/testkit/vitest'
import { describe, expect, it } from 'vitest'

/** One row over and over. */
const worse = ({ synthetic }: { synthetic: Table }) => takeRows(synthetic, new Uint32Array(synthetic.rowCount))

describeMetric({ metric: withCeiling(columnShapes, { repeats: 4 }), worse, orderTolerance: 0.2 })

const [train, holdout] = [1, 2].map((seed) => mixedTable(600, seed)) as [Table, Table]

describe.each([columnShapes, wasserstein, pairTrends()])('the verdict on $id', (metric) => {
  const measured = withCeiling(metric)

  it('calls fresh rows as good as real ones, about 19 times of 20', async () => {
    let good = 0
    for (let seed = 10; seed < 30; seed++) {
      const { verdict } = await measured.compute({ train, holdout, synthetic: mixedTable(600, seed) }, { seed })
      if (verdict === 'as good as real rows at n = 600') good++
    }
    expect(good).toBeGreaterThanOrEqual(16)
  })

  it('says by how much worse rows are worse', async () => {
    const synthetic = worse({ synthetic: holdout })
    const { value, ceiling, verdict } = await measured.compute({ train, holdout, synthetic }, { seed: 1 })
    expect(verdict).toMatch(/^worse than real rows at n = 600 by 0\.\d+ to 0\.\d+$/)
    const [low, high] = verdict!.match(/0\.\d+/g)!.map(Number) as [number, number]
    const difference = Math.abs(value - ceiling!.value)
    expect(low).toBeLessThanOrEqual(difference + 0.001)
    expect(high).toBeGreaterThanOrEqual(difference - 0.001)
  })
})

it('names no difference beyond the range of the metric', async () => {
  const always = { ...columnShapes, goal: 'minimize' as const }
  const values = [1, 0, ...Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 1 - i / 20 : i / 20))]
  let call = 0
  const compute = () => Promise.resolve({ value: values[call++]! })
  const { verdict } = await withCeiling({ ...always, compute }, { repeats: 4 }).compute(
    { train, holdout, synthetic: train },
    { seed: 1 },
  )
  expect(verdict).toMatch(/ to 1\.000$/)
})

it('measures both at the same number of rows', async () => {
  const synthetic = mixedTable(900, 5)
  const { n, ceiling } = await withCeiling(columnShapes).compute({ train, holdout, synthetic }, { seed: 1 })
  expect([n, ceiling!.n]).toEqual([600, 600])
})

it('lets one half of the hold-out pose where a metric tests on the hold-out', async () => {
  const parts: [posing: number, testing: number][] = []
  const testing = {
    ...nullShares,
    needsHoldout: true,
    compute: (...[input, run]: Parameters<typeof nullShares.compute>) => {
      parts.push([input.synthetic.rowCount, input.holdout!.rowCount])
      return nullShares.compute(input, run)
    },
  }
  const synthetic = headRows(mixedTable(600, 4), 250)
  await withCeiling(testing, { repeats: 4 }).compute({ train, holdout, synthetic }, { seed: 1 })
  expect(parts.slice(0, 2)).toEqual([
    [250, 300],
    [250, 300],
  ])
})

it.each([
  [{ train, synthetic: train }, 'ASDF_METRIC_UNDEFINED'],
  [{ train, synthetic: train, holdout: headRows(holdout, 3) }, 'ASDF_METRIC_UNDEFINED'],
  [{ train, synthetic: headRows(train, 1), holdout }, 'ASDF_METRIC_UNDEFINED'],
  [{ train, synthetic: null as never, holdout }, 'ASDF_SCHEMA_MISMATCH'],
])('refuses input that has no ceiling (%#)', async (input, code) => {
  await expect(withCeiling(columnShapes).compute(input, { seed: 1 })).rejects.toMatchObject({ code })
})

it.each([{ repeats: 3 }, { repeats: 4.5 }, { rounds: 4 }])('refuses %j', (options) => {
  expect(() => withCeiling(columnShapes, options as never)).toThrow(
    expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
  )
})

import type { Metric, Table } from '@asdf/contract'
import { createRng, createTable, shuffleRows, takeRows } from '@asdf/core'
import { columnShapes, nullShares, pairTrends, wasserstein, wassersteinByQuartiles } from '@asdf/metrics'
import { mixedTable } from '@asdf/testkit'
import { describeMetric } from '@asdf/testkit/vitest'
import { describe, expect, it } from 'vitest'

const metrics: readonly Metric[] = [columnShapes, wasserstein, wassersteinByQuartiles, nullShares, pairTrends()]

/** One row over and over. */
const worse = ({ synthetic }: { synthetic: Table }) => takeRows(synthetic, new Uint32Array(synthetic.rowCount))

for (const metric of [...metrics, pairTrends({ mode: 'compat' })])
  describeMetric({ metric, worse, orderTolerance: 1e-9 })

const best = ({ goal }: Metric) => (goal === 'maximize' ? 1 : 0)

describe.each(metrics)('$id', (metric) => {
  const train = mixedTable(300, 1, { nulls: 0.1 })
  const valueOf = async (synthetic: Table, real = train) =>
    (await metric.compute({ train: real, synthetic }, { seed: 1 })).value

  it('is best for the training rows themselves', async () => {
    expect(await valueOf(train)).toBeCloseTo(best(metric), 12)
    expect(await valueOf(shuffleRows(train, createRng(3)))).toBeCloseTo(best(metric), 9)
  })

  it('gets worse with every step of a ladder of damage', async () => {
    const values: number[] = []
    for (const share of [0, 0.25, 0.5, 1]) values.push(await valueOf(damaged(train, share)))
    const sorted = values.slice().sort((a, b) => (metric.goal === 'maximize' ? b - a : a - b))
    expect(values).toEqual(sorted)
    expect(new Set(values).size).toBe(values.length)
  })

  it('is never NaN for constants, empty columns, one row and the largest numbers', async () => {
    const numbers = [
      [1, 1, 1],
      [NaN, NaN, NaN],
      [1e308, -1e308, 0],
      [5e-324, 0, 1],
    ]
    const tables = numbers.map((values) => numbersTable(values))
    for (const real of tables) {
      for (const made of [...tables, takeRows(real, Uint32Array.of(0))]) {
        const { value, breakdown } = await metric.compute({ train: real, synthetic: made }, { seed: 1 })
        for (const found of [value, ...Object.values(breakdown!)]) expect(Number.isFinite(found)).toBe(true)
      }
    }
  })
})

it('says which columns it does not measure, and why', async () => {
  const train = mixedTable(100, 1)
  const { unmeasured, breakdown } = await columnShapes.compute({ train, synthetic: train }, { seed: 1 })
  const texts = train.schema.fields.filter(({ kind }) => kind === 'text').map(({ name }) => name)
  expect(Object.keys(unmeasured!)).toEqual(texts)
  for (const name of texts) expect(breakdown).not.toHaveProperty(name)
})

it('refuses a table with nothing to measure, and a pair of one column', async () => {
  const texts = mixedTable(50, 1, { kinds: ['text'], outcome: 'feature' })
  const only = { ...texts, schema: { fields: texts.schema.fields.slice(0, 1) }, columns: texts.columns.slice(0, 1) }
  for (const metric of [columnShapes, pairTrends()]) {
    await expect(metric.compute({ train: only, synthetic: only }, { seed: 1 })).rejects.toMatchObject({
      code: 'ASDF_METRIC_UNDEFINED',
    })
  }
})

it('finds no difference in the nulls of mixed pairs where there is none', async () => {
  const [train, synthetic] = [1, 2].map((seed) => mixedTable(4000, seed, { nulls: 0.1 })) as [Table, Table]
  const value = async (mode: 'fixed' | 'compat') =>
    (await pairTrends({ mode }).compute({ train, synthetic }, { seed: 1 })).value
  expect(await value('fixed')).toBeGreaterThan(await value('compat'))
})

it.each([{ mode: 'legacy' }, { bins: 3 }, null])('pairTrends refuses %j', (options) => {
  expect(() => pairTrends(options as never)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
})

/** A share of the rows replaced by copies of the first. */
function damaged(table: Table, share: number): Table {
  const rng = createRng(5)
  return takeRows(
    table,
    Uint32Array.from({ length: table.rowCount }, (_, row) => (rng.nextUint32() < share * 2 ** 32 ? 0 : row)),
  )
}

function numbersTable(values: readonly number[]): Table {
  const field = (name: string) => ({ kind: 'numeric', name, role: 'feature', nullable: true, integer: false }) as const
  const valid = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1))
  const column = { kind: 'numeric', values: Float64Array.from(values), valid } as const
  return createTable({ fields: [field('a'), field('b'), field('c')] }, [
    column,
    column,
    { kind: 'numeric', values: Float64Array.from(values.keys()) },
  ])
}

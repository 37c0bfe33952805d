import type { MetricInput, Table } from '@asdf/contract'
import { createRng, createTable, tableFromRows } from '@asdf/core'
import { brokenRules, withCeiling } from '@asdf/metrics'
import { metricChecks, mixedTable } from '@asdf/testkit'
import { expect, it } from 'vitest'

/** Orders of which the total is the sum of its parts. `break` says of how many percent it is not. */
function orders(rows: number, seed: number, broken = 0): Table {
  const rng = createRng(seed)
  const whole = (most: number) => rng.nextUint32() % most
  return tableFromRows(
    Array.from({ length: rows }, () => {
      const [goods, shipping] = [whole(1000), whole(50)]
      return { goods, shipping, total: goods + shipping + (whole(100) < broken ? 1 : 0) }
    }),
  )
}

const train = orders(500, 1)

it('counts the rows that break a rule of the training rows', async () => {
  const value = async (synthetic: Table) => (await brokenRules().compute({ train, synthetic }, { seed: 1 })).value
  expect(await value(train)).toBe(0)
  expect(await value(orders(500, 2))).toBe(0)
  expect(await value(orders(2000, 3, 20))).toBeCloseTo(0.2, 1)
  expect(await value(orders(500, 4, 100))).toBe(1)
})

it('names the rules, and says what real rows do', async () => {
  const input = { train, synthetic: orders(400, 2, 30), holdout: orders(400, 3) }
  const { breakdown, ceiling, verdict } = await withCeiling(brokenRules()).compute(input, { seed: 1 })
  const [[rule, share]] = Object.entries(breakdown!).filter(([, one]) => one > 0) as [[string, number]]
  expect(rule).toMatch(/goods/)
  expect(share).toBeCloseTo(0.3, 1)
  expect(ceiling!.value).toBe(0)
  expect(verdict).toMatch(/^worse than real rows/)
})

it('is 0 where there are no rules, and reads rules of the training table alone', async () => {
  const [plain, others] = [1, 2].map((seed) =>
    createTable({ fields: [{ kind: 'numeric', name: 'a', role: 'feature', nullable: false, integer: false }] }, [
      { kind: 'numeric', values: Float64Array.from({ length: 50 }, (_, row) => Math.sin(row * seed)) },
    ]),
  ) as [Table, Table]
  expect(await brokenRules().compute({ train: plain, synthetic: others }, { seed: 1 })).toMatchObject({
    value: 0,
    breakdown: {},
  })
})

// All of the kit but for the check that needs rules in the table of the kit, which has none.
const worse = ({ synthetic }: Required<MetricInput>) => synthetic
for (const { name, run } of metricChecks({ metric: brokenRules(), worse })) {
  if (name === 'worse rows score worse') continue
  it(`keeps what every metric promises: ${name}`, run)
}

it('finds no rules in the table of the kit', async () => {
  const table = mixedTable(240, 1, { nulls: 0.05 })
  const { breakdown } = await brokenRules().compute({ train: table, synthetic: table }, { seed: 1 })
  expect(breakdown).toEqual({})
})

it.each([{ tolerance: -1 }, { tolerance: 0.5 }, { share: 0.1 }])('refuses %j', (options) => {
  expect(() => brokenRules(options as never)).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
})

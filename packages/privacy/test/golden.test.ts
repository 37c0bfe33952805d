import type { MetricResult, ScalarKind } from '@asdf/contract'
import type { Cell } from './plain-table.ts'
import { readFileSync } from 'node:fs'
import { distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import { describe, expect, it } from 'vitest'
import { plainTable } from './plain-table.ts'

type Interval = readonly [number, number]

interface Case {
  readonly name: string
  readonly kinds: readonly ScalarKind[]
  readonly train: readonly (readonly Cell[])[]
  readonly holdout: readonly (readonly Cell[])[]
  readonly synthetic: readonly (readonly Cell[])[]
  readonly copies: { readonly value: number; readonly interval: Interval; readonly holdout: number }
  readonly share: {
    readonly value: number
    readonly interval: Interval
    readonly nearer: number
    readonly tied: number
  }
  readonly attack: { readonly value: number; readonly interval: Interval; readonly rates: readonly number[] }
}

const file = new URL('./golden/privacy.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] }

describe.each(cases)('on "$name"', ({ kinds, copies, share, attack, ...rows }) => {
  const input = {
    train: plainTable(kinds, rows.train),
    holdout: plainTable(kinds, rows.holdout),
    synthetic: plainTable(kinds, rows.synthetic),
  }

  it('exact copies equal those counted in Python', async () => {
    expectClose(await exactCopies.compute(input, { seed: 1 }), copies, { holdout: copies.holdout })
  })

  it('the share nearer to training rows equals that of comparing every pair in Python', async () => {
    const result = await distanceToClosestRecordShare().compute(input, { seed: 1 })
    expectClose(result, share, { nearer: share.nearer, tied: share.tied })
  })

  it("the attack's AUC and rates equal scikit-learn's", async () => {
    const result = await nearestNeighborAttack().compute(input, { seed: 1 })
    expectClose({ ...result, breakdown: {} }, attack, {})
    const { rates } = result.details as unknown as { rates: { values: Record<string, number> } }
    // At 0.1 % only with 5,000 non-members or more.
    attack.rates.forEach((rate, place) => {
      const found = rates.values[`truePositiveRateAt${[0.001, 0.01, 0.1][place]!}`]
      if (place === 0) expect(found).toBeUndefined()
      else expect(Math.abs(found! - rate)).toBeLessThanOrEqual(1e-12)
    })
  })
})

function expectClose(
  { value, interval, breakdown }: MetricResult,
  expected: { readonly value: number; readonly interval: Interval },
  parts: Readonly<Record<string, number>>,
): void {
  expect(Math.abs(value - expected.value)).toBeLessThanOrEqual(1e-12)
  expect(Math.abs(interval![0] - expected.interval[0])).toBeLessThanOrEqual(1e-9)
  expect(Math.abs(interval![1] - expected.interval[1])).toBeLessThanOrEqual(1e-9)
  expect(Object.keys(breakdown!).sort()).toEqual(Object.keys(parts).sort())
  for (const [part, rate] of Object.entries(parts))
    expect(Math.abs(breakdown![part]! - rate)).toBeLessThanOrEqual(1e-12)
}

import { describe, expect, it } from 'vitest'
import type { Table } from '@asdf/contract'
import { classCounts, columnOf, createRng, parseCsv } from '@asdf/core'
import { ctgan } from '@asdf/gan'

// Two epochs leave the shares of categories about where the first weights had them.
const options = { epochs: 2, batchSize: 100, generatorSizes: [32, 32], criticSizes: [32, 32], noiseSize: 16 }

describe('ctgan', () => {
  it('makes classes, categories and modes come as often as in training', async () => {
    const train = await visits()
    const model = await ctgan(options).fit(train, { seed: 1 })
    const rows = await model.sample(4000, { seed: 2 })
    const plain = await (
      await ctgan({ ...options, calibrate: false }).fit(train, { seed: 1 })
    ).sample(4000, { seed: 2 })
    for (const name of ['bought', 'device']) {
      expect(differenceOf(name, train, rows)).toBeLessThan(0.06)
      expect(differenceOf(name, train, plain)).toBeGreaterThan(0.1)
    }
    // The classes, which are moved the longest, come closest.
    expect(differenceOf('bought', train, rows)).toBeLessThan(0.02)
  })

  it('is as published without', async () => {
    const { model } = await ctgan({ ...options, calibrate: false }).fit(await visits(), { seed: 1 })
    expect(model.bias.length).toBe(0)
  })

  it('draws the same rows when it is loaded', async () => {
    const model = await ctgan(options).fit(await visits(), { seed: 1 })
    expect(model.model.bias.length).toBe(model.model.plan.layout.scalarStart)
    const copy = ctgan.load(model.save())
    expect(await copy.sample(50, { seed: 3 })).toEqual(await model.sample(50, { seed: 3 }))
  })
})

/** Total variation between the shares of a column's categories. */
function differenceOf(name: string, one: Table, other: Table): number {
  const field = one.schema.fields.find((candidate) => candidate.name === name)!
  const [a, b] = [one, other].map((table) => {
    const counts = classCounts(field, columnOf(table, name))
    return Array.from(counts, (count) => count / table.rowCount)
  })
  return a!.reduce((sum, share, i) => sum + Math.abs(share - b![i]!), 0) / 2
}

/** A fifth of the visitors bought, and most came with a phone. */
function visits(): Promise<Table> {
  const rng = createRng(4)
  const lines = Array.from({ length: 1500 }, () => {
    const bought = rng.next() < 0.2
    const device = rng.next() < (bought ? 0.5 : 0.85) ? 'phone' : rng.next() < 0.8 ? 'laptop' : 'tablet'
    return `${device},${((bought ? 5 : 2) + 3 * rng.next()).toFixed(2)},${bought ? 'yes' : 'no'}`
  })
  return parseCsv(['device,minutes,bought', ...lines].join('\n'), { target: 'bought' })
}

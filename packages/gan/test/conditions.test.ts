import type { Table } from '@asdf/contract'
import { classCounts, columnOf, fieldIndex } from '@asdf/core'
import { adaptive, ctgan, wganGp } from '@asdf/gan'
import { describe, expect, it } from 'vitest'
import { smallNetworks } from './small.ts'
import { orders } from './tables.ts'

const options = { ...smallNetworks, epochs: 40, pack: 2 }

function cells(table: Table, name: string): readonly unknown[] {
  const column = columnOf(table, name)
  const field = table.schema.fields[fieldIndex(table.schema, name)]!
  if (column.kind === 'categorical' && field.kind === 'categorical')
    return Array.from(column.codes, (code) => field.categories[code])
  return column.kind === 'boolean'
    ? Array.from(column.values, Boolean)
    : Array.from((column as { values: Float64Array }).values)
}

describe.each([
  ['adaptive', adaptive(options)],
  ['ctgan', ctgan(options)],
  ['wganGp', wganGp(smallNetworks)],
] as const)('%s', (_, synthesizer) => {
  it('gives exactly the rows that were asked for, whatever columns are named', async () => {
    const model = await synthesizer.fit(await orders(400), { seed: 1 })
    for (const where of [
      { plan: 'pro' },
      { loyal: true },
      { plan: 'basic', loyal: false },
      { visits: 2 },
      { seats: 4 },
      { seats: 1, visits: 3 },
      { plan: 'plus', visits: 0, loyal: true },
    ]) {
      const rows = await model.sample(30, { seed: 2, where })
      expect(rows.rowCount).toBe(30)
      for (const [name, value] of Object.entries(where)) expect(new Set(cells(rows, name))).toEqual(new Set([value]))
    }
  })

  it('says how much of it satisfies what cannot be found', async () => {
    const model = await synthesizer.fit(await orders(400), { seed: 1 })
    const where = { price: 77.77, visits: 1 }
    await expect(model.sample(5, { seed: 2, where })).rejects.toMatchObject({
      code: 'ASDF_CONDITION_UNREACHABLE',
      details: { share: 0 },
    })
  })
})

describe('adaptive', () => {
  it('keeps the shares of the classes to the row when none is asked for', async () => {
    const table = await orders(400)
    const model = await adaptive(options).fit(table, { seed: 1 })
    const rows = await model.sample(400, { seed: 2 })
    const field = table.schema.fields.at(-1)!
    const [train, made] = [table, rows].map((one) => classCounts(field, columnOf(one, 'loyal')))
    expect(Math.abs(train![1]! - made![1]!)).toBeLessThanOrEqual(1)
  })

  it('keeps what one column says of another', async () => {
    const model = await adaptive(options).fit(await orders(400), { seed: 1 })
    const rows = await model.sample(200, { seed: 2 })
    const seats = { basic: 1, plus: 2, pro: 4 } as Readonly<Record<string, number>>
    expect(cells(rows, 'seats')).toEqual(cells(rows, 'plan').map((plan) => seats[plan as string]))
    await expect(model.sample(1, { seed: 2, where: { plan: 'pro', seats: 1 } })).rejects.toMatchObject({
      code: 'ASDF_CONDITION_UNREACHABLE',
      details: { share: 0 },
    })
  })

  it('makes what a single category determines without trying', async () => {
    const model = await adaptive(options).fit(await orders(400), { seed: 1 })
    const rows = await model.sample(20, { seed: 2, where: { seats: 4, loyal: true } })
    expect(rows).toEqual(await model.sample(20, { seed: 2, where: { plan: 'pro', loyal: true } }))
    expect(new Set(cells(rows, 'seats'))).toEqual(new Set([4]))
  })

  it('learns what errors it is told, class by class', async () => {
    const table = await orders(400)
    const session = await adaptive(options).start(table, { seed: 1 })
    const steer = (loyal: number) =>
      session.train(20, { classes: ['true', 'false'], errors: Float64Array.of(loyal, 0.1) })
    await steer(0.9)
    expect([...session.finish().model.numbers.context]).toEqual([Math.fround(0.1), Math.fround(0.9)])
    await steer(0)
    expect([...session.finish().model.numbers.context]).toEqual([Math.fround(0.1), 0])
    await session.close()
    await expect(steer(1)).rejects.toMatchObject({ code: 'ASDF_UNSUPPORTED' })
  })
})

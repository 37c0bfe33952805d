import type { NumericColumn, NumericField } from '@asdf/contract'
import { columnOf, createRng, isIntegerCode, parseCsv } from '@asdf/core'
import { smote } from '@asdf/smote'
import { describe, expect, it } from 'vitest'

const day = 86_400_000

/** The values of column `x` in 500 new rows of a table whose cells are drawn. */
async function newValues(
  draw: (random: () => number, row: number) => number | string,
  name = 'x',
): Promise<Float64Array> {
  const rng = createRng(8)
  const lines = Array.from({ length: 400 }, (_, row) => {
    return `${draw(() => rng.next(), row)},${rng.next()},${row % 4 === 0 ? 'a' : 'b'}`
  })
  const train = await parseCsv(`${name},y,label\n${lines.join('\n')}\n`, { target: 'label' })
  const fitted = await smote().fit(train, { seed: 1 })
  return (columnOf(await fitted.sample(500, { seed: 1, where: { label: 'a' } }), name) as NumericColumn).values
}

const share = (values: Float64Array, isSuch: (value: number) => boolean) => values.filter(isSuch).length / values.length

describe('new numbers', () => {
  it('stay on the step of the values', async () => {
    const doses = await newValues((random) => 4 * Math.floor(25 * random()))
    expect(share(doses, (value) => value % 4 === 0)).toBe(1)
    expect(new Set(doses).size).toBeGreaterThan(15)
  })

  it('keep the share of values off the step, and a cap as it is', async () => {
    const prices = await newValues((random) => Math.min(50_001, 100 * Math.round(600 * random())))
    expect(share(prices, (value) => value % 100 === 0 || value === 50_001)).toBe(1)
    expect(Math.abs(share(prices, (value) => value === 50_001) - 1 / 6)).toBeLessThan(0.1)
  })

  it('have as many decimals as their base', async () => {
    const whole = await newValues((random, row) =>
      row % 8 === 0 ? Math.round(90 * random()) : (90 * random()).toFixed(2),
    )
    expect(share(whole, (value) => Number(value.toFixed(2)) === value)).toBe(1)
    expect(Math.abs(share(whole, Number.isInteger) - 0.5)).toBeLessThan(0.05)
  })

  it('are midnights where the base is one', async () => {
    const iso = (moment: number) => new Date(moment).toISOString().slice(0, 19)
    const times = await newValues((random) => iso(Date.UTC(2024, 0, 1) + day * Math.floor(300 * random())))
    expect(share(times, (value) => value % day === 0)).toBe(1)
  })

  it('are never between codes', async () => {
    const zips = Array.from({ length: 40 }, (_, i) => 10_001 + 997 * i)
    const known = new Set(zips)
    expect(share(await newValues((_, row) => zips[(row * 7) % 40]!, 'zip'), (value) => known.has(value))).toBe(1)
    const types = new Set([1, 7, 9])
    expect(share(await newValues((_, row) => [1, 7, 9][(row >> 2) % 3]!), (value) => types.has(value))).toBe(1)
  })
})

it('codes are told by name, or by how few there are', () => {
  const field = (name: string): NumericField => ({
    name,
    kind: 'numeric',
    role: 'feature',
    nullable: false,
    integer: true,
  })
  const many = Float64Array.from({ length: 100 }, (_, i) => i)
  for (const name of ['zip', 'Zip Code', 'postal_code', 'countryCode', 'doctor_id', 'storeId'])
    expect([name, isIntegerCode(field(name), many)]).toEqual([name, true])
  for (const name of ['x', 'zipper', 'encoded', 'price_index', 'age'])
    expect(isIntegerCode(field(name), many)).toBe(false)
  expect(
    isIntegerCode(
      field('x'),
      many.map((value) => value % 5),
    ),
  ).toBe(true)
  expect(isIntegerCode({ ...field('zip'), integer: false }, many)).toBe(false)
})

import type { Table } from '@asdf/contract'
import { createRng, tableFromRows } from '@asdf/core'
import { derivedFeatures, detector } from '@asdf/metrics'
import { gradientBoosting } from '@asdf/trees'
import { describe, expect, it } from 'vitest'

type Damage = 'none' | 'sums' | 'digits' | 'nulls'

/** Orders whose total is the sum of its parts, with prices in fifties and a date of delivery only where they were sent. */
function orders(rows: number, seed: number, damage: Damage = 'none'): Table {
  const rng = createRng(seed)
  const whole = (most: number) => Math.floor(most * rng.next())
  return tableFromRows(
    Array.from({ length: rows }, () => {
      const [goods, shipping] = [whole(1000), whole(50)]
      const isSent = rng.next() < 0.6
      return {
        goods,
        shipping,
        total: goods + shipping + (damage === 'sums' ? whole(7) - 3 : 0),
        price: 50 * whole(100) + (damage === 'digits' ? whole(50) : 0),
        sent: isSent ? whole(30) : null,
        delivered: (damage === 'nulls' ? rng.next() < 0.6 : isSent) ? whole(30) : null,
      }
    }),
  )
}

const train = orders(1000, 1)

describe('the detector on derived features', () => {
  const measure = async (synthetic: Table, derived: boolean) =>
    (await detector(gradientBoosting({ rounds: 30 }), { derived }).compute({ train, synthetic }, { seed: 1 })).value

  it('cannot tell fresh rows', async () => {
    expect(Math.abs((await measure(orders(1000, 2), true)) - 0.5)).toBeLessThan(0.05)
  })

  it.each(['sums', 'digits', 'nulls'] as const)('sees what no column shows: %s', async (damage) => {
    const synthetic = orders(1000, 3, damage)
    const [plain, derived] = [await measure(synthetic, false), await measure(synthetic, true)]
    expect(derived).toBeGreaterThan(plain)
    expect(derived).toBeGreaterThan(damage === 'nulls' ? 0.7 : 0.9)
  })
})

it('keeps the columns of a table and appends others under names of their own', async () => {
  const derive = await derivedFeatures(train)
  const { schema, rowCount, columns } = derive(orders(10, 4, 'sums'))
  const names = schema.fields.map(({ name }) => name)
  expect(names.slice(0, 6)).toEqual(train.schema.fields.map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
  expect([rowCount, columns.length]).toEqual([10, names.length])
  const rest = columns[names.findIndex((name) => name.startsWith('rest of') && name.includes('goods'))]!
  const total = columns[2]!
  if (rest.kind !== 'numeric' || total.kind !== 'numeric') throw new Error('expected numbers')
  expect(Math.max(...rest.values)).toBeLessThanOrEqual(3)
  expect(rest.values.some((value) => value !== 0)).toBe(true)
  expect(names).toContain('sent is null')
  // Derived again, names are still different.
  const again = derive(derive(orders(10, 4)))
  expect(new Set(again.schema.fields.map(({ name }) => name)).size).toBe(again.columns.length)
})

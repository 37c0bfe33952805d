import type { NumericField, Table } from '@asdf/contract'
import { columnOf, createRng, createTable, fitTableTransform, listedCodes, releaseTable, sharedCodes } from '@asdf/core'
import { expect, it } from 'vitest'

const field = (name: string): NumericField => ({
  name,
  kind: 'numeric',
  role: 'feature',
  nullable: false,
  integer: true,
})
const repeated = (value: number, rows: number) => Array<number>(rows).fill(value)
const zips = Float64Array.from([...repeated(90210, 8), ...repeated(10001, 6), ...repeated(60601, 5), 60700, 12])

function tableOf(name: string, values: Float64Array): Table {
  return createTable({ fields: [{ ...field(name), minimum: 12, maximum: 90210 }] }, [{ kind: 'numeric', values }])
}

it('lists the codes that enough rows share, where they stand for most rows', () => {
  expect(sharedCodes(field('zip'), zips, 5)).toEqual(Float64Array.of(10001, 60601, 90210))
  expect(sharedCodes(field('zip'), zips, 6)).toEqual(Float64Array.of(10001, 90210))
  expect(sharedCodes(field('zip'), zips, 9)).toBeUndefined()
  expect(
    sharedCodes(
      field('price'),
      Float64Array.from({ length: 60 }, (_, i) => i % 12),
      5,
    ),
  ).toBeUndefined()
  expect(sharedCodes(field('zip'), new Float64Array(0), 5)).toBeUndefined()
  expect(listedCodes(field('zip'), zips, 5)).toBeUndefined()
  expect(listedCodes(field('zip'), zips.subarray(0, 19), 5)).toEqual(Float64Array.of(10001, 60601, 90210))
})

it('releases a code of few rows as the nearest one of many, and no tail beyond', () => {
  const { table } = releaseTable(tableOf('zip', zips), { minimumRows: 5 })
  const { values } = columnOf(table, 'zip') as { values: Float64Array }
  expect([...values.subarray(-2)]).toEqual([60601, 10001])
  expect([...values.subarray(0, 19)]).toEqual([...zips.subarray(0, 19)])
  expect(table.schema.fields[0]).toMatchObject({ minimum: 10001, maximum: 90210 })
})

it.each(['modes', 'quantile', 'normal', 'min-max'] as const)(
  'decodes codes alone, whatever the numbers (%s)',
  async (numeric) => {
    const { table } = releaseTable(tableOf('zip', zips), { minimumRows: 5 })
    const transform = await fitTableTransform(table, { numeric }, { seed: 1 })
    const rng = createRng(2)
    const rows = Float32Array.from({ length: 200 * transform.width }, () => 2 * rng.next() - 1)
    const { values } = columnOf(transform.decode(rows, 200, rng), 'zip') as { values: Float64Array }
    expect([...new Set(values)].sort((a, b) => a - b)).toEqual([10001, 60601, 90210])
  },
)

it('gives the most frequent codes a place where there are too many', async () => {
  const values = Float64Array.from({ length: 900 }, (_, row) => (row < 400 ? 7 * (row % 4) : 7 * Math.floor(row / 10)))
  const transform = await fitTableTransform(tableOf('code', values), { categoryLimit: 8 }, { seed: 1 })
  expect(transform.width).toBe(8)
  const encoded = transform.encode(tableOf('code', values))
  const decoded = columnOf(transform.decode(encoded, 900, createRng(1)), 'code') as { values: Float64Array }
  expect([...decoded.values.subarray(0, 400)]).toEqual([...values.subarray(0, 400)])
  const known = new Set(values)
  expect(decoded.values.every((value) => known.has(value))).toBe(true)
})

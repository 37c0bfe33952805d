import type { Table } from '@asdf/contract'
import { headRows, takeRows } from '@asdf/core'
import { detector, withCeiling } from '@asdf/metrics'
import { mixedTable } from '@asdf/testkit'
import { describeMetric } from '@asdf/testkit/vitest'
import { gradientBoosting } from '@asdf/trees'
import { expect, it } from 'vitest'

const boosted = gradientBoosting({ rounds: 20 })
/** One row over and over. */
const worse = ({ synthetic }: { synthetic: Table }) => takeRows(synthetic, new Uint32Array(synthetic.rowCount))

for (const derived of [false, true])
  describeMetric({ metric: detector(boosted, { derived }), worse, orderTolerance: 0.2 })

const [train, holdout, synthetic] = [1, 2, 3].map((seed) => mixedTable(600, seed)) as [Table, Table, Table]

it('cannot tell fresh rows, and is certain about shifted ones', async () => {
  const fresh = await detector(boosted).compute({ train, synthetic }, { seed: 1 })
  expect(Math.abs(fresh.value - 0.5)).toBeLessThan(0.07)
  const columns = synthetic.columns.map((column) =>
    column.kind === 'numeric' ? { ...column, values: column.values.map((value) => value + 1e6) } : column,
  )
  const { value, n } = await detector(boosted).compute({ train, synthetic: { ...synthetic, columns } }, { seed: 1 })
  expect([value, n]).toEqual([1, 600])
})

it('takes as many rows of each side, at most as many as it is told', async () => {
  const value = async (rows: Table, options = {}) =>
    (await detector(boosted, options).compute({ train, synthetic: rows }, { seed: 1 })).n
  expect(await value(headRows(synthetic, 200))).toBe(200)
  expect(await value(synthetic, { rows: 100 })).toBe(100)
})

it('finds fresh rows as good as real ones', async () => {
  const { verdict } = await withCeiling(detector(boosted)).compute({ train, holdout, synthetic }, { seed: 1 })
  expect(verdict).toBe('as good as real rows at n = 600')
})

it('sees a column of the name of its target', async () => {
  const renamed = (table: Table): Table => ({
    ...table,
    schema: {
      fields: table.schema.fields.map((field, index) => (index === 0 ? { ...field, name: 'synthetic' } : field)),
    },
  })
  const { value } = await detector(boosted).compute(
    { train: renamed(train), synthetic: renamed(synthetic) },
    { seed: 1 },
  )
  expect(value).toBe((await detector(boosted).compute({ train, synthetic }, { seed: 1 })).value)
})

it.each([
  [null, {}],
  [gradientBoosting, {}],
  [boosted, { folds: 1 }],
  [boosted, { rows: 0 }],
  [boosted, { parts: 3 }],
  [boosted, { derived: 1 }],
])('refuses %o with %o', (classifier, options) => {
  expect(() => detector(classifier as never, options as never)).toThrow(
    expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }),
  )
})

it('refuses fewer rows than folds, and tables of texts', async () => {
  const compute = (given: Table) => detector(boosted).compute({ train: given, synthetic: given }, { seed: 1 })
  await expect(compute(headRows(train, 2))).rejects.toMatchObject({ code: 'ASDF_METRIC_UNDEFINED' })
  const texts = mixedTable(50, 1, { kinds: ['text'], outcome: 'feature' })
  const only = { ...texts, schema: { fields: texts.schema.fields.slice(0, 1) }, columns: texts.columns.slice(0, 1) }
  await expect(compute(only)).rejects.toMatchObject({ code: 'ASDF_METRIC_UNDEFINED' })
})

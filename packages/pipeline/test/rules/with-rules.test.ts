import type { Table } from '@asdf/contract'
import { columnOf, createRng, permutation, tableFromRows, takeRows } from '@asdf/core'
import { brokenRows, findRules } from '@asdf/core/rules'
import { adversarialForest, sequentialTrees } from '@asdf/forest'
import { withRules } from '@asdf/pipeline'
import { describe, expect, it } from 'vitest'
import { independentColumns } from '../support/independent-columns.ts'
import { orders } from '../support/orders.ts'

const train = orders(900)
const factories = [sequentialTrees]

async function broken(table: Table, real = train): Promise<Record<string, number>> {
  const exact = (await findRules(real)).filter(
    ({ exceptions, rule }) => exceptions === 0 && rule.kind !== 'often-equal',
  )
  expect(exact.length).toBeGreaterThan(0)
  const counts = exact.map(({ rule }) => [JSON.stringify(rule).slice(0, 80), sum(brokenRows(rule, table))] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0)
}

function numbers(table: Table, name: string): number[] {
  return Array.from((columnOf(table, name) as { readonly values: ArrayLike<number> }).values)
}

describe('withRules', () => {
  it('keeps every rule over a model that knows nothing of how columns hang together', async () => {
    const fitted = await withRules(independentColumns()).fit(train, { seed: 1 })
    const rows = await fitted.sample(500, { seed: 2 })
    expect(rows.rowCount).toBe(500)
    expect(await broken(rows)).toEqual({})
    expect(fitted.report.rules).toContain('quantity * price = subtotal')
    expect(fitted.report.rules).toContain('town -> region')
  })

  it('lets the model learn no column that others determine, and gaps for ends', async () => {
    const base = independentColumns()
    await withRules(base).fit(train, { seed: 1 })
    const names = base.seen[0]!.schema.fields.map(({ name, kind }) => `${name}: ${kind}`)
    expect(names).not.toContain('total: numeric')
    expect(names.join()).not.toMatch(/region|subtotal|size|courier|pickup/)
    expect(names).toContain('sent: numeric')
    expect(names).toContain('post: categorical')
    // The region decides the rate.
    expect(names.filter((one) => one.startsWith('tax:'))).toEqual([])
  })

  it('restores training rows as they are', async () => {
    const base = independentColumns()
    const identity = {
      ...base,
      fit: async (encoded: Table, run: { seed: number }) => {
        const fitted = await base.fit(encoded, run)
        return { ...fitted, sample: async () => encoded }
      },
    }
    const rows = await (await withRules(identity).fit(train, { seed: 1, schema: 'training' })).sample(900, { seed: 1 })
    expect(rows.columns).toEqual(train.columns)
  })

  it('has the columns that it says, and the same rows for the same seed', async () => {
    const fitted = await withRules(sequentialTrees()).fit(train, { seed: 1 })
    const rows = await fitted.sample(300, { seed: 3 })
    expect(rows.schema).toEqual(fitted.schema)
    expect(rows.schema.fields.map(({ name, kind }) => [name, kind])).toEqual(
      train.schema.fields.map(({ name, kind }) => [name, kind]),
    )
    expect(await fitted.sample(300, { seed: 3 })).toEqual(rows)
    expect(await broken(rows)).toEqual({})
  })

  it('keeps rules in rows of adversarial forests', async () => {
    const fitted = await withRules(adversarialForest()).fit(train, { seed: 1 })
    expect(await broken(await fitted.sample(300, { seed: 3 }))).toEqual({})
  })

  it('lets values be equal as often as they are in training', async () => {
    const fitted = await withRules(sequentialTrees()).fit(train, { seed: 1 })
    const rows = await fitted.sample(2000, { seed: 1 })
    const [total, paid] = [numbers(rows, 'total'), numbers(rows, 'paid')]
    const share = total.filter((value, row) => value === paid[row]).length / total.length
    expect(share).toBeGreaterThan(0.75)
    expect(share).toBeLessThan(0.87)
  })

  it('reaches `where` on columns that the model draws, and on those that are restored', async () => {
    const fitted = await withRules(sequentialTrees()).fit(train, { seed: 1 })
    const rows = await fitted.sample(100, { seed: 1, where: { state: 'sent', region: 'south' } })
    const [state, region] = [columnOf(rows, 'state'), columnOf(rows, 'region')]
    expect(rows.rowCount).toBe(100)
    expect(new Set((state as { codes: Int32Array }).codes).size).toBe(1)
    expect(new Set((region as { codes: Int32Array }).codes).size).toBe(1)
    expect(await broken(rows)).toEqual({})
    await expect(fitted.sample(5, { seed: 1, where: { total: -5 } })).rejects.toMatchObject({
      code: 'ASDF_CONDITION_UNREACHABLE',
    })
  })

  it('keeps `start` where the model has it', async () => {
    const { start } = withRules(independentColumns())
    const session = await start!(train, { seed: 1 })
    expect(await broken(await session.sample(200, { seed: 1 }))).toEqual({})
    expect(await broken(await session.finish().sample(200, { seed: 1 }))).toEqual({})
    await session.close()
    const forest = withRules(sequentialTrees())
    expect('start' in forest).toBe(false)
  })

  it('is saved and loaded with the model that it wraps', async () => {
    const fitted = await withRules(sequentialTrees()).fit(train, { seed: 1 })
    const artifact = structuredClone(fitted.save())
    const loaded = withRules.load(artifact, { factories })
    expect(await loaded.sample(50, { seed: 4 })).toEqual(await fitted.sample(50, { seed: 4 }))
    expect(loaded.report).toEqual(fitted.report)
  })

  it('breaks a rule as often as the training rows do', async () => {
    const rng = createRng(3)
    const rows = Array.from({ length: 4000 }, (_, row) => {
      const [a, b] = [Math.floor(1000 * rng.next()), Math.floor(1000 * rng.next())]
      return { a, b, sum: row % 1500 === 7 ? 5 : a + b }
    })
    const table = tableFromRows(rows)
    const fitted = await withRules(independentColumns()).fit(table, { seed: 1 })
    expect(fitted.report.rules).toContain('a + b = sum (with few exceptions)')
    const { rule } = (await findRules(table)).find((one) => one.rule.kind === 'sum')!
    const count = sum(brokenRows(rule, await fitted.sample(40_000, { seed: 1 })))
    expect(count).toBeGreaterThan(15)
    expect(count).toBeLessThan(45)
  })

  it('leaves a table without rules to the model', async () => {
    const base = independentColumns()
    const order = (index: number) => permutation(train.rowCount, createRng(index))
    const columns = train.columns.map((_, index) => takeRows(train, order(index)).columns[index]!)
    const shuffled = { ...train, columns }
    const fitted = await withRules(base).fit(shuffled, { seed: 1 })
    expect(base.seen[0]).toEqual(shuffled)
    expect(fitted.id).toBe(base.id)
    expect((await fitted.sample(0, { seed: 1 })).rowCount).toBe(0)
  })
})

import type { ImputingModel, Table } from '@asdf/contract'
import { cellsOf, createRng, tableFromRows } from '@asdf/core'
import { brokenRows, describeRule, findRules } from '@asdf/core/rules'
import { sequentialTrees } from '@asdf/forest'
import { withRules } from '@asdf/pipeline'
import { randomOversampling } from '@asdf/smote'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { orders } from '../support/orders.ts'

const sampled = async (train: Table) => {
  const fitted = await withRules(sequentialTrees({ maximumRounds: 10 })).fit(train, { seed: 1 })
  return { fitted, rows: await fitted.sample(40, { seed: 2 }) }
}
const namesOf = ({ schema }: Pick<Table, 'schema'>) => schema.fields.map(({ name, kind }) => `${name}: ${kind}`)

describe('withRules over odd tables', () => {
  it('samples a table of 64 rows, and warns of rules that are out of reach', async () => {
    const train = orders(64)
    const model = await withRules(sequentialTrees({ threads: 1 })).fit(train, { seed: 1 })
    const rows = await model.sample(40, { seed: 2 })
    expect(rows.rowCount).toBe(40)
    const known = (await findRules(train)).filter(
      ({ exceptions, rule }) => exceptions === 0 && rule.kind !== 'often-equal',
    )
    const promised = known.filter(({ rule }) => model.report.rules!.includes(describeRule(rule)))
    expect(promised.length).toBeGreaterThan(5)
    for (const { rule } of promised) expect(brokenRows(rule, rows)).not.toContain(1)
    const dropped = known.filter(({ rule }) => !model.report.rules!.includes(describeRule(rule)))
    expect(model.report.warnings.filter((text) => text.includes('is not kept'))).toHaveLength(dropped.length)
    const loaded = withRules.load(structuredClone(model.save()), { factories: [sequentialTrees] })
    expect(loaded.report).toEqual(model.report)
  })

  it('says of a loaded model too which rules it gave up', async () => {
    const rng = createRng(3)
    const made = Array.from({ length: 300 }, () => {
      const [count, price] = [2 + Math.floor(50 * rng.next()), Math.round(9000 * rng.next()) / 100]
      return { count, price, cost: Math.round(100 * count * price) / 100 }
    })
    const train = tableFromRows(made, { target: 'cost' })
    // A target that must be there is not computed, and no tree draws it to the cent.
    const base = sequentialTrees({ threads: 1 })
    const demanding = { ...base, traits: { ...base.traits, target: 'required' as const } }
    const model = await withRules(demanding).fit(train, { seed: 1 })
    const expected = "the rule 'count * price = cost' is not kept: too few rows of the model agree with it"
    expect(model.report.warnings).toContain(expected)
    const loaded = withRules.load(structuredClone(model.save()), { factories: [sequentialTrees] })
    expect(loaded.report).toEqual(model.report)
    // Files from before the warnings were kept.
    const { warnings: _, ...state } = model.save().state
    const older = withRules.load({ ...model.save(), state }, { factories: [sequentialTrees] })
    expect(older.report.warnings).not.toContain(expected)
  })

  it('computes a target of numbers that only a product gives', async () => {
    const rng = createRng(4)
    const made = Array.from({ length: 300 }, () => {
      const [count, price] = [2 + Math.floor(50 * rng.next()), Math.round(9000 * rng.next()) / 100]
      return { count, price, cost: Math.round(100 * count * price) / 100 }
    })
    const model = await withRules(sequentialTrees({ threads: 1 })).fit(tableFromRows(made, { target: 'cost' }), {
      seed: 1,
    })
    expect(model.report.rules).toEqual(['count * price = cost'])
    const rows = await model.sample(200, { seed: 2 })
    expect(rows.schema.fields.map(({ role }) => role)).toEqual(['feature', 'feature', 'target'])
    expect(brokenRows((await findRules(tableFromRows(made)))[0]!.rule, rows)).not.toContain(1)
  })

  it('keeps the shares of the classes where rows are drawn again', async () => {
    const train = tableFromRows(
      Array.from({ length: 300 }, (_, row) => ({
        amount: (row * 37) % 100,
        label: (row * 37) % 100 < 20 ? 'yes' : 'no',
      })),
      { target: 'label' },
    )
    const model = await withRules(sequentialTrees({ threads: 1 })).fit(train, { seed: 1 })
    expect(model.report.rules).not.toEqual([])
    const rows = await model.sample(500, { seed: 3 })
    expect(cellsOf(rows.columns[1]!).filter((code) => code === 1)).toHaveLength(100)
  })

  it('takes one column', async () => {
    const { rows } = await sampled(tableFromRows(Array.from({ length: 80 }, (_, row) => ({ a: (row * 7) % 13 }))))
    expect(rows.rowCount).toBe(40)
  })

  it('leaves constants, and columns that a constant seems to bound, to the model', async () => {
    const made = Array.from({ length: 200 }, (_, row) => ({
      a: (row * 7) % 53,
      b: (row * 11) % 47,
      zero: 0,
      big: 1000,
    }))
    const { fitted, rows } = await sampled(tableFromRows(made))
    expect(fitted.report.rules ?? []).toEqual([])
    expect(namesOf(rows)).toEqual(namesOf(tableFromRows(made)))
  })

  it('finds no rule in a column of nulls alone', async () => {
    const table = mixedTable(120, 1)
    const columns = table.columns.map((column, index) => {
      return index === 0 ? { ...column, valid: new Uint8Array(table.rowCount) } : column
    }) as Table['columns']
    const fields = table.schema.fields.map((field, index) => (index === 0 ? { ...field, nullable: true } : field))
    const found = await findRules({ ...table, columns, schema: { fields } })
    expect(found.filter(({ rule }) => JSON.stringify(rule).includes(JSON.stringify(fields[0]!.name)))).toEqual([])
  })

  it('speaks of no identifier', async () => {
    const table = tableFromRows(Array.from({ length: 300 }, (_, row) => ({ id: row, twice: 2 * row, other: row % 17 })))
    const fields = table.schema.fields.map((field) =>
      field.name === 'id' ? { ...field, role: 'identifier' as const } : field,
    )
    expect(JSON.stringify(await findRules({ ...table, schema: { fields } }))).not.toContain('"id"')
  })

  it('leaves images and series as they are', async () => {
    const train = mixedTable(120, 1, { kinds: ['numeric', 'categorical', 'image', 'series'] })
    const fitted = await withRules(randomOversampling()).fit(train, { seed: 1 })
    expect(namesOf(await fitted.sample(30, { seed: 2 }))).toEqual(namesOf(train))
  })

  it('promises no filling in of nulls, which could break a rule', async () => {
    const wrapped = withRules(sequentialTrees())
    expect(wrapped.traits.imputes).toBeUndefined()
    const fitted = await withRules(sequentialTrees({ maximumRounds: 10 })).fit(orders(300), { seed: 1 })
    expect((fitted as Partial<ImputingModel>).impute).toBeUndefined()
  })

  it('refuses a value that no restored row has, and one of no column', async () => {
    const { fitted } = await sampled(orders(300))
    await expect(fitted.sample(5, { seed: 1, where: { total: -5 } })).rejects.toMatchObject({
      code: 'ASDF_CONDITION_UNREACHABLE',
    })
    await expect(fitted.sample(5, { seed: 1, where: { nowhere: 1 } })).rejects.toThrow(/nowhere/)
  })
})

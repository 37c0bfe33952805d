import type { FittedSynthesizer, Table } from '@asdf/contract'
import { createRng, fieldIndex, tableFromRows } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest'
import { withRules } from '@asdf/pipeline'
import { describe, expect, it } from 'vitest'
import { independentColumns } from '../support/independent-columns.ts'

const cents = (value: number) => Math.round(100 * value + 1e-9) / 100
const rates: Readonly<Record<string, number>> = { a: 0.08, b: 0.13, c: 0.21, d: 0.27 }

function wages(target?: string): Table {
  const rng = createRng(5)
  const rows = Array.from({ length: 600 }, () => {
    const grade = 'abcd'[Math.floor(4 * rng.next())]!
    const gross = cents(2000 + 6000 * rng.next())
    const tax = cents(gross * rates[grade]!)
    return { grade, gross, tax, net: cents(gross - tax), years: Math.floor(30 * rng.next()) }
  })
  return tableFromRows(rows, target === undefined ? {} : { target })
}

/** Rows whose tax is not that of their grade. */
async function brokenTaxes(fitted: FittedSynthesizer): Promise<number> {
  const rows = await fitted.sample(500, { seed: 2 })
  const cellsOf = (name: string) => {
    const index = fieldIndex(rows.schema, name)
    const [field, column] = [rows.schema.fields[index]!, rows.columns[index]!]
    return (row: number) => {
      if (column.kind === 'categorical' && field.kind === 'categorical') return field.categories[column.codes[row]!]!
      return (column as { readonly values: Float64Array }).values[row]!
    }
  }
  const [grade, gross, tax, net] = ['grade', 'gross', 'tax', 'net'].map(cellsOf)
  return Array.from({ length: rows.rowCount }, (_, row) => row).filter((row) => {
    const expected = Number(gross!(row)) * rates[String(grade!(row))]!
    const isSum = Math.abs(Number(net!(row)) + Number(tax!(row)) - Number(gross!(row))) < 1e-6
    return Math.abs(expected - Number(tax!(row))) > 0.00501 || !isSum
  }).length
}

describe('rates that a column decides', () => {
  it('are those of the column in every row, of models that know nothing of it too', async () => {
    for (const base of [independentColumns(), sequentialTrees({ threads: 1 })]) {
      const fitted = await withRules(base).fit(wages(), { seed: 1 })
      expect(fitted.report.rules).toContainEqual(expect.stringMatching(/ by grade$/))
      expect(await brokenTaxes(fitted)).toBe(0)
    }
  })

  it('are learned as a category where nothing decides them', async () => {
    const rng = createRng(5)
    const rows = Array.from({ length: 600 }, () => {
      const gross = cents(2000 + 6000 * rng.next())
      return { gross, tax: cents(gross * (rng.next() < 0.3 ? 0.05 : 0.1)) }
    })
    const base = independentColumns()
    await withRules(base).fit(tableFromRows(rows), { seed: 1 })
    expect(base.seen[0]!.schema.fields.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      'gross: numeric',
      'tax: categorical',
    ])
  })

  it('are kept in a saved model', async () => {
    const fitted = await withRules(sequentialTrees({ threads: 1 })).fit(wages(), { seed: 1 })
    const loaded = withRules.load(structuredClone(fitted.save()), { factories: [sequentialTrees] })
    expect(await loaded.sample(300, { seed: 3 })).toEqual(await fitted.sample(300, { seed: 3 }))
  })

  it('compute a target of numbers that only they give, and leave the classes of a target alone', async () => {
    for (const target of ['tax', 'grade']) {
      const fitted = await withRules(sequentialTrees({ threads: 1 })).fit(wages(target), { seed: 1 })
      expect(await brokenTaxes(fitted)).toBe(0)
    }
  })

  it.each([
    'nonsense',
    null,
    { keys: [], cases: [] },
    { keys: [{ column: 'grade', presence: false }], cases: [{ keys: ['a'], value: 7 }] },
  ])('are refused in an artifact as %j', async (by) => {
    const artifact = structuredClone(
      (await withRules(sequentialTrees({ threads: 1 })).fit(wages(), { seed: 1 })).save(),
    )
    const recipes = artifact.state['recipes'] as unknown as { kind: string; rule: object }[]
    const changed = recipes.map((one) => (one.kind === 'multiple' ? { ...one, rule: { ...one.rule, by } } : one))
    const state = { ...artifact.state, recipes: changed } as typeof artifact.state
    expect(() => withRules.load({ ...artifact, state }, { factories: [sequentialTrees] })).toThrow(/other form/)
  })
})

import type { RunProgress, Table } from '@asdf/contract'
import type { FittedImputer } from '@asdf/core'
import { columnOf, createRng, formatCsv, isAsdfError, mice, selectColumns, simpleImputer, withNulls } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { expectAbsent, isIn } from '../src/synthesizer/expect-absent.ts'
import { plantedTable, withHoles } from '../src/synthesizer/planted-table.ts'

const { table, secrets } = plantedTable(['numeric', 'categorical', 'datetime', 'text'])
const kinds = ['numeric', 'categorical', 'datetime'] as const
const holed = withHoles({ table, secrets }, kinds)
const found = (text: string) => secrets.filter(({ texts }) => texts.some((one) => isIn(text, one)))

/** The training table with nulls in ordinary cells, so that the chains have something to learn. */
function trainTable(): Table {
  const rng = createRng(5)
  return {
    ...table,
    schema: {
      fields: table.schema.fields.map((field) => (field.role === 'feature' ? { ...field, nullable: true } : field)),
    },
    columns: table.columns.map((column, index) => {
      if (table.schema.fields[index]!.role !== 'feature') return column
      const valid = Uint8Array.from({ length: table.rowCount }, (_, row) => (row > 80 && rng.next() < 0.2 ? 0 : 1))
      return withNulls(column, valid)
    }),
  }
}

/** All that a fitted imputer answers to tables that it refuses. */
async function refusals(fitted: FittedImputer): Promise<string> {
  const names = table.schema.fields.map(({ name }) => name)
  const [town, wealth] = [names.indexOf('town'), names.indexOf('wealth')]
  const change = (index: number, part: object) => ({
    schema: { fields: holed.schema.fields.map((field, at) => (at === index ? { ...field, ...part } : field)) },
    rowCount: holed.rowCount,
    columns: holed.columns,
  })
  const odd = [
    selectColumns(
      holed,
      names.filter((name) => name !== 'born'),
    ),
    change(town, { categories: ['Plainville', 'Springfield', 'Riverside'] }),
    change(wealth, { kind: 'datetime' }),
    { ...holed, columns: holed.columns.toReversed() },
  ] as readonly Table[]
  const told: string[] = []
  for (const one of odd) {
    await fitted.impute(one, { seed: 1 }).catch((error: unknown) => {
      if (!isAsdfError(error)) throw error
      told.push(`${error.message} ${JSON.stringify(error.details)}`)
    })
  }
  expect(told).toHaveLength(odd.length)
  return told.join('\n')
}

describe.each([
  ['mice', mice({ imputations: 2, iterations: 3 })],
  ['simpleImputer', simpleImputer()],
])('%s', (_, imputer) => {
  it('tells no value of a single row in what it reports, in errors, or in what is left of it in JSON', async () => {
    const progress: RunProgress[] = []
    const onProgress = (one: RunProgress) => void progress.push(one)
    const fitted = await imputer.fit(trainTable(), { seed: 1, onProgress })
    await fitted.impute(holed, { seed: 2, onProgress })
    const told = [JSON.stringify([fitted, fitted.warnings, progress]), await refusals(fitted)].join('\n')
    for (const secret of secrets) expectAbsent(told, secret, 'what it tells')
    expect(fitted.warnings.join()).toContain("'note' is text")
  })

  it('cannot be saved or cloned, as it holds training rows', async () => {
    const fitted = await imputer.fit(trainTable(), { seed: 1 })
    expect(fitted).not.toHaveProperty('save')
    expect(() => structuredClone(fitted)).toThrow()
    expect(Object.keys(JSON.parse(JSON.stringify(fitted)) as object)).toEqual(['warnings'])
  })
})

it('mice copies values of single rows into others, as its description says', async () => {
  const fitted = await mice({ imputations: 20, iterations: 3 }).fit(trainTable(), { seed: 1 })
  const filled = await fitted.imputations(holed, { seed: 2 })
  expect(found(filled.map((one) => formatCsv(one)).join('\n')).length).toBeGreaterThan(0)
})

it('simpleImputer fills in one value a column: the median, which may be that of one row, and no other', async () => {
  const filled = await (await simpleImputer().fit(trainTable(), { seed: 1 })).impute(holed, { seed: 2 })
  expect(found(formatCsv(filled)).map(({ what }) => what)).toEqual(['a date between two groups'])
  for (const name of ['wealth', 'fee', 'born']) {
    const { values } = columnOf(filled, name) as { values: Float64Array }
    expect(new Set(values.filter((_, row) => columnOf(holed, name).valid?.[row] === 0)).size).toBe(1)
  }
})

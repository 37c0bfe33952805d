import type { Table } from '@asdf/contract'
import type { SequentialTreesOptions } from '@asdf/forest'
import type { Named } from './tables.ts'
import { createRng, standardNormal } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest/sequential'
import { checkFitsSchema } from '@asdf/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { booleans, categories, cellsOf, datetimes, numbers, numbersOf, pick, rows, tableOf, texts } from './tables.ts'

const fit = (table: Table, options: Partial<SequentialTreesOptions> = {}) =>
  sequentialTrees({ threads: 1, ...options }).fit(table, { seed: 1 })
const day = 86_400_000

async function sampleOf(table: Table, options: Partial<SequentialTreesOptions> = {}, count = 50): Promise<Table> {
  const sample = await (await fit(table, options)).sample(count, { seed: 2 })
  expect(sample.rowCount).toBe(count)
  checkFitsSchema(sample)
  return sample
}

describe('sequential trees and tables that are hardly tables', () => {
  it('refuse one row, saying how many they need', async () => {
    const table = tableOf(numbers('x', [1]), categories('c', ['a']))
    await expect(fit(table)).rejects.toMatchObject({
      code: 'ASDF_TOO_FEW_ROWS',
      details: { required: 10, received: 1 },
    })
    await expect(fit(tableOf(numbers('x', rows(20))), { minimumRows: 51 })).rejects.toMatchObject({
      details: { required: 26, received: 20 },
    })
  })

  it('take one column of any kind', async () => {
    const normals = rows(200).map((row) => standardNormal(createRng(row)))
    const x = numbersOf(await sampleOf(tableOf(numbers('x', normals))), 'x')
    expect(new Set(x).size).toBe(50)
    const labels = rows(200).map((row) => (row % 4 === 0 ? 'a' : 'b'))
    expect(new Set(cellsOf(await sampleOf(tableOf(categories('c', labels, { role: 'target' }))), 'c')).size).toBe(2)
    await sampleOf(tableOf(booleans('b', rows(40).map((row) => row % 2 === 0)))) // prettier-ignore
    await sampleOf(tableOf(datetimes('d', rows(40).map((row) => row * day), { format: 'date' }))) // prettier-ignore
    const ids = await sampleOf(tableOf(texts('id', rows(40).map((row) => `id ${row}`), { role: 'identifier' }))) // prettier-ignore
    expect(new Set(cellsOf(ids, 'id')).size).toBe(50)
  })

  it('give constant columns back as they were, without a tree', async () => {
    const table = tableOf(
      numbers('x', rows(30).map(() => 7.25), { decimals: 2, minimum: 7.25, maximum: 7.25 }), // prettier-ignore
      categories('c', rows(30).map(() => 'a')), // prettier-ignore
      booleans('b', rows(30).map(() => true)), // prettier-ignore
      datetimes('d', rows(30).map(() => 5 * day), { format: 'date' }), // prettier-ignore
    )
    const model = await fit(table)
    expect(model.report.steps).toBe(0)
    const sample = await model.sample(30, { seed: 2 })
    expect(sample).toEqual(table)
    expect([...model.logLikelihood(table)]).toEqual(rows(30).map(() => 0))
  })

  it('take a category per row, warn, and give a placeholder', async () => {
    const labels = rows(60).map((row) => `label ${row}`)
    const nullable = tableOf(numbers('x', rows(60)), categories('c', labels, { nullable: true }))
    const model = await fit(nullable)
    expect(model.report.warnings.join()).toContain("'c'")
    expect(new Set(cellsOf(await model.sample(50, { seed: 2 }), 'c'))).toEqual(new Set(['other']))
    const strict = await fit(tableOf(numbers('x', rows(60)), categories('c', labels)))
    expect(strict.report.warnings.join()).toContain("'c'")
    checkFitsSchema(await strict.sample(50, { seed: 2 }))
  })

  it('never give out a class of one row, and say so', async () => {
    const labels = rows(80).map((row) => (row === 0 ? 'only' : row % 2 === 0 ? 'even' : 'odd'))
    const model = await fit(tableOf(numbers('x', rows(80)), categories('c', labels, { role: 'target' })))
    expect(model.report.warnings.join()).toContain("'c'")
    expect(cellsOf(await model.sample(400, { seed: 2 }), 'c')).not.toContain('only')
    await expect(model.sample(1, { seed: 2, where: { c: 'only' } })).rejects.toMatchObject({
      code: 'ASDF_OPTION_INVALID',
    })
  })

  it('take 2,000 columns of few rows in seconds', async () => {
    const rng = createRng(4)
    const parts = rows(2000).map((column): Named => {
      if (column % 2 === 0) return numbers(`x${column}`, rows(60).map(() => standardNormal(rng))) // prettier-ignore
      return categories(`c${column}`, rows(60).map(() => 'abc'[pick(rng, [0.5, 0.3, 0.2])]!)) // prettier-ignore
    })
    const target = categories('class', rows(60).map((row) => (row % 3 === 0 ? 'rare' : 'common')), { role: 'target' }) // prettier-ignore
    const sample = await sampleOf(tableOf(...parts, target), {}, 30)
    expect(cellsOf(sample, 'class').filter((label) => label === 'rare')).toHaveLength(10)
  }, 30_000)

  it('take a column that is null in every row, and keep it so when they impute', async () => {
    const nothing = rows(40).map(() => null)
    const table = tableOf(
      numbers('x', rows(40).map((row) => (row % 3 === 0 ? null : row))), // prettier-ignore
      numbers('n', nothing),
      categories('c', nothing, { categories: ['a', 'b'] }),
      booleans('b', nothing),
      datetimes('d', nothing),
    )
    const model = await fit(table)
    const sample = await model.sample(30, { seed: 2 })
    checkFitsSchema(sample)
    const filled = await model.impute(table, { seed: 3 })
    checkFitsSchema(filled)
    for (const name of ['n', 'c', 'b', 'd']) {
      expect(new Set(cellsOf(sample, name)), name).toEqual(new Set([null]))
      expect(new Set(cellsOf(filled, name)), name).toEqual(new Set([null]))
      await expect(model.sample(1, { seed: 1, where: { [name]: name === 'c' ? 'other' : name === 'b' ? true : 1 } }), name).rejects.toMatchObject({ code: 'ASDF_CONDITION_UNREACHABLE' }) // prettier-ignore
    }
    expect(cellsOf(filled, 'x')).not.toContain(null)
  })

  it('take nulls in every column and in every row', async () => {
    const rng = createRng(3)
    const some = <T>(values: readonly T[]) => values.map((value) => (rng.next() < 0.4 ? null : value))
    const table = tableOf(
      numbers('x', some(rows(300).map(() => standardNormal(rng)))),
      categories('c', some(rows(300).map((row) => 'abc'[row % 3]!))),
      booleans('b', some(rows(300).map((row) => row % 2 === 0))),
      datetimes('d', some(rows(300).map((row) => row * day)), { format: 'date' }),
      categories('class', some(rows(300).map((row) => (row % 4 === 0 ? 'yes' : 'no'))), { role: 'target' }),
    )
    const sample = await sampleOf(table, {}, 300)
    for (const { name } of table.schema.fields) {
      const nulls = cellsOf(sample, name).filter((cell) => cell === null).length
      expect(nulls, name).toBeGreaterThan(70)
      expect(nulls, name).toBeLessThan(170)
    }
  })
})

describe('sequential trees and numbers that are none', () => {
  const table = tableOf(
    numbers('x', rows(40)),
    categories('c', rows(40).map((row) => 'ab'[row % 2]!)), // prettier-ignore
  )
  const withCell = (value: number): Table => {
    const [x, c] = table.columns
    const values = (x as { values: Float64Array }).values.with(6, value)
    return { ...table, columns: [{ kind: 'numeric', values }, c!] }
  }

  it.each([Number.NaN, Infinity, -Infinity])('refuse %s in training, naming column and row', async (value) => {
    await expect(fit(withCell(value))).rejects.toMatchObject({
      code: 'ASDF_DATA_INVALID',
      details: { column: 'x', row: 7 },
    })
  })

  it.each([Number.NaN, Infinity])('refuse %s in rows to impute or to score', async (value) => {
    const model = await fit(table)
    const expected = { code: 'ASDF_DATA_INVALID', details: { column: 'x', row: 7 } }
    await expect(model.impute(withCell(value), { seed: 1 })).rejects.toMatchObject(expected)
    expect(() => model.logLikelihood(withCell(value))).toThrow(expect.objectContaining(expected))
  })

  it('take numbers of any size, and never give out another kind of number', async () => {
    const sizes = rows(120).map((row) => (row % 2 === 0 ? -1 : 1) * 10 ** ((row % 40) * 15 - 300))
    await sampleOf(tableOf(numbers('x', sizes), numbers('y', rows(120).map(() => Number.MAX_VALUE)))) // prettier-ignore
    await sampleOf(tableOf(numbers('x', rows(60).map((row) => (row % 2 ? Number.MAX_VALUE : -Number.MAX_VALUE))))) // prettier-ignore
  })

  it('keep to the schema of any small table', async () => {
    const value = fc.oneof(fc.constantFrom(0, 1, 1e9), fc.integer({ min: -50, max: 50 }))
    const row = fc.tuple(fc.option(value), fc.option(fc.constantFrom('a', 'b', 'c', 'd')), fc.option(fc.boolean()))
    const anyRows = fc.array(row, { minLength: 10, maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(anyRows, fc.constantFrom(4, 8, 20), fc.boolean(), async (given, minimumRows, honest) => {
        const table = tableOf(
          numbers('x', given.map(([x]) => x), { integer: true, minimum: -50, maximum: 1e9, nullable: true }), // prettier-ignore
          categories('c', given.map(([, c]) => c), { categories: ['a', 'b', 'c', 'd'], nullable: true, role: 'target' }), // prettier-ignore
          booleans('b', given.map(([, , b]) => b), { nullable: true }), // prettier-ignore
        )
        const model = await fit(table, { minimumRows, honest })
        checkFitsSchema(await model.sample(40, { seed: 5 }))
        checkFitsSchema(await model.impute(table, { seed: 6 }))
        expect(model.logLikelihood(await model.sample(40, { seed: 7 })).every(Number.isFinite)).toBe(true)
        // Rows with a value that was not released are impossible.
        expect(model.logLikelihood(table).every((log) => Number.isFinite(log) || log === -Infinity)).toBe(true)
        expect(Object.values(model.report.losses).every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 40, seed: 11 },
    )
  })
})

describe('sequential trees and conditions that cannot be met', () => {
  const rng = createRng(8)
  const levels = rows(6000).map(() => pick(rng, [0.3, 0.25, 0.2, 0.1, 0.08, 0.07]))
  const table = tableOf(
    categories('education', levels.map((level) => `level ${level}`)), // prettier-ignore
    numbers('years', levels.map((level) => level + 8), { integer: true }), // prettier-ignore
    categories('city', rows(6000).map((row) => (row < 3 ? 'hamlet' : 'AB'[row % 2]!)), { categories: ['A', 'B', 'hamlet', 'nowhere'] }), // prettier-ignore
    numbers('income', levels.map((level) => 1000 * level + 300 * standardNormal(rng))), // prettier-ignore
    booleans('never', rows(6000).map(() => false)), // prettier-ignore
    texts('note', rows(6000).map((row) => `note ${row}`)), // prettier-ignore
  )
  const model = fit(table)

  it.each([
    ['a value that was never seen', { city: 'nowhere' }],
    ['a value that too few rows share', { city: 'hamlet' }],
    ['a boolean that was never seen', { never: true }],
    ['a number beyond all others', { income: 1e7 }],
    ['a number between those of a column', { years: 8.5 }],
    ['a text', { note: 'note 1' }],
  ])('refuse %s', async (what, where) => {
    const isOption = what === 'a number between those of a column' || 'city' in where
    await expect((await model).sample(5, { seed: 1, where })).rejects.toMatchObject(
      isOption ? { code: 'ASDF_OPTION_INVALID' } : { code: 'ASDF_CONDITION_UNREACHABLE', details: { share: 0 } },
    )
  })

  it.each([
    [{ education: 'level 1', years: 13 }],
    [{ years: 12, education: 'level 0' }],
    [{ education: 'level 5', income: -400.5 }],
  ])('refuse what never comes together, %o, with the share that does', async (where) => {
    const error = await (await model).sample(5, { seed: 1, where }).then(
      () => undefined,
      (failure: unknown) => failure as { code: string; details: { share: number } },
    )
    expect(error?.code).toBe('ASDF_CONDITION_UNREACHABLE')
    expect(error?.details.share).toBeGreaterThanOrEqual(0)
    expect(error?.details.share).toBeLessThan(0.5 / 6000)
  })

  it('make what is rare but does come together', async () => {
    const where = { education: 'level 5', years: 13, city: 'A', income: 5000.5 }
    const sample = await (await model).sample(20, { seed: 1, where })
    for (const [name, value] of Object.entries(where)) expect(new Set(cellsOf(sample, name))).toEqual(new Set([value]))
    checkFitsSchema(sample)
  })

  it.each([
    [{ education: 'Level 1' }],
    [{ years: 'ten' }],
    [{ years: true }],
    [{ years: '' }],
    [{ years: null }],
    [{ education: undefined }],
    [{ never: 1 }],
    [{ income: Number.NaN }],
    [{ income: Infinity }],
  ])('refuse %o as no value of the column', async (where) => {
    await expect((await model).sample(1, { seed: 1, where: where as Record<string, string> })).rejects.toMatchObject({
      code: 'ASDF_OPTION_INVALID',
      details: { option: `where.${Object.keys(where)[0]!}` },
    })
  })

  it('refuse a column that is not there, and take no condition for none', async () => {
    await expect((await model).sample(1, { seed: 1, where: { nowhere: 1 } })).rejects.toMatchObject({
      code: 'ASDF_SCHEMA_MISMATCH',
    })
    expect(await (await model).sample(9, { seed: 1, where: {} })).toEqual(await (await model).sample(9, { seed: 1 }))
  })
})

describe('the options of sequential trees', () => {
  it.each([
    ['minimumRows', 3],
    ['minimumRows', 4.5],
    ['minimumRows', '20'],
    ['order', 'alphabet'],
    ['order', [1]],
    ['order', null],
    ['bins', 1],
    ['bins', 201],
    ['learningRate', 0],
    ['learningRate', 1.1],
    ['learningRate', Number.NaN],
    ['leaves', 1],
    ['leaves', 256],
    ['maximumRounds', 0],
    ['honest', 1],
    ['threads', 0],
    ['threads', 1.5],
  ])('refuse %s: %o when they are chosen', (option, value) => {
    expect(() => sequentialTrees({ [option]: value })).toThrow(
      expect.objectContaining({ code: 'ASDF_OPTION_INVALID', details: { option, received: value } }),
    )
  })

  it('name a column of the order that the table lacks', async () => {
    const table = tableOf(numbers('x', rows(20)))
    await expect(fit(table, { order: ['y'] })).rejects.toMatchObject({ code: 'ASDF_SCHEMA_MISMATCH' })
  })
})

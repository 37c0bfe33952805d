import type { Table } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { checkFitsSchema } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { forestFlow } from '../../src/flow/index.ts'
import { categories, dependentTable, labelsOf, numbers, small, tableOf, valuesOf } from './tables.ts'

const fit = (table: Table, options = {}) => forestFlow({ ...small, ...options }).fit(table, { seed: 1 })
const rows = (count: number) => Array.from({ length: count }, (_, row) => row)

describe('forest flow and tables that are hardly tables', () => {
  it('refuses one row, saying how many it needs', async () => {
    const table = tableOf(numbers('x', [1]), categories('c', ['a']))
    await expect(fit(table)).rejects.toMatchObject({
      code: 'ASDF_TOO_FEW_ROWS',
      details: { required: 10, received: 1 },
    })
  })

  it('takes one column', async () => {
    const sample = await (await fit(tableOf(numbers('x', rows(60))))).sample(50, { seed: 2 })
    checkFitsSchema(sample)
    expect(new Set(valuesOf(sample, 'x')).size).toBeGreaterThan(10)
  })

  it('gives constant columns back as they were, with nothing else to learn', async () => {
    const table = tableOf(numbers('x', rows(20).map(() => 7)), categories('c', rows(20).map(() => 'a'))) // prettier-ignore
    const model = await fit(table)
    const sample = await model.sample(9, { seed: 2 })
    expect(valuesOf(sample, 'x')).toEqual(rows(9).map(() => 7))
    expect(labelsOf(sample, 'c')).toEqual(rows(9).map(() => 'a'))
    expect(model.report.steps).toBe(0)
    expect(await model.impute(table, { seed: 1 })).toEqual(table)
  })

  it('takes a category per row, warns, and repeats none that one row alone has', async () => {
    const labels = rows(60).map((row) => `label ${row}`)
    const table = tableOf(numbers('x', rows(60)), categories('c', labels, { nullable: true }))
    const model = await fit(table)
    expect(model.report.warnings.join()).toContain("'c'")
    const sample = await model.sample(50, { seed: 2 })
    checkFitsSchema(sample)
    expect(labelsOf(sample, 'c').every((label) => label === 'other')).toBe(true)
  })

  it('never gives out a class of one row, and says so', async () => {
    const labels = rows(60).map((row) => (row === 0 ? 'only' : row % 2 === 0 ? 'even' : 'odd'))
    const model = await fit(tableOf(numbers('x', rows(60)), categories('c', labels, { role: 'target' })))
    expect(model.report.warnings.join()).toContain("'c'")
    expect(labelsOf(await model.sample(100, { seed: 2 }), 'c')).not.toContain('only')
    await expect(model.sample(1, { seed: 2, where: { c: 'only' } })).rejects.toMatchObject({
      code: 'ASDF_OPTION_INVALID',
    })
  })

  it('draws classes that are too small for a field of their own from one of all rows, and says so', async () => {
    const labels = rows(90).map((row) => (row < 6 ? 'few' : row % 2 === 0 ? 'even' : 'odd'))
    const model = await fit(tableOf(numbers('x', rows(90)), categories('c', labels, { role: 'target' })))
    expect(model.report.warnings.join()).toContain('drawn from a model of all classes')
    const sample = await model.sample(40, { seed: 2, where: { c: 'few' } })
    expect(labelsOf(sample, 'c')).toEqual(rows(40).map(() => 'few'))
  })

  it('refuses 2,000 columns by their number, naming what to use', async () => {
    const table = tableOf(...rows(2000).map((index) => numbers(`x${index}`, rows(40).map((row) => (row * index) % 37)))) // prettier-ignore
    const refusal = expect(forestFlow().fit(table, { seed: 1 })).rejects
    await refusal.toMatchObject({
      code: 'ASDF_UNSUPPORTED',
      message: expect.stringContaining('sequentialTrees') as string,
    })
  })

  it('takes nulls everywhere, and gives whole rows of nulls back as null', async () => {
    const x = rows(80).map((row) => (row % 2 === 0 ? null : row))
    const c = rows(80).map((row) => (row % 2 === 0 ? null : row % 3 === 0 ? 'a' : 'b'))
    const table = tableOf(numbers('x', x), categories('c', c), categories('nothing', rows(80).map(() => null))) // prettier-ignore
    const sample = await (await fit(table)).sample(400, { seed: 2 })
    checkFitsSchema(sample)
    const isNull = valuesOf(sample, 'x').map(Number.isNaN)
    expect(labelsOf(sample, 'c').map((label) => label === null)).toEqual(isNull)
    expect(isNull.filter(Boolean).length / 400).toBeCloseTo(0.5, 1)
    expect(labelsOf(sample, 'nothing').every((label) => label === null)).toBe(true)
  })

  it('refuses an infinite number by column and row', async () => {
    const x = rows(60).map((row) => (row === 12 ? Infinity : row))
    await expect(fit(tableOf(numbers('x', x)))).rejects.toMatchObject({
      code: 'ASDF_DATA_INVALID',
      details: { column: 'x', row: 13 },
    })
  })

  it('refuses a condition that its rows never meet, with the share that do', async () => {
    const model = await fit(dependentTable(120))
    const where = { x: 1e9 }
    await expect(model.sample(3, { seed: 2, where })).rejects.toMatchObject({ code: 'ASDF_CONDITION_UNREACHABLE' })
    await expect(model.sample(3, { seed: 2, where: { side: 'up' } })).rejects.toMatchObject({
      code: 'ASDF_OPTION_INVALID',
    })
  })

  it('gives up on conditions that contradict one another, with the share that meet them', async () => {
    const c = rows(200).map((row) => (row % 2 === 0 ? 'a' : 'b'))
    const table = tableOf(categories('c', c), categories('same', c), numbers('x', rows(200)))
    const model = await forestFlow({ ...small, levels: 20, rounds: 20 }).fit(table, { seed: 1 })
    const asked = model.sample(4000, { seed: 2, where: { c: 'a', same: 'b' } })
    const error: unknown = await asked.catch((caught: unknown) => caught)
    expect(isAsdfError(error, 'ASDF_CONDITION_UNREACHABLE') && error.details.share).toBeLessThan(0.005)
  })

  it.each([
    ['levels', 1],
    ['levels', 2.5],
    ['duplicates', 0],
    ['copiedRows', 0],
    ['rounds', 0],
    ['learningRate', 0],
    ['learningRate', 2],
    ['maximumLeaves', 129],
    ['maximumLeaves', 1],
    ['maximumDepth', 0],
    ['maximumFeatures', 0],
    ['maximumBins', 256],
    ['minimumRows', 0],
    ['process', 'diffuse'],
    ['solver', 'rk4'],
    ['linearStart', 'yes'],
    ['threads', 0],
  ])('refuses the option %s = %s by name', (option, value) => {
    expect(() => forestFlow({ [option]: value })).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
    expect(() => forestFlow({ [option]: value })).toThrow(option)
  })

  it('refuses to impute a table of other columns', async () => {
    const model = await fit(dependentTable(60))
    await expect(model.impute(tableOf(numbers('x', rows(5))), { seed: 1 })).rejects.toMatchObject({
      code: 'ASDF_SCHEMA_MISMATCH',
    })
  })
})

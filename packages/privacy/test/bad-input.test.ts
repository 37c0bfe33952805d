import type { ErrorCode, Metric, ScalarKind, Table } from '@asdf/contract'
import { selectColumns } from '@asdf/core'
import {
  densityRatioAttack,
  distanceToClosestRecordShare,
  exactCopies,
  likelihoodRatioAttack,
  logRatioAttack,
  nearestNeighborAttack,
  subsetQueryAttack,
} from '@asdf/privacy'
import { expectAsdfError } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'
import { plainTable } from './plain-table.ts'

const kinds: readonly ScalarKind[] = ['numeric', 'categorical']
const table = plainTable(kinds, [
  [1, 'red'],
  [2, 'blue'],
])
const none = plainTable(kinds, [])
const run = { seed: 1 }

const searches = [
  distanceToClosestRecordShare,
  nearestNeighborAttack,
  logRatioAttack,
  subsetQueryAttack,
  likelihoodRatioAttack,
  densityRatioAttack,
] as const
const metrics: readonly Metric[] = [exactCopies, ...searches.map((factory) => factory())]

describe.each(metrics.map((metric) => [metric.id, metric] as const))('%s refuses', (_, metric) => {
  const refuses = <Code extends ErrorCode>(
    input: Partial<Record<'train' | 'synthetic' | 'holdout', Table>>,
    code: Code,
  ) =>
    expectAsdfError(
      () => metric.compute({ train: table, synthetic: table, holdout: table, ...input }, run),
      code,
      'the metric',
    )

  it.each(['train', 'synthetic', 'holdout'])('a %s table without rows', async (part) => {
    expect(await refuses({ [part]: none }, 'ASDF_METRIC_UNDEFINED')).toEqual({ metric: nameOf(metric) })
  })

  it.each(['synthetic', 'holdout'])('a %s table that lacks a column', async (part) => {
    const lacking = selectColumns(table, ['column 1'])
    expect(await refuses({ [part]: lacking }, 'ASDF_SCHEMA_MISMATCH')).toMatchObject({ column: 'column 2' })
  })

  it.each(['synthetic', 'holdout'])('a %s table whose column is of another kind', async (part) => {
    const other = plainTable(
      ['numeric', 'text'],
      [
        [1, 'red'],
        [2, 'blue'],
      ],
    )
    expect(await refuses({ [part]: other }, 'ASDF_SCHEMA_MISMATCH')).toMatchObject({ column: 'column 2' })
  })

  it.each(['train', 'synthetic', 'holdout'])('a number in the %s table that is not finite', async (part) => {
    const broken = plainTable(kinds, [
      [1, 'red'],
      [Infinity, 'red'],
    ])
    expect(await refuses({ [part]: broken }, 'ASDF_DATA_INVALID')).toEqual({ column: 'column 1', row: 2 })
  })

  it('tables with nothing to compare', async () => {
    const keys = plainTable(kinds, [[1, 'red']], ['identifier', 'identifier'])
    await refuses({ train: keys, synthetic: keys, holdout: keys }, 'ASDF_METRIC_UNDEFINED')
  })
})

describe.each(searches.map((factory) => [factory.id, factory] as const))('%s refuses', (_, factory) => {
  it('to be computed without a hold-out', async () => {
    const compute = () => factory().compute({ train: table, synthetic: table }, run)
    expect(await expectAsdfError(compute, 'ASDF_METRIC_UNDEFINED', 'no hold-out')).toEqual({
      metric: nameOf(factory()),
    })
  })

  it('a range that no number can hold', async () => {
    const wide = plainTable(kinds, [
      [-1e308, 'red'],
      [1e308, 'red'],
    ])
    const compute = () => factory().compute({ train: wide, synthetic: wide, holdout: wide }, run)
    expect(await expectAsdfError(compute, 'ASDF_DATA_INVALID', 'the range')).toEqual({ column: 'column 1', row: 0 })
  })

  it.each([0, -1, 2.5, NaN, Infinity, '10', null])('%s rows', async (rows) => {
    const configure = () => factory({ rows: rows as number })
    expect(await expectAsdfError(configure, 'ASDF_OPTION_INVALID', 'rows')).toEqual({ option: 'rows', received: rows })
  })

  it('an option that it does not know', async () => {
    const configure = () => factory({ row: 10 } as object)
    await expectAsdfError(configure, 'ASDF_OPTION_INVALID', 'a misspelt option')
  })

  it('a seed that is no whole number', async () => {
    const compute = () => factory().compute({ train: table, synthetic: table, holdout: table }, { seed: 0.5 })
    await expectAsdfError(compute, 'ASDF_OPTION_INVALID', 'the seed')
  })
})

/** The name in messages: that of the export. */
function nameOf({ id }: Metric): string {
  return id
    .split('/')
    .at(-1)!
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

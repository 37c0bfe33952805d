import type { MetricInput, MetricResult, Table } from '@asdf/contract'
import { appendTables, takeRows } from '@asdf/core'
import {
  attributeInference,
  inference,
  kAnonymity,
  linkability,
  nearCopies,
  rareValues,
  singlingOut,
} from '@asdf/privacy'
import { expectAsdfError, mixedTable } from '@asdf/testkit'
import { describeMetric } from '@asdf/testkit/vitest'
import { randomForest } from '@asdf/trees'
import { describe, expect, it } from 'vitest'
import { plainTable } from './plain-table.ts'

const forest = randomForest({ trees: 20, threads: 1 })
const run = { seed: 1 }
const [train, holdout, fresh] = [1, 2, 3].map((seed) => mixedTable(500, seed)) as [Table, Table, Table]

/** Training rows over and over. */
const worse = ({ train, synthetic }: Required<MetricInput>): Table =>
  takeRows(
    train,
    Uint32Array.from({ length: synthetic.rowCount }, (_, row) => (row * 7) % train.rowCount),
  )
/** Fresh rows, and all training rows. */
const mixed = ({ train, synthetic }: Required<MetricInput>): Table => appendTables(synthetic, train)

const [first, second] = mixedTable(2, 1).schema.fields.map(({ name }) => name) as [string, string]
for (const metric of [
  singlingOut(),
  singlingOut({ columns: 1 }),
  linkability(),
  inference({ secrets: [second] }),
  attributeInference(forest),
])
  describeMetric({ metric, worse, orderTolerance: 0.25 })
for (const metric of [nearCopies(), rareValues()]) describeMetric({ metric, worse: mixed })
describeMetric({ metric: kAnonymity({ columns: [first, second] }), worse: mixed })

describe('disclosure', () => {
  const triesOf = ({ details }: MetricResult) => (details!['tries'] as { values: Record<string, number> }).values

  it('singles out rows of a copy, and none of fresh rows', async () => {
    const copied = await singlingOut().compute({ train, holdout, synthetic: train }, run)
    expect(copied.value).toBeGreaterThan(0.9)
    expect(triesOf(copied)['attackRight']).toBe(triesOf(copied)['attacks'])
    const honest = await singlingOut().compute({ train, holdout, synthetic: fresh }, run)
    expect(honest.interval![0]).toBeLessThan(0.1)
  })

  it('singles out by dates and nulls that occur once', async () => {
    const dates = (days: readonly (number | null)[]) =>
      plainTable(
        ['datetime'],
        days.map((day) => [day === null ? null : day * 86_400_000]),
      )
    const input = { train: dates([1, 2, 2, null]), holdout: dates([5, 5, 6, 6]), synthetic: dates([1, 2, 2, null]) }
    const { attacks, attackRight, controlRight } = triesOf(await singlingOut({ columns: 1 }).compute(input, run))
    // Equal to 1, null, at most 1; at least 2 is met by two rows.
    expect([attacks, attackRight, controlRight]).toEqual([3, 3, 0])
  })

  it('says that nothing was tried where every row is the same', async () => {
    const same = plainTable(['numeric'], [[1], [1], [1]])
    const { value, interval, unmeasured } = await singlingOut().compute(
      { train: same, holdout: same, synthetic: same },
      run,
    )
    expect([value, interval]).toEqual([0, [0, 1]])
    expect(unmeasured!['predicates']).toMatch(/none of those tried/)
  })

  it('links both halves of a copied row', async () => {
    expect((await linkability().compute({ train, holdout, synthetic: train }, run)).value).toBeGreaterThan(0.9)
    expect((await linkability().compute({ train, holdout, synthetic: fresh }, run)).interval![0]).toBeLessThan(0.02)
  })

  it('takes every negative guess for right in compat mode alone', async () => {
    const rows = (secret: number) =>
      plainTable(
        ['categorical', 'numeric'],
        [
          ['red', secret],
          ['red', secret],
          ['blue', secret],
        ],
      )
    const input = { train: rows(7), holdout: rows(7), synthetic: rows(-5) }
    const shareOf = async (mode: 'fixed' | 'compat') => {
      const result = await inference({ secrets: ['column 2'], mode }).compute(input, run)
      return [(result.details!['attack'] as { values: Record<string, number> }).values['column 2'], result.mode]
    }
    expect(await shareOf('compat')).toEqual([1, 'compat'])
    expect(await shareOf('fixed')).toEqual([0, 'fixed'])
  })

  it('does not count as a risk what holds of everybody', async () => {
    // The second column says the first one, in all rows.
    const told = (count: number) =>
      plainTable(
        ['categorical', 'categorical'],
        Array.from({ length: count }, (_, row) => (row % 2 === 0 ? ['red', 'green'] : ['blue', 'gray'])),
      )
    const result = await attributeInference(forest).compute(
      { train: told(200), holdout: told(200), synthetic: told(200) },
      run,
    )
    expect(result.value).toBe(0)
    expect((result.details!['attack'] as { values: Record<string, number> }).values['column 1']).toBe(1)
  })

  it('says which secrets have no classes, and refuses when none has', async () => {
    const numbers = mixedTable(100, 1, { kinds: ['numeric'], outcome: 'feature' })
    const name = numbers.schema.fields[0]!.name
    const input = { train: numbers, holdout: numbers, synthetic: numbers }
    const compute = () => attributeInference(forest, { secrets: [name] }).compute(input, run)
    await expectAsdfError(compute, 'ASDF_METRIC_UNDEFINED', 'a secret without classes')
  })

  it('counts near copies that are off by less than the distance', async () => {
    const rows = (values: readonly number[]) =>
      plainTable(
        ['numeric', 'categorical'],
        values.map((value) => [value, 'red']),
      )
    const input = { train: rows([0, 100]), synthetic: rows([4, 6, 97, 50]) }
    expect((await nearCopies().compute(input, run)).value).toBe(0.5)
    expect((await nearCopies({ distance: 0 }).compute({ ...input, synthetic: rows([0, 1]) }, run)).value).toBe(0.5)
  })

  it('counts rows that name fewer than k, and not those that name nobody', async () => {
    const rows = (cells: readonly string[]) =>
      plainTable(
        ['categorical'],
        cells.map((cell) => [cell]),
      )
    const input = { train: rows(['red', 'red', 'blue']), synthetic: rows(['red', 'blue', 'green', 'blue']) }
    const { value, details } = await kAnonymity({ columns: ['column 1'], k: 2 }).compute(input, run)
    expect(value).toBe(0.5)
    expect(details!['counts']).toMatchObject({ values: { groupsNamed: 1, smallestNamed: 1 } })
  })

  it('counts rows with a value that few training rows have, by column', async () => {
    const rows = (cells: readonly [string, string][]) => plainTable(['categorical', 'text'], cells)
    const input = {
      train: rows([
        ['red', 'a'],
        ['red', 'a'],
        ['blue', 'name'],
      ]),
      synthetic: rows([
        ['red', 'a'],
        ['blue', 'a'],
        ['red', 'name'],
        ['gray', 'new'],
      ]),
    }
    const { value, details } = await rareValues({ minimumRows: 2 }).compute(input, run)
    expect([value, details!['columns']]).toEqual([
      0.5,
      { kind: 'parts', values: { 'column 1': 0.25, 'column 2': 0.25 } },
    ])
    const beside = await rareValues({ minimumRows: 2 }).compute({ ...input, holdout: input.train }, run)
    expect(Object.keys(beside.breakdown!)).toEqual(['holdout'])
  })

  it('refuses odd options and unknown columns', async () => {
    const odd: (() => unknown)[] = [
      () => singlingOut({ columns: 0 }),
      () => singlingOut({ attacks: 1.5 }),
      () => linkability({ columns: [['a'], []] }),
      () => linkability({ columns: 'a' as never }),
      () => inference({ secrets: [] }),
      () => inference({ mode: 'other' as never }),
      () => inference({ tolerance: -1 }),
      () => attributeInference({} as never),
      () => nearCopies({ distance: 1 }),
      () => kAnonymity({} as never),
      () => kAnonymity({ columns: [first], k: 1 }),
      () => rareValues({ minimumRows: 1 }),
      () => rareValues({ rows: 1 } as never),
    ]
    for (const configure of odd) await expectAsdfError(configure, 'ASDF_OPTION_INVALID', String(configure))
    const input = { train, holdout, synthetic: fresh }
    for (const metric of [
      linkability({ columns: [['none'], [first]] }),
      inference({ secrets: ['none'] }),
      attributeInference(forest, { secrets: ['none'] }),
      kAnonymity({ columns: ['none'] }),
    ])
      await expectAsdfError(() => metric.compute(input, run), 'ASDF_SCHEMA_MISMATCH', metric.id)
  })
})

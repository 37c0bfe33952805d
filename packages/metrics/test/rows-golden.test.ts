import type { Metric } from '@asdf/contract'
import type { Cells } from './support/golden-table.ts'
import { readFileSync } from 'node:fs'
import {
  alphaPrecision,
  authenticity,
  betaRecall,
  categoryCoverage,
  correlations,
  coverage,
  density,
  frechetDistance,
  improvedPrecision,
  improvedRecall,
  jensenShannon,
  klDivergence,
  maximumMeanDiscrepancy,
  rangeCoverage,
} from '@asdf/metrics'
import { describe, expect, it } from 'vitest'
import { compareColumns } from '../src/fidelity/compared-columns.ts'
import { slicedDistance } from '../src/fidelity/sliced-wasserstein.ts'
import { encodeRows } from '../src/rows/encoded-rows.ts'
import { tableOf } from './support/golden-table.ts'

interface Case {
  readonly name: string
  readonly train: Cells
  readonly synthetic: Cells
  /** By metric, a number for each column or pair of columns. */
  readonly columns: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly values: Readonly<Record<string, number>>
  readonly directions: readonly (readonly number[])[]
}

const file = new URL('./golden/rows.json', import.meta.url)
const { versions, cases } = JSON.parse(readFileSync(file, 'utf8')) as { versions: object; cases: readonly Case[] }

it('the golden values are those of the versions that the metrics name', () => {
  expect(versions).toMatchObject({
    sdmetrics: '0.32.0',
    scipy: '1.17.1',
    POT: '0.9.7.post1',
    prdc: '0.2',
    synthcity: '0.2.12',
  })
})

const byColumn: Readonly<Record<string, Metric>> = { klDivergence, jensenShannon, categoryCoverage, rangeCoverage }

const moded = {
  improvedPrecision,
  improvedRecall,
  density,
  coverage,
  maximumMeanDiscrepancy,
  alphaPrecision,
  betaRecall,
  authenticity,
}
const byRows: Readonly<Record<string, Metric>> = {
  ...Object.fromEntries(
    Object.entries(moded).flatMap(([name, metric]) =>
      (['fixed', 'compat'] as const).map((mode) => [`${name} ${mode}`, metric({ mode })]),
    ),
  ),
  frechetDistance: frechetDistance(),
}

describe.each(cases)('of $name', ({ train, synthetic, columns, values, directions }) => {
  const input = { train: tableOf(train), synthetic: tableOf(synthetic) }

  it.each(Object.keys(byColumn).filter((name) => name in columns))('%s equals the reference to 1e-12', async (name) => {
    const { breakdown } = await byColumn[name]!.compute(input, { seed: 1 })
    expect(Object.keys(breakdown!)).toEqual(Object.keys(columns[name]!))
    for (const [column, score] of Object.entries(columns[name]!)) expect(breakdown![column]).toBeCloseTo(score, 12)
  })

  it.each(['pearson', 'spearman'] as const)('associations equal the reference to 1e-12, %s', async (numbers) => {
    const { details } = await correlations({ numbers }).compute(input, { seed: 1 })
    for (const side of ['real', 'synthetic'] as const) {
      const matrix = details![side]!
      if (matrix.kind !== 'matrix') throw new Error('expected a matrix')
      for (const [names, score] of Object.entries(columns[`correlations ${numbers} ${side}`]!)) {
        const [row, column] = names.split('|').map((name) => matrix.rows.indexOf(name)) as [number, number]
        expect(matrix.values[row]![column]).toBeCloseTo(score, 12)
      }
    }
  })

  it.each(Object.keys(byRows).filter((name) => name in values))('%s equals the reference', async (name) => {
    const { value } = await byRows[name]!.compute(input, { seed: 1 })
    // SciPy's root of a singular product, as one-hot columns have it, is good to half the digits.
    expect(value).toBeCloseTo(values[name]!, name === 'frechetDistance' ? 6 : 12)
  })

  it('sliced distances along the same directions equal POT', () => {
    const sides = encodeRows(compareColumns(input).columns)
    const distances = directions.map((one) => slicedDistance(sides.train, sides.synthetic, Float64Array.from(one)))
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length
    expect(mean).toBeCloseTo(values['slicedDistance']!, 12)
  })
})

it('each metric of rows has a golden value in each mode that a reference has', () => {
  const without = ['alphaPrecision fixed', 'betaRecall fixed', 'authenticity fixed']
  const names = Object.keys(byRows).filter((name) => !without.includes(name))
  for (const name of names) expect(cases.some(({ values }) => name in values)).toBe(true)
})

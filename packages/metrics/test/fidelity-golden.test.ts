import type { Metric } from '@asdf/contract'
import type { Cells } from './support/golden-table.ts'
import { readFileSync } from 'node:fs'
import { columnShapes, pairTrends, wasserstein, wassersteinByQuartiles } from '@asdf/metrics'
import { describe, expect, it } from 'vitest'
import { tableOf } from './support/golden-table.ts'

interface Case {
  readonly name: string
  readonly train: Cells
  readonly synthetic: Cells
  readonly expected: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const file = new URL('./golden/fidelity.json', import.meta.url)
const { versions, cases } = JSON.parse(readFileSync(file, 'utf8')) as { versions: object; cases: readonly Case[] }

it('the golden values are those of the versions that the metrics name', () => {
  expect(versions).toMatchObject({ sdmetrics: '0.32.0', scipy: '1.17.1' })
})

const columnMetrics: Readonly<Record<string, Metric>> = { columnShapes, wasserstein, wassersteinByQuartiles }

describe.each(cases)('of $name', ({ train, synthetic, expected }) => {
  const input = { train: tableOf(train), synthetic: tableOf(synthetic) }

  it.each(Object.keys(columnMetrics))('%s equals the reference to 1e-12 in every column', async (name) => {
    const { value, breakdown } = await columnMetrics[name]!.compute(input, { seed: 1 })
    const reference = expected[name]!
    expect(Object.keys(breakdown!)).toEqual(Object.keys(reference))
    for (const [column, score] of Object.entries(reference)) expect(breakdown![column]).toBeCloseTo(score, 12)
    const all = Object.values(reference)
    expect(value).toBeCloseTo(all.reduce((sum, score) => sum + score, 0) / all.length, 12)
  })

  it.each(['fixed', 'compat'] as const)('pairTrends equals the reference to 1e-12, %s', async (mode) => {
    const reference = expected[`pairTrends ${mode}`]
    if (reference === undefined) return
    const { value, details } = await pairTrends({ mode }).compute(input, { seed: 1 })
    const pairs = details!['pairs']!
    if (pairs.kind !== 'matrix') throw new Error('expected a matrix')
    for (const [names, score] of Object.entries(reference)) {
      const [row, column] = names.split('|').map((name) => pairs.rows.indexOf(name)) as [number, number]
      expect(pairs.values[row]![column]).toBeCloseTo(score, 12)
    }
    const all = Object.values(reference)
    expect(value).toBeCloseTo(all.reduce((sum, score) => sum + score, 0) / all.length, 12)
  })
})

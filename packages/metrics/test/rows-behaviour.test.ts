import type { Metric, Table, Tensor } from '@asdf/contract'
import { createRng, createTable, standardNormal, takeRows } from '@asdf/core'
import {
  alphaPrecision,
  authenticity,
  betaRecall,
  correlations,
  coverage,
  density,
  duplicateShare,
  frechetDistance,
  frechetDistanceOf,
  improvedPrecision,
  improvedRecall,
  klDivergence,
  maximumMeanDiscrepancy,
  slicedWasserstein,
  tripleTrends,
} from '@asdf/metrics'
import { mixedTable } from '@asdf/testkit'
import { describe, expect, it } from 'vitest'

const [train, fresh] = [1, 2].map((seed) => mixedTable(600, seed, { nulls: 0.05 })) as [Table, Table]
const valueOf = async (metric: Metric, synthetic: Table, real = train) =>
  (await metric.compute({ train: real, synthetic }, { seed: 1 })).value

/** Few different rows, each many times, as tables of categories have them. */
const repeated = takeRows(
  train,
  Uint32Array.from({ length: 300 }, (_, row) => row % 40),
)

describe('a table against itself', () => {
  it.each([improvedPrecision, improvedRecall, coverage, alphaPrecision, betaRecall])(
    'is all of itself, and less where the reference has a defect: $id',
    async (metric) => {
      expect(await valueOf(metric(), repeated, repeated)).toBe(1)
      expect(await valueOf(metric({ mode: 'compat' }), repeated, repeated)).toBeLessThan(0.99)
    },
  )

  it.each([klDivergence, correlations(), slicedWasserstein(), frechetDistance()])('is at 0: $id', async (metric) => {
    expect(await valueOf(metric, train)).toBeLessThan(1e-12)
    expect(await valueOf(metric, repeated, repeated)).toBeLessThan(1e-12)
  })
})

it('fresh rows have a discrepancy of about 0 on either side, and a density of about 1', async () => {
  const found: number[] = []
  for (let seed = 1; seed < 40; seed += 2) {
    found.push(await valueOf(maximumMeanDiscrepancy(), normalTable(200, seed), normalTable(200, seed + 1)))
  }
  const mean = found.reduce((sum, value) => sum + value / found.length, 0)
  const deviation = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1))
  expect(Math.abs(mean)).toBeLessThan((3 * deviation) / Math.sqrt(found.length))
  expect(found.some((value) => value < 0) && found.some((value) => value > 0)).toBe(true)
  expect(await valueOf(density(), fresh)).toBeCloseTo(1, 0)
})

it('copies have no authenticity, fresh rows half of it, noise all', async () => {
  expect(await valueOf(authenticity(), train)).toBe(0)
  const ofFresh = await valueOf(authenticity(), fresh)
  expect(Math.abs(ofFresh - 0.5)).toBeLessThan(0.1)
  expect(await valueOf(authenticity(), scattered(fresh))).toBeGreaterThan(0.95)
})

it('authenticity of the reference needs equal sizes, that of its own does not', async () => {
  const few = takeRows(
    fresh,
    Uint32Array.from({ length: 100 }, (_, row) => row),
  )
  expect(await valueOf(authenticity(), few)).toBeGreaterThan(0)
  await expect(valueOf(authenticity({ mode: 'compat' }), few)).rejects.toMatchObject({ code: 'ASDF_METRIC_UNDEFINED' })
})

it('shares of duplicates are those of rows that equal an earlier one', async () => {
  const { value, breakdown } = await duplicateShare.compute({ train, synthetic: repeated }, { seed: 1 })
  expect(value).toBeCloseTo(260 / 300, 12)
  expect(breakdown).toEqual({ train: 0 })
})

it('triples are as many as they are told, among the columns that go together most', async () => {
  const wide = related(14)
  const { breakdown, details } = await tripleTrends({ columns: 5, triples: 4 }).compute(
    { train: wide, synthetic: wide },
    { seed: 1 },
  )
  expect(Object.keys(breakdown!)).toHaveLength(4)
  // The first five columns are one number with noise, the others are noise.
  for (const name of Object.keys(breakdown!)) expect(name).toMatch(/^x[0-4] \| x[0-4] \| x[0-4]$/)
  expect(details!['sample']).toEqual({
    kind: 'parts',
    values: { 'triples measured': 4, 'triples there are': (14 * 13 * 12) / 6 },
  })
})

describe('frechetDistanceOf', () => {
  it('is the distance of means where covariances are equal, dependent features or not', () => {
    const one = features(200, 1)
    const moved = { ...one, data: one.data.map((value, i) => value + (i % 4 === 0 ? 3 : 0)) }
    expect(frechetDistanceOf(one, moved)).toBeCloseTo(9, 9)
    const [twice, movedTwice] = [doubled(one), doubled(moved)]
    expect(frechetDistanceOf(twice, movedTwice)).toBeCloseTo(18, 9)
  })

  it('is that of standard deviations for one feature', () => {
    const one = features(500, 1, 1)
    const wider = { ...one, data: one.data.map((value) => 3 * value) }
    const deviation = Math.sqrt(frechetDistanceOf(one, { ...one, data: one.data.map(() => 0) }) - meanOf(one) ** 2)
    expect(frechetDistanceOf(one, wider)).toBeCloseTo((2 * deviation) ** 2 + (2 * meanOf(one)) ** 2, 9)
  })

  it('takes fewer rows than features', () => {
    const [few, other] = [features(5, 1, 40), features(8, 2, 40)]
    expect(frechetDistanceOf(few, few)).toBeLessThan(1e-9)
    expect(frechetDistanceOf(few, other)).toBeCloseTo(frechetDistanceOf(other, few), 9)
  })

  it.each([
    [null, 'ASDF_SHAPE_MISMATCH'],
    [{ dtype: 'f64', shape: [0, 4], data: new Float64Array(0) }, 'ASDF_SHAPE_MISMATCH'],
    [{ dtype: 'f64', shape: [2, 2], data: new Float64Array(4) }, 'ASDF_SHAPE_MISMATCH'],
    [{ dtype: 'f64', shape: [1, 4], data: Float64Array.of(0, NaN, 0, 0) }, 'ASDF_DATA_INVALID'],
  ])('refuses %o', (matrix, code) => {
    expect(() => frechetDistanceOf(features(5, 1), matrix as never)).toThrow(expect.objectContaining({ code }))
  })
})

it.each([
  () => correlations({ numbers: 'kendall' as never }),
  () => tripleTrends({ columns: 2 }),
  () => tripleTrends({ triples: 0 }),
  () => maximumMeanDiscrepancy({ rows: 1 }),
  () => maximumMeanDiscrepancy({ mode: 'legacy' as never }),
  () => slicedWasserstein({ projections: 0 }),
  () => alphaPrecision({ rows: 0.5 }),
  () => improvedPrecision({ k: 0 }),
  () => coverage({ neighbors: 3 } as never),
  () => frechetDistance(null as never),
  () => frechetDistance(undefined, { rows: 0 }),
])('refuses options that it cannot use: %s', (configure) => {
  expect(configure).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }))
})

function scattered(table: Table): Table {
  const rng = createRng(3)
  const columns = table.columns.map((column) =>
    column.kind === 'numeric'
      ? { ...column, values: column.values.map((x) => x + 1000 * standardNormal(rng)) }
      : column,
  )
  return { ...table, columns }
}

/** Five columns that are one number with noise, and further ones that are noise. */
function related(columns: number): Table {
  const rng = createRng(4)
  const base = Float64Array.from({ length: 400 }, () => standardNormal(rng))
  return numbersTable(columns, (c) =>
    base.map((value) => (c < 5 ? value : 0) + (c < 5 ? 0.3 : 1) * standardNormal(rng)),
  )
}

function normalTable(rows: number, seed: number): Table {
  const rng = createRng(seed)
  return numbersTable(2, () => Float64Array.from({ length: rows }, () => standardNormal(rng)))
}

function numbersTable(columns: number, valuesOf: (column: number) => Float64Array): Table {
  const fields = Array.from(
    { length: columns },
    (_, c) => ({ kind: 'numeric', name: `x${c}`, role: 'feature', nullable: false, integer: false }) as const,
  )
  return createTable(
    { fields },
    fields.map((_, c) => ({ kind: 'numeric', values: valuesOf(c) })),
  )
}

function features(rows: number, seed: number, width = 4): Tensor<'f64'> {
  const rng = createRng(seed)
  const data = Float64Array.from({ length: rows * width }, () => standardNormal(rng))
  return { dtype: 'f64', shape: [rows, width], data }
}

/** Every feature twice. */
function doubled({ shape, data }: Tensor<'f64'>): Tensor<'f64'> {
  const [rows, width] = shape as [number, number]
  const out = Float64Array.from({ length: 2 * data.length }, (_, i) => {
    const [row, c] = [Math.floor(i / (2 * width)), i % (2 * width)]
    return data[row * width + (c % width)]!
  })
  return { dtype: 'f64', shape: [rows, 2 * width], data: out }
}

function meanOf({ data }: Tensor<'f64'>): number {
  return data.reduce((sum, value) => sum + value / data.length, 0)
}

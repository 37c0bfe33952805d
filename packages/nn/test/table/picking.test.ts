import { createRng, createTable, headRows, takeRows } from '@asdf/core'
import { cellBins, drawByWeight, drawLabels, pairDistance } from '@asdf/core/statistics'
import { findCollapse, fitAcceptance } from '@asdf/nn/table'
import { mixedTable } from '@asdf/testkit'
import { gradientBoosting } from '@asdf/trees'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duplicateShare } from '../../src/table/collapse.ts'

describe('drawing classes by their probabilities', () => {
  const rows = fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 40,
  })

  it('gives each class exactly as often as it is asked for', () => {
    fc.assert(
      fc.property(rows, fc.integer(), (some, seed) => {
        const rng = createRng(seed)
        const counts = [0, 0, 0]
        for (let i = 0; i < some.length; i++) counts[Math.floor(3 * rng.next())]!++
        const labels = drawLabels(Float64Array.from(some.flat()), counts, rng)
        expect([0, 1, 2].map((label) => labels.filter((one) => one === label).length)).toEqual(counts)
      }),
    )
  })

  it('gives classes to the rows that they are likely for', () => {
    const sure = Float64Array.from({ length: 200 }, (_, i) => Number((i >> 1) % 2 === i % 2))
    expect([...drawLabels(sure, [50, 50], createRng(1))]).toEqual(Array.from({ length: 100 }, (_, row) => row % 2))
    const half = Float64Array.from({ length: 4000 }, (_, i) => (i < 2000 ? 0.5 : i % 2 === 0 ? 0.9 : 0.1))
    const labels = drawLabels(half, [1400, 600], createRng(1))
    expect(labels.subarray(0, 1000).reduce((sum, label) => sum + label) / 1000).toBeCloseTo(0.5, 1)
  })
})

const picking = { candidates: 5, classifier: gradientBoosting({ rounds: 60 }) }

describe('picking rows', () => {
  it('takes as many different rows as are asked for, heavy ones more often', () => {
    const rng = createRng(1)
    const rows = Uint32Array.from({ length: 100 }, (_, i) => i)
    const weights = rows.map((row) => (row < 50 ? 9 : 1))
    const chosen = drawByWeight(weights, rows, 30, () => rng.next())
    expect(new Set(chosen).size).toBe(30)
    expect(chosen.filter((row) => row < 50).length).toBeGreaterThan(20)
    expect([...drawByWeight(weights, rows, 100, () => rng.next())]).toEqual([...rows])
  })

  it('finds real rows likelier than rows of another kind', async () => {
    const real = mixedTable(400, 1)
    const other = mixedTable(400, 2)
    // Rows whose amounts belong to another class.
    const order = Uint32Array.from({ length: 400 }, (_, row) => (row * 7 + 3) % 400)
    const made = {
      ...other,
      columns: other.columns.map((column, i) => (i < 3 ? takeRows(other, order).columns[i]! : column)),
    }
    const acceptance = (await fitAcceptance(real, made, picking, { seed: 1 }))!
    const mean = async (table: typeof real) => {
      const logs = (await acceptance.odds(table)).map(Math.log)
      return logs.reduce((sum, value) => sum + value) / logs.length
    }
    expect(await mean(mixedTable(400, 3))).toBeGreaterThan((await mean(made)) + 0.5)
    expect(await fitAcceptance(headRows(real, 20), headRows(made, 20), picking, { seed: 1 })).toBeUndefined()
  })
})

describe('looking at what a generator makes', () => {
  const train = mixedTable(400, 1)

  it('measures nothing between equal rows, little between rows of one kind, much between kinds', () => {
    const bins = cellBins(train)
    const codes = bins.codes(train)
    expect(pairDistance(bins, codes, codes)).toBeCloseTo(0, 12)
    const near = pairDistance(bins, codes, bins.codes(mixedTable(400, 2)))
    const rare = takeRows(
      train,
      Uint32Array.from({ length: 40 }, (_, i) => 10 * i + 9),
    )
    expect(pairDistance(bins, codes, bins.codes(rare))).toBeGreaterThan(2 * near)
  })

  it('counts rare categories of a wide column as one, so that two of 100,000 categories fit in memory', () => {
    const table = createTable({ fields: [wideField('a'), wideField('b')] }, [wideColumn(1), wideColumn(7)])
    const bins = cellBins(table)
    expect(bins.sizes).toEqual([52, 52])
    // The first category has a tenth of the rows.
    const [codes] = bins.codes(table)
    expect(codes!.filter((code) => code === 1)).toHaveLength(300)
    expect(codes!.filter((code) => code === 51)).toHaveLength(2700 - 49)
    expect(pairDistance(bins, bins.codes(table), bins.codes(table))).toBeCloseTo(0, 12)
    const rest = takeRows(
      table,
      Uint32Array.from({ length: 2700 }, (_, i) => i + 300),
    )
    expect(pairDistance(bins, bins.codes(table), bins.codes(rest))).toBeCloseTo(0.1, 6)
  })

  it('warns of lost categories and of rows that repeat', () => {
    expect(findCollapse(train, mixedTable(400, 2))).toEqual([])
    const one = takeRows(train, new Uint32Array(400))
    expect(duplicateShare(one)).toBeCloseTo(399 / 400)
    const [lost, repeated] = findCollapse(train, one)
    expect(lost).toContain('outcome=rare')
    expect(repeated).toContain('99.8 %')
  })
})

const wide = 100_000

function wideField(name: string) {
  const categories = Array.from({ length: wide }, (_, i) => `token ${i}`)
  return { name, kind: 'categorical', role: 'feature', nullable: false, ordered: false, categories } as const
}

/** 3,000 rows: the first tenth of one category, all others different. */
function wideColumn(step: number) {
  return {
    kind: 'categorical',
    codes: Int32Array.from({ length: 3000 }, (_, row) => (row < 300 ? 5 : 10 + row * step)),
  } as const
}

import type { Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { classCodes, createTable, cutTable, splitTable } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** A table with one target column holding `counts[i]` rows of class i, and a row number. */
function classTable(counts: readonly number[]): Table {
  const codes = Int32Array.from(counts.flatMap((count, code) => Array<number>(count).fill(code)))
  return createTable(
    {
      fields: [
        { name: 'row', kind: 'numeric', role: 'feature', nullable: false, integer: true },
        {
          name: 'class',
          kind: 'categorical',
          role: 'target',
          nullable: false,
          categories: counts.map((_, code) => `c${code}`),
          ordered: false,
        },
      ],
    },
    [
      { kind: 'numeric', values: Float64Array.from(codes, (_, row) => row) },
      { kind: 'categorical', codes },
    ],
  )
}

function countsOf(table: Table): number[] {
  const counts: number[] = []
  for (const code of classCodes(table.columns[1]!)) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

describe('splitTable', () => {
  it('cuts 70/15/15 within every class', () => {
    const { train, validation, test } = splitTable(classTable([1000, 200]), { seed: 1 })
    expect([countsOf(train), countsOf(validation), countsOf(test)]).toEqual([
      [700, 140],
      [150, 30],
      [150, 30],
    ])
  })

  it('puts every row in exactly one part, keeps order, and gives every class of three rows to every part', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        (counts, seed) => {
          const table = classTable(counts)
          const { indices, ...parts } = splitTable(table, { seed })
          const all = [...indices.train, ...indices.validation, ...indices.test].sort((a, b) => a - b)
          expect(all).toEqual(Array.from({ length: table.rowCount }, (_, row) => row))
          for (const part of [parts.train, parts.validation, parts.test]) {
            for (let code = 0; code < counts.length; code++) expect(countsOf(part)[code]).toBeGreaterThan(0)
          }
          for (const part of [indices.train, indices.validation, indices.test])
            expect([...part]).toEqual([...part].sort((a, b) => a - b))
          const slack = counts.length + 1
          expect(Math.abs(parts.train.rowCount - 0.7 * table.rowCount)).toBeLessThanOrEqual(slack)
        },
      ),
    )
  })

  it('gives every class of three rows to every part, however small its share', () => {
    const share = fc.double({ min: 0.001, max: 0.499, noNaN: true })
    const counts = fc.array(fc.integer({ min: 3, max: 12 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(counts, share, share, fc.nat(), (sizes, train, validation, seed) => {
        const { indices, ...parts } = splitTable(classTable(sizes), { seed, train, validation })
        for (const part of Object.values(parts)) {
          for (let code = 0; code < sizes.length; code++) expect(countsOf(part)[code]).toBeGreaterThan(0)
        }
        const split = Object.values(indices).reduce((sum, rows) => sum + rows.length, 0)
        expect(split).toBe(sizes.reduce((sum, size) => sum + size, 0))
      }),
    )
    const { train, validation, test } = splitTable(classTable([10]), { seed: 1, train: 0.05, validation: 0.05 })
    expect([train.rowCount, validation.rowCount, test.rowCount]).toEqual([1, 1, 8])
  })

  it('counts the rows of tiny classes when it rounds those of the others', () => {
    const { train, test } = splitTable(classTable([1, 1, 1, 10, 10]), { seed: 1, train: 0.65, validation: 0 })
    expect([train.rowCount, test.rowCount]).toEqual([15, 8])
  })

  it('makes the totals right where every class alone would round the same way', () => {
    const { train, validation, test } = splitTable(classTable(Array<number>(100).fill(10)), { seed: 1 })
    expect([train.rowCount, validation.rowCount, test.rowCount]).toEqual([700, 150, 150])
  })

  it('gives a lone row to training and the second of two to test', () => {
    const { train, validation, test } = splitTable(classTable([100, 1, 2]), { seed: 3 })
    expect(countsOf(train).slice(1)).toEqual([1, 1])
    expect(countsOf(validation)[1]).toBeUndefined()
    expect(countsOf(test)[2]).toBe(1)
  })

  it('repeats with the same seed and differs with another', () => {
    const table = classTable([60, 40])
    expect(splitTable(table, { seed: 1 }).indices).toEqual(splitTable(table, { seed: 1 }).indices)
    expect(splitTable(table, { seed: 1 }).indices).not.toEqual(splitTable(table, { seed: 2 }).indices)
  })

  it('refuses shares that exceed the whole', () => {
    expect(() => splitTable(classTable([10]), { seed: 1, train: 0.9, validation: 0.2 })).toThrowError(AsdfError)
  })
})

describe('cutTable', () => {
  it('cuts off a stratified share and keeps the rest', () => {
    const { rest, cut } = cutTable(classTable([1000, 50]), 0.2, 1)
    expect(countsOf(cut)).toEqual([200, 10])
    expect(countsOf(rest)).toEqual([800, 40])
  })
})

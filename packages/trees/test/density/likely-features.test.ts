import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPackedHalves, highest, likelyFeatures, packColumn } from '../../src/density/likely-features.ts'

const rows = 256

/** Levels 0 to 7 of columns; column 3 follows column 0, column 5 is at the ends where column 0 is high. */
function levels(columns: number): Uint8Array {
  const rng = createRng(1)
  const out = Uint8Array.from({ length: rows * columns }, () => Math.floor(8 * rng.next()))
  for (let row = 0; row < rows; row++) {
    const own = out[row]!
    if (rng.next() < 0.6) out[3 * rows + row] = own
    if (rng.next() < 0.9) out[5 * rows + row] = own > 3 ? (row % 2 === 0 ? 0 : 7) : 3 + (row % 2)
  }
  return out
}

describe('likely features', () => {
  it('are found among many, whether they follow a column or depend on it otherwise', () => {
    const table = levels(600)
    const packed = createPackedHalves(600, rows)
    for (let column = 0; column < 600; column++) packColumn(packed, column, table.subarray(column * rows))
    const all = Array.from({ length: 599 }, (_, i) => i + 1)
    const found = likelyFeatures(packed, 0, all, 20)
    expect(found).toHaveLength(20)
    expect(found).toEqual(expect.arrayContaining([3, 5]))
    expect(found).toEqual([...found].sort((a, b) => a - b))
  })

  it('are those with the highest scores, of equal ones the first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }), fc.nat(20), (scores, extra) => {
        const columns = scores.map((_, i) => 3 * i)
        const count = 1 + (extra % scores.length)
        const sorted = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b)
        const expected = sorted.slice(0, count).sort((a, b) => a - b)
        expect(highest(columns, Float64Array.from(scores), count)).toEqual(expected.map((i) => 3 * i))
      }),
    )
  })

  it('are counted by bits as cell by cell', () => {
    const column = Uint8Array.from({ length: 70 }, (_, i) => (i * 5) % 8)
    const halves = createPackedHalves(1, 70)
    packColumn(halves, 0, column)
    const { halves: packed, sizes } = halves
    const bit = (half: number, row: number) => (packed[3 * half + (row >> 5)]! >>> (row & 31)) & 1
    for (const [row, level] of column.entries()) {
      expect([bit(0, row), bit(1, row)]).toEqual([level > 3 ? 1 : 0, level < 2 || level > 5 ? 1 : 0])
    }
    const rows = [column.filter((level) => level > 3), column.filter((level) => level < 2 || level > 5)]
    expect([...sizes]).toEqual(rows.map(({ length }) => length))
  })
})

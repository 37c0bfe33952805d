import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasLevel, shareLevels } from '../src/level-shares.ts'

const minimumRows = 5

/** Rows of each part, which lie on the step but for a few. */
const parts = fc.array(fc.tuple(fc.nat(30), fc.nat(12)), { minLength: 1, maxLength: 20 })

const sharesOf = (rows: readonly (readonly number[])[]) =>
  shareLevels(
    rows.map((part) => Float64Array.from(part)),
    rows[0]!.length,
    minimumRows,
  )

describe('the shares of levels', () => {
  it('are those of the rows where enough have each level', () => {
    const shares = sharesOf([
      [10, 30],
      [5, 15],
      [20, 20],
    ])
    expect([...shares]).toEqual([0.25, 1, 0.25, 1, 0.5, 1])
  })

  it('are joined among neighbors with few rows of a level, and have none of it where it stays rare', () => {
    const shares = sharesOf([
      [100, 100],
      [4, 36],
      [4, 36],
      [0, 40],
      [1, 39],
    ])
    // The level has 30 % of the rows: two parts of 40 rows should have 24 of it, which is enough to tell.
    expect([...shares].filter((_, i) => i % 2 === 0)).toEqual([0.5, 0.1, 0.1, 0, 0])
    expect(hasLevel(shares, 3, 2, -1)).toBe(false)
  })

  it('do not tell in which of the joined parts a rare row lies', () => {
    const shares = sharesOf([
      [3, 17],
      [0, 20],
      [3, 17],
    ])
    const moved = sharesOf([
      [4, 16],
      [0, 20],
      [2, 18],
    ])
    expect([...shares]).toEqual([...moved])
    expect(shares[2]).toBe(0.1)
  })

  it('sum to 1 in every part, and have a level only where enough rows together have it', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const rows = given.map(([off, on]) => [off, on + minimumRows])
        const shares = sharesOf(rows)
        const total = rows.reduce((sum, [off]) => sum + off!, 0)
        rows.forEach(([off, on], part) => {
          const share = shares[2 * part]!
          expect(shares[2 * part + 1]).toBeCloseTo(1, 12)
          if (off! >= minimumRows) expect(share).toBeCloseTo(off! / (off! + on!), 12)
          else if (total < minimumRows) expect(share).toBe(0)
          else expect(share).toBeLessThan(1)
        })
      }),
    )
  })
})

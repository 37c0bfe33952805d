import type { Tree, TwoClasses } from '../../src/adversarial/kernels/tree.ts'
import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeGrower, shareUnits } from '../../src/adversarial/kernels/grow-tree.ts'
import { createSplitSearch } from '../../src/adversarial/kernels/split-search.ts'

const rowCount = 40
const size = 6

const data = fc
  .record({
    codes: fc.array(fc.nat(size - 1), { minLength: 2 * rowCount, maxLength: 2 * rowCount }),
    ordered: fc.nat(1),
  })
  .map(({ codes, ordered }): TwoClasses => ({
    rowCount,
    columnCount: 1,
    codes: Uint8Array.from(codes),
    sizes: Int32Array.of(size),
    ordered: Uint8Array.of(ordered),
  }))

function isIn(set: Int32Array, code: number): boolean {
  return ((set[code >> 5]! >>> (code & 31)) & 1) === 1
}

/** Sum over both sides of (real² + synthetic²) / rows, or -1 when a side has too few real rows or no row at all. */
function score({ codes }: TwoClasses, goesLeft: (code: number) => boolean, minimumRows: number): number {
  const counts = [0, 0, 0, 0]
  codes.forEach((code, row) => counts[(goesLeft(code) ? 0 : 2) + (row < rowCount ? 0 : 1)]!++)
  const [leftReal, leftOther, rightReal, rightOther] = counts as [number, number, number, number]
  if (leftReal < minimumRows || rightReal < minimumRows) return -1
  if (leftReal + leftOther === 0 || rightReal + rightOther === 0) return -1
  const part = (a: number, b: number) => (a * a + b * b) / (a + b)
  return part(leftReal, leftOther) + part(rightReal, rightOther)
}

/** The best score of all sets of codes; of those that are ranges from 0 when the codes have an order. */
function bestScore(table: TwoClasses, minimumRows: number): number {
  let best = -1
  for (let set = 1; set < 1 << size; set++) {
    const isRange = (set & (set + 1)) === 0
    if (table.ordered[0] === 1 && !isRange) continue
    best = Math.max(
      best,
      score(table, (code) => ((set >> code) & 1) === 1, minimumRows),
    )
  }
  return best
}

describe('the split search', () => {
  // Fisher's order of categories is optimal among all splits, not among those with enough rows on each side.
  it('finds the best of all splits, and of all ranges with enough real rows', () => {
    fc.assert(
      fc.property(data, fc.constantFrom(0, 5, 15), (table, wanted) => {
        const minimumRows = table.ordered[0] === 1 ? wanted : 0
        const rows = Uint32Array.from({ length: rowCount }, (_, row) => row)
        const others = rows.map((row) => row + rowCount)
        const search = createSplitSearch(table, rows, others, minimumRows)
        search.open({ realFrom: 0, realTo: rowCount, otherFrom: 0, otherTo: rowCount })
        const isFound = search.tryColumn(0)
        const best = bestScore(table, minimumRows)
        expect(isFound).toBe(best > rowCount + 1e-6)
        if (isFound) expect(score(table, (code) => isIn(search.set, code), minimumRows)).toBeCloseTo(best, 9)
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})

describe('a grown tree', () => {
  const wide = (seed: number): TwoClasses => {
    const rng = createRng(seed)
    const codes = Uint8Array.from({ length: 4 * 600 }, (_, i) => Math.floor(rng.next() * (i < 1200 ? 8 : 200)))
    // Real rows of the second column follow the first.
    for (let row = 0; row < 300; row++) codes[600 + row] = codes[row]!
    return {
      rowCount: 300,
      columnCount: 4,
      codes,
      sizes: Int32Array.of(8, 8, 200, 200),
      ordered: Uint8Array.of(0, 1, 1, 0),
    }
  }
  const rules = { columnsPerSplit: 2, minimumBagRows: 7, minimumRows: 10 }
  const votes = () => ({ shares: new Int32Array(600), voters: new Int32Array(600) })

  function walk(tree: Tree, table: TwoClasses, row: number): number {
    let node = 0
    while (tree.column[node]! >= 0) {
      const code = table.codes[tree.column[node]! * 2 * table.rowCount + row]!
      node = tree.next[node]! + (isIn(tree.sets.subarray(tree.setAt[node]), code) ? 0 : 1)
    }
    return tree.next[node]!
  }

  it('puts every real row into the leaf that its tests lead to, and enough of them into each', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const table = wide(seed)
        const tree = createTreeGrower(table, rules).grow(createRng(seed), votes())
        const counts = new Uint32Array(tree.leafCount)
        for (let row = 0; row < 300; row++) {
          expect(tree.leafOf[row]).toBe(walk(tree, table, row))
          counts[tree.leafOf[row]!]!++
        }
        expect(tree.leafCount).toBeGreaterThan(2)
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(10)
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  it('votes on rows out of its bag only, and depends on its stream of numbers alone', () => {
    const table = wide(3)
    const grower = createTreeGrower(table, rules)
    const said = votes()
    const first = grower.grow(createRng(5), said)
    grower.grow(createRng(6), votes())
    expect(grower.grow(createRng(5), votes())).toEqual(first)
    const voted = said.voters.reduce((sum, count) => sum + count, 0)
    // 600 rows, of which a bootstrap leaves out e^-1: 221, give or take five standard errors.
    expect(Math.abs(voted - 600 / Math.E)).toBeLessThan(60)
    expect(said.shares.some((share) => share > 0)).toBe(true)
    said.shares.forEach((share, row) => expect(share).toBeLessThanOrEqual(said.voters[row]! * shareUnits))
  })
})

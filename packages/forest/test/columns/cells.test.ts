import type { Column } from '@asdf/contract'
import { createRng, standardNormal } from '@asdf/core'
import { describe, expect, it } from 'vitest'
import { cellCount } from '../../src/columns/cells/cell-model.ts'
import { cellLayout, drawInCells, encodeCells } from '../../src/columns/cells/cells.ts'
import { fitCells } from '../../src/columns/cells/fit-cells.ts'
import { factorOf, mainAxis, momentsOf } from '../../src/columns/cells/moments.ts'
import { unknownCode } from '../../src/columns/coder.ts'

const count = 4000
const rng = createRng(5)
/** A thin ring. */
const angles = Float64Array.from({ length: count }, () => 2 * Math.PI * rng.next())
const x = angles.map((angle) => 10 * Math.cos(angle) + 0.2 * standardNormal(rng))
const y = angles.map((angle) => 500 + 100 * Math.sin(angle) + 2 * standardNormal(rng))
const columns: Column[] = [{ kind: 'numeric', values: x }, { kind: 'numeric', values: y }] // prettier-ignore
const rules = { minimumRows: 20, sharedRows: 5 }
const cells = fitCells([0, 1], [x, y], rules)

describe('cells of numbers', () => {
  it('hold as many rows as they must, in neighboring codes', () => {
    const codes = encodeCells(cells, columns)
    const rows = new Uint32Array(cellCount(cells))
    for (const code of codes) rows[code]!++
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(rules.minimumRows)
    expect(cellLayout(cells)).toMatchObject({ size: rows.length, ordered: true })
    expect(rows.length).toBeGreaterThan(100)
  })

  it('give out rows where rows are', () => {
    const [drawnX, drawnY] = drawInCells(cells, encodeCells(cells, columns), createRng(1)) as [
      Float64Array,
      Float64Array,
    ]
    const radii = drawnX.map((one, row) => Math.sqrt((one / 10) ** 2 + ((drawnY[row]! - 500) / 100) ** 2))
    expect(radii.filter((radius) => Math.abs(radius - 1) < 0.1).length).toBeGreaterThan(0.98 * count)
  })

  it('have no more than 255 codes for many rows, and leaves within them', () => {
    const many = fitCells([0, 1], [repeated(x, 10), repeated(y, 10)], rules)
    expect(cellCount(many)).toBeLessThanOrEqual(255)
    expect(many.codes.length).toBeGreaterThan(2 * cellCount(many))
  })

  it('are one where all rows are alike, and then give out that row', () => {
    const flat = new Float64Array(100).fill(3)
    const one = fitCells([0, 1], [flat, flat], rules)
    expect(cellCount(one)).toBe(1)
    expect(drawInCells(one, new Uint8Array(2), createRng(1)).map((column) => [...column])).toEqual([
      [3, 3],
      [3, 3],
    ])
  })

  it('are unknown where a number is missing', () => {
    const valid = new Uint8Array(count).fill(1)
    valid[7] = 0
    const codes = encodeCells(cells, [{ kind: 'numeric', values: x, valid }, columns[1]!])
    expect([...codes.keys()].filter((row) => codes[row] === unknownCode)).toEqual([7])
  })

  it('keep no row: every number is one of many', () => {
    const kept = new Set([...cells.centers, ...cells.thresholds, ...cells.means, ...cells.deviations])
    expect(x.some((value) => kept.has(value)) || y.some((value) => kept.has(value))).toBe(false)
  })
})

describe('moments', () => {
  it('are those of the rows, with the axis of most variance and a triangle whose square they are', () => {
    const own = [Float64Array.of(1, 2, 3, 9), Float64Array.of(2, 4, 6, 0)]
    const { means, covariance } = momentsOf(own, Uint32Array.of(0, 1, 2))
    expect([...means]).toEqual([2, 4])
    expect([...covariance].map((one) => one * 3)).toEqual([2, 4, 4, 8])
    const [a, b] = mainAxis(covariance)
    expect(b! / a!).toBeCloseTo(2, 9)
    const factor = factorOf(covariance)
    expect(factor[2]! * factor[0]!).toBeCloseTo(4 / 3, 12)
    // The second column follows from the first.
    expect(factor[3]).toBe(0)
  })
})

function repeated(values: Float64Array, times: number): Float64Array {
  const noise = createRng(2)
  return Float64Array.from({ length: values.length * times }, (_, i) => {
    return values[i % values.length]! * (1 + 0.001 * standardNormal(noise))
  })
}

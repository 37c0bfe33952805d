import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redrawClasses } from '../../src/sequential/redraw-classes.ts'

describe('redrawClasses', () => {
  it('gives every class exactly as many rows as it is asked for, whatever the probabilities', () => {
    const tables = fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 5 }), fc.integer())
      .map(([rows, classes, seed]) => {
        const rng = createRng(seed)
        const counts = new Uint32Array(classes)
        for (let row = 0; row < rows; row++) counts[Math.floor(rng.next() * classes)]!++
        const probabilities = Float32Array.from({ length: rows * classes }, () => (rng.next() < 0.3 ? 0 : rng.next()))
        return { counts, probabilities, seed }
      })
    fc.assert(
      fc.property(tables, ({ counts, probabilities, seed }) => {
        expect(countOf(redrawClasses(probabilities, counts, createRng(seed)), counts.length)).toEqual([...counts])
      }),
    )
  })

  it('draws the same classes for the same seed, and others for another', () => {
    const { probabilities, counts } = rising(500)
    const draw = (seed: number) => [...redrawClasses(probabilities, counts, createRng(seed))]
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('gives a row a class as often as its probability says, where the counts are what the probabilities add up to', () => {
    const { probabilities, counts } = rising(20)
    const often = new Float64Array(20)
    const draws = 4000
    for (let seed = 0; seed < draws; seed++) {
      redrawClasses(probabilities, counts, createRng(seed)).forEach((one, row) => (often[row]! += one / draws))
    }
    // Four standard errors of a share of one half.
    often.forEach((share, row) =>
      expect(Math.abs(share - probabilities[2 * row + 1]!)).toBeLessThan(2 / Math.sqrt(draws)),
    )
  })

  it('shares the classes among rows of like probability to within a row, where chance alone would err more', () => {
    const { probabilities, counts } = rising(4000)
    const classes = redrawClasses(probabilities, counts, createRng(3))
    for (let from = 0; from < 4000; from += 400) {
      const wanted = probabilities.subarray(2 * from, 2 * from + 800).reduce((sum, one, i) => sum + (i % 2) * one, 0)
      const got = classes.subarray(from, from + 400).reduce((sum, one) => sum + one, 0)
      expect(Math.abs(got - wanted)).toBeLessThan(2.5)
    }
  })

  it('keeps the odds between rows where the counts ask for more of a class than the probabilities say', () => {
    const rows = 20_000
    const probabilities = Float32Array.from({ length: 2 * rows }, (_, i) => [0.9, 0.1, 0.6, 0.4][i % 4]!)
    const classes = redrawClasses(probabilities, [rows / 2, rows / 2], createRng(4))
    const shareOf = (start: number) =>
      classes.filter((_, row) => row % 2 === start).reduce((a, b) => a + b, 0) / (rows / 2)
    const odds = (share: number) => share / (1 - share)
    expect(odds(shareOf(1)) / odds(shareOf(0))).toBeCloseTo(odds(0.4) / odds(0.1), 1)
  })
})

/** Rows whose chance of class 1 rises evenly, and how many rows of each class they add up to. */
function rising(rows: number) {
  const chances = Array.from({ length: rows }, (_, row) => (row + 0.5) / rows)
  const probabilities = Float32Array.from(chances.flatMap((chance) => [1 - chance, chance]))
  return { probabilities, counts: [rows / 2, rows / 2] }
}

function countOf(classes: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, own) => classes.filter((one) => one === own).length)
}

import type { LeafDensity } from '../../src/adversarial/kernels/leaf-density.ts'
import type { Evidence } from '../../src/adversarial/kernels/reach-leaves.ts'
import type { LeafModel } from '../../src/adversarial/leaf-model.ts'
import { createRng } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leafDensity } from '../../src/adversarial/kernels/leaf-density.ts'

/**
 * Ten rows, columns of two categories and of four ordered codes. The one tree puts category 0 (six rows with the codes
 * 0, 0, 0, 1, 1, 3) to the left, and category 1 (four rows with the codes 2, 3, 3, 3) to the right.
 */
const byHand: LeafModel = {
  sizes: Int32Array.of(2, 4),
  ordered: Uint8Array.of(0, 1),
  rowCount: 10,
  roots: Int32Array.of(0),
  column: Int32Array.of(0, -1, -1),
  next: Int32Array.of(1, 0, 1),
  setAt: Int32Array.of(0, 0, 0),
  sets: Int32Array.of(1, 0, 0, 0, 0, 0, 0, 0),
  leafRows: Int32Array.of(6, 4),
  entryStarts: Int32Array.of(0, 1, 4, 5, 7),
  entryCodes: Uint8Array.of(0, 0, 1, 3, 1, 2, 3),
  entryCounts: Uint8Array.of(6, 3, 2, 1, 4, 1, 3),
}

const plain = { pseudoCount: 0, bandwidth: 0, hasNull: Uint8Array.of(0, 0) }

function densityOf(density: LeafDensity, evidence: Evidence): number {
  const { count, logWeights } = density.reach(evidence)
  return logWeights.subarray(0, count).reduce((sum, log) => sum + Math.exp(log), 0)
}

describe('the density of a forest worked out by hand', () => {
  it('is the share of the leaf times the shares in it', () => {
    const density = leafDensity(byHand, plain)
    expect(densityOf(density, [0, 0])).toBeCloseTo(0.6 * 0.5, 14)
    expect(densityOf(density, [0, 2])).toBe(0)
    expect(densityOf(density, [1, 3])).toBeCloseTo(0.4 * 0.75, 14)
    expect(densityOf(density, [undefined, 3])).toBeCloseTo(0.6 / 6 + 0.4 * 0.75, 14)
    expect(densityOf(density, [undefined, undefined])).toBeCloseTo(1, 14)
  })

  it('draws shares towards those of the table, inside the box only', () => {
    // Shares of the ordered column in the table: 0.3, 0.2, 0.1, 0.4.
    const density = leafDensity(byHand, { ...plain, pseudoCount: 2 })
    expect(density.probability(0, 1, 0)).toBeCloseTo((3 + 2 * 0.3) / 8, 14)
    expect(density.probability(0, 1, 2)).toBeCloseTo((2 * 0.1) / 8, 14)
    // The box of the left leaf holds category 0 alone.
    expect(density.probability(0, 0, 0)).toBeCloseTo(1, 14)
    expect(density.probability(0, 0, 1)).toBe(0)
  })

  it('spreads numbers over codes whose middle ranks are near, by the rows of the table', () => {
    // Middle ranks 0.15, 0.4, 0.55, 0.8: with a bandwidth of 0.2 only the codes 1 and 2 are near each other.
    const density = leafDensity(byHand, { ...plain, bandwidth: 0.2 })
    expect(density.probability(0, 1, 0)).toBeCloseTo(3 / 6, 14)
    expect(density.probability(0, 1, 1)).toBeCloseTo(((2 / 6) * 0.2) / 0.3, 14)
    expect(density.probability(0, 1, 2)).toBeCloseTo(((2 / 6) * 0.1) / 0.3, 14)
    expect(density.probability(1, 1, 1)).toBeCloseTo(((1 / 4) * 0.2) / 0.3, 14)
  })

  it('never spreads to or from a null', () => {
    const density = leafDensity(byHand, { ...plain, bandwidth: 0.5, hasNull: Uint8Array.of(0, 1) })
    expect(density.probability(0, 1, 0)).toBeCloseTo(3 / 6, 14)
    expect(density.probability(1, 1, 0)).toBe(0)
  })

  it('takes sets of codes as evidence, and weighs leaves by them', () => {
    const density = leafDensity(byHand, plain)
    const { count, leaves, logWeights } = density.reach([undefined, Uint8Array.of(0, 0, 1, 1)])
    expect(Array.from(leaves.subarray(0, count))).toEqual([0, 1])
    expect(Math.exp(logWeights[0]!)).toBeCloseTo(0.6 / 6, 14)
    expect(Math.exp(logWeights[1]!)).toBeCloseTo(0.4, 14)
    expect(density.reach([Uint8Array.of(0, 0), undefined]).count).toBe(0)
  })
})

describe('draws from a leaf', () => {
  const smoothings = fc.record({
    pseudoCount: fc.constantFrom(0, 0.5, 3),
    bandwidth: fc.constantFrom(0, 0.2, 0.3),
    hasNull: fc.constantFrom(Uint8Array.of(0, 0), Uint8Array.of(0, 1)),
  })

  it('follow the probabilities, which sum to one in every leaf and column', () => {
    fc.assert(
      fc.property(smoothings, fc.nat(1), fc.nat(1), fc.nat(1e6), (smoothing, leaf, column, seed) => {
        const density = leafDensity(byHand, smoothing)
        const size = byHand.sizes[column]!
        const chances = Array.from({ length: size }, (_, code) => density.probability(leaf, column, code))
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12)
        const rng = createRng(seed)
        const drawn = new Float64Array(size)
        const among = new Float64Array(size)
        const draws = 4000
        const flags = new Uint8Array(size).fill(1)
        for (let i = 0; i < draws; i++) {
          drawn[density.draw(leaf, column, rng)]! += 1 / draws
          among[density.drawAmong(leaf, column, flags, rng)]! += 1 / draws
        }
        chances.forEach((chance, code) => {
          // Five standard errors.
          const error = 5 * Math.sqrt((chance * (1 - chance)) / draws) + 1e-12
          expect(Math.abs(drawn[code]! - chance)).toBeLessThan(error)
          expect(Math.abs(among[code]! - chance)).toBeLessThan(error)
        })
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('keep to the codes that are allowed, and say when there are none', () => {
    const density = leafDensity(byHand, plain)
    const rng = createRng(1)
    for (let i = 0; i < 50; i++) expect(density.drawAmong(0, 1, Uint8Array.of(0, 0, 1, 1), rng)).toBe(3)
    expect(density.drawAmong(0, 1, Uint8Array.of(0, 0, 1, 0), rng)).toBe(-1)
  })
})

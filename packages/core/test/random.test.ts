import { createRng, permutation, sampleWithoutReplacement, standardNormal, uniformInteger } from '@asdf/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { threefry2x32 } from '../src/kernels/threefry.ts'

describe('threefry2x32', () => {
  it('gives the published vectors of 20 rounds (Random123, kat_vectors)', () => {
    const out = new Uint32Array(2)
    threefry2x32(0, 0, 0, 0, out)
    expect([...out]).toEqual([0x6b200159, 0x99ba4efe])
    threefry2x32(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, out)
    expect([...out]).toEqual([0x1cb996fc, 0xbb002be7])
    threefry2x32(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, out)
    expect([...out]).toEqual([0xc4923a9c, 0x483df7a0])
  })

  it('gives what jax.random.bits(jax.random.key(0)) gives', () => {
    // jax splits the 64-bit counter of a scalar draw into the two words (0, 0) and xors both output words.
    const out = new Uint32Array(2)
    threefry2x32(0, 0, 0, 0, out)
    expect((out[0]! ^ out[1]!) >>> 0).toBe(4070199207)
  })
})

describe('createRng', () => {
  it('depends on all 53 bits of the seed', () => {
    const draws = [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52].map((seed) => createRng(seed).nextUint32())
    expect(new Set(draws).size).toBe(draws.length)
  })

  it('forks independently of the draws made before', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.nat({ max: 50 }), (seed, label, draws) => {
        const rng = createRng(seed)
        for (let i = 0; i < draws; i++) rng.next()
        expect(rng.fork(label).nextUint32()).toBe(createRng(seed).fork(label).nextUint32())
      }),
    )
  })

  it('gives different streams to different labels and to a parent and its child', () => {
    const rng = createRng(7)
    const streams = [rng, rng.fork('a'), rng.fork('b'), rng.fork(0), rng.fork('a').fork('a')]
    expect(new Set(streams.map((stream) => stream.next())).size).toBe(streams.length)
  })

  it('gives every count a stream of its own, and names others than counts', () => {
    const rng = createRng(1)
    const keys = [...Array.from({ length: 20_000 }, (_, i) => i), 40189, 797186, 2 ** 32, 2 ** 52]
    const counts = new Set(keys.map((key) => `${rng.fork(key).nextUint32()}/${rng.fork(key).next()}`))
    expect(counts.size).toBe(new Set(keys).size)
    expect(rng.fork(1).next()).not.toBe(rng.fork('1').next())
  })

  it('refuses a seed that is missing, broken or not a number', () => {
    for (const seed of [NaN, 0.5, Infinity, undefined, null, '1'] as number[]) {
      expect(() => createRng(seed)).toThrowError(/seed must be a whole number/)
    }
    expect(createRng(-1).next()).not.toBe(createRng(1).next())
  })

  it('is uniform: the chi-square of 100 cells over 100,000 draws is within its 99.9 % range', () => {
    const cells = new Float64Array(100)
    const rng = createRng(11)
    for (let i = 0; i < 100_000; i++) cells[Math.floor(rng.next() * 100)]!++
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquare).toBeGreaterThan(60)
    expect(chiSquare).toBeLessThan(149)
  })
})

describe('distributions', () => {
  it('uniformInteger stays below its bound and reaches every value', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 20 }), (seed, bound) => {
        const rng = createRng(seed)
        const seen = new Set(Array.from({ length: 600 }, () => uniformInteger(rng, bound)))
        expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: bound }, (_, i) => i))
      }),
    )
  })

  it('standardNormal has mean 0, variance 1 and kurtosis 3', () => {
    const rng = createRng(5)
    const draws = Float64Array.from({ length: 200_000 }, () => standardNormal(rng))
    const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / draws.length
    expect(Math.abs(moment(1))).toBeLessThan(0.01)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1)
  })

  it('permutation holds every number once, and samples without replacement are distinct', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 60 }), fc.nat({ max: 60 }), (seed, count, wanted) => {
        const rng = createRng(seed)
        expect([...permutation(count, rng)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
        const size = Math.min(count, wanted)
        const sample = sampleWithoutReplacement(count, size, rng)
        expect(new Set(sample).size).toBe(size)
      }),
    )
  })
})

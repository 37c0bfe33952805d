import type { Rng } from '@asdf/contract'
import { readFileSync } from 'node:fs'
import { createRng } from '@asdf/core'
import * as nn from '@asdf/nn'
import { expect, test } from 'vitest'
import { generate, kernels, targetOf } from '../wasm/generate.ts'
import { normalPair, words } from './reference/noise.ts'

test('the committed kernels are those of the text files', async () => {
  for (const name of kernels) {
    const literal = (text: string) => text.match(/'[A-Za-z0-9+/=]{50,}'/g)
    const committed = literal(readFileSync(targetOf(name), 'utf8'))
    expect(committed).toHaveLength(1)
    expect(committed).toEqual(literal(await generate(name)))
  }
})

// Lengths that end within a vector, within a chunk and beyond one.
const lengths = [1, 7, 8, 13, 16_384, 40_003]

test.each(lengths)('%i uniform numbers are the upper bits of the words', (length) => {
  const [drawn, expected] = drawBoth(length, nn.fillUniform)
  drawn.forEach((value, i) => expect(value).toBe((expected[i]! >>> 8) / 2 ** 24))
})

test.each(lengths)('%i numbers of a mask drop the words below the rate', (length) => {
  const [drawn, expected] = drawBoth(length, (rng, out) => nn.fillDropoutMask(rng, 0.3, out))
  drawn.forEach((value, i) => expect(value).toBe(expected[i]! < Math.round(0.3 * 2 ** 32) ? 0 : Math.fround(1 / 0.7)))
})

test.each(lengths)('%i normal numbers are those of Box and Muller to six digits', (length) => {
  const [drawn, expected] = drawBoth(length, nn.fillNormal)
  drawn.forEach((value, i) => {
    const first = i - (i % 8) + (i % 4)
    const pair = normalPair(expected[first]!, expected[first + 4]!)
    expect(Math.abs(value - pair[i % 8 < 4 ? 0 : 1])).toBeLessThan(4e-6)
  })
})

test.each(lengths)('%i Gumbel numbers are -log(-log(u)) to five digits', (length) => {
  const [drawn, expected] = drawBoth(length, nn.fillGumbel)
  drawn.forEach((value, i) => {
    const exact = -Math.log(-Math.log(((expected[i]! >>> 9) + 0.5) / 2 ** 23))
    expect(Math.abs(value - exact)).toBeLessThan(2e-5 * Math.max(1, Math.abs(exact)))
  })
})

test('extreme words give finite numbers', () => {
  // Enough words that some are near both ends.
  const many = new Float32Array(3_000_000)
  for (const fill of [nn.fillNormal, nn.fillGumbel]) {
    fill(createRng(4), many)
    expect(many.every(Number.isFinite)).toBe(true)
  }
})

test('noise has the moments of its distribution', () => {
  const drawn = (fill: (out: Float32Array) => void) => {
    const out = new Float32Array(1_000_001)
    fill(out)
    const mean = out.reduce((a, b) => a + b) / out.length
    return { out, mean, variance: out.reduce((total, value) => total + (value - mean) ** 2, 0) / out.length }
  }
  const uniform = drawn((out) => nn.fillUniform(createRng(1), out))
  expect(Math.abs(uniform.mean - 0.5)).toBeLessThan(0.0015)
  expect(Math.abs(uniform.variance - 1 / 12)).toBeLessThan(0.0005)
  const normal = drawn((out) => nn.fillNormal(createRng(1), out))
  expect(Math.abs(normal.mean)).toBeLessThan(0.005)
  expect(Math.abs(normal.variance - 1)).toBeLessThan(0.007)
  for (const [at, share] of [
    [1.959964, 0.025],
    [3.090232, 0.001],
    [-1.281552, 0.9],
  ] as const) {
    const above = normal.out.reduce((count, value) => count + Number(value > at), 0) / normal.out.length
    expect(Math.abs(above - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 1e6))
  }
  const gumbel = drawn((out) => nn.fillGumbel(createRng(1), out))
  expect(Math.abs(gumbel.mean - 0.5772157)).toBeLessThan(0.007)
  expect(Math.abs(gumbel.variance - Math.PI ** 2 / 6)).toBeLessThan(0.025)
  const mask = drawn((out) => nn.fillDropoutMask(createRng(1), 0.25, out))
  expect(Math.abs(mask.mean - 1)).toBeLessThan(0.003)
})

test('a mask with rate 0 keeps everything, and a rate that is 1 in 32 bits is refused', () => {
  const out = new Float32Array(9)
  nn.fillDropoutMask(createRng(1), 0, out)
  expect(out).toEqual(new Float32Array(9).fill(1))
  for (const rate of [1, 1 - 1e-11, -1, NaN]) {
    expect(() => nn.fillDropoutMask(createRng(1), rate, out)).toThrow(/fillDropoutMask: option 'rate'/)
  }
  nn.fillDropoutMask(createRng(1), 1 - 1e-9, out)
  expect(out).toEqual(new Float32Array(9))
})

test('two fills from one stream differ, and a stream repeats', () => {
  const rng = createRng(3)
  const [a, b, c] = [new Float32Array(8), new Float32Array(8), new Float32Array(8)]
  nn.fillNormal(rng, a)
  nn.fillNormal(rng, b)
  nn.fillNormal(createRng(3), c)
  expect(a).toEqual(c)
  expect(a).not.toEqual(b)
})

function drawBoth(length: number, fill: (rng: Rng, out: Float32Array) => void): readonly [Float32Array, Uint32Array] {
  const out = new Float32Array(length)
  fill(createRng(9), out)
  const rng = createRng(9)
  return [out, words(rng.nextUint32(), rng.nextUint32(), length)]
}

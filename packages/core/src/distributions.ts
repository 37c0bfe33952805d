import type { Rng } from '@asdf/contract'
import { aFiniteNumber, anRng, checkForms, rowNumbers } from './argument-forms.ts'
import { checkNumberOption, optionError } from './options.ts'

/** These are called once a number: the check must be cheap. */
function drawError(where: string, rng: unknown, bound: unknown): unknown {
  try {
    checkForms(where, { rng: [rng, anRng], bound: [bound, aFiniteNumber] })
  } catch (error) {
    return error
  }
  return optionError(where, 'bound', bound, 'must be at least 1')
}

const largestCount = 2 ** 32 - 1

/** A whole number in [0, bound), every one equally likely, by rejection. `bound` is from 1 to 2^32 - 1. */
export function uniformInteger(rng: Rng, bound: number): number {
  if (typeof rng?.nextUint32 !== 'function' || typeof bound !== 'number' || !(bound >= 1))
    throw drawError('uniformInteger', rng, bound)
  // The shifts tell V8 that these are 32-bit remainders, several times as fast as those of doubles.
  const modulus = bound >>> 0
  // 2^32 mod bound: the last words, which would favor the small numbers.
  const excess = (((0xffffffff % modulus) + 1) % modulus) >>> 0
  const last = 0xffffffff - excess
  let word = rng.nextUint32() >>> 0
  while (word > last) word = rng.nextUint32() >>> 0
  return (word % modulus) >>> 0
}

/** One draw from the standard normal distribution (Marsaglia's polar method, one of its two values). */
export function standardNormal(rng: Rng): number {
  if (typeof rng?.next !== 'function') throw drawError('standardNormal', rng, 1)
  for (;;) {
    const u = 2 * rng.next() - 1
    const v = 2 * rng.next() - 1
    const s = u * u + v * v
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s)
  }
}

/** Puts `values` in random order, in place (Fisher–Yates). */
export function shuffleInPlace(values: Uint32Array, rng: Rng): void {
  checkForms('shuffleInPlace', { values: [values, rowNumbers], rng: [rng, anRng] })
  for (let i = values.length - 1; i > 0; i--) {
    const j = uniformInteger(rng, i + 1)
    const held = values[i]!
    values[i] = values[j]!
    values[j] = held
  }
}

/** The numbers 0 … count - 1 in random order. A count that is not whole or below 0 is an `ASDF_OPTION_INVALID`. */
export function permutation(count: number, rng: Rng): Uint32Array {
  checkForms('permutation', { rng: [rng, anRng] })
  checkNumberOption('permutation', 'count', count, { integer: true, minimum: 0, maximum: largestCount })
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  shuffleInPlace(order, rng)
  return order
}

/**
 * `size` different numbers out of 0 … count - 1, in random order. A size above `count`, or either that is not whole or
 * below 0, is an `ASDF_OPTION_INVALID`.
 */
export function sampleWithoutReplacement(count: number, size: number, rng: Rng): Uint32Array {
  checkForms('sampleWithoutReplacement', { rng: [rng, anRng] })
  const name = 'sampleWithoutReplacement'
  checkNumberOption(name, 'count', count, { integer: true, minimum: 0, maximum: largestCount })
  checkNumberOption(name, 'size', size, { integer: true, minimum: 0, maximum: count })
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  for (let i = 0; i < size; i++) {
    const j = i + uniformInteger(rng, count - i)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order.slice(0, size)
}

/**
 * `size` numbers out of 0 … count - 1, each drawn independently. A count below 1 for a size above 0, or either that is not
 * whole or below 0, is an `ASDF_OPTION_INVALID`.
 */
export function sampleWithReplacement(count: number, size: number, rng: Rng): Uint32Array {
  checkForms('sampleWithReplacement', { rng: [rng, anRng] })
  const name = 'sampleWithReplacement'
  checkNumberOption(name, 'size', size, { integer: true, minimum: 0, maximum: largestCount })
  checkNumberOption(name, 'count', count, { integer: true, minimum: size > 0 ? 1 : 0, maximum: largestCount })
  const drawn = new Uint32Array(size)
  for (let i = 0; i < size; i++) drawn[i] = uniformInteger(rng, count)
  return drawn
}

import type { Rng } from '@asdf/contract'
import { aCount, anRng, checkForms, numberList } from '../argument-forms.ts'
import { shuffleInPlace } from '../distributions.ts'

/**
 * `count` codes in random order, each as often as its share says, to within one row: systematic sampling, one start and
 * then every `1 / count` of the cumulated shares, which add up to one.
 */
export function exactShares(shares: ArrayLike<number>, count: number, rng: Rng): Int32Array {
  checkForms('exactShares', { shares: [shares, numberList], count: [count, aCount], rng: [rng, anRng] })
  const codes = new Uint32Array(count)
  const start = rng.next()
  const last = lastAboveZero(shares)
  let code = 0
  let sum = shares[0]!
  for (let row = 0; row < count; row++) {
    while (code < last && (row + start) / count >= sum) sum += shares[++code]!
    codes[row] = code
  }
  shuffleInPlace(codes, rng)
  return Int32Array.from(codes)
}

function lastAboveZero(shares: ArrayLike<number>): number {
  for (let code = shares.length - 1; code >= 0; code--) if (shares[code]! > 0) return code
  return -1
}

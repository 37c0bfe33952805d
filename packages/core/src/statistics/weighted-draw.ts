import type { Rng } from '@asdf/contract'
import { checkForms, numberList } from '../argument-forms.ts'

/** Draws 0 … weights.length - 1 with these weights, of which at least one is above zero. */
export function weightedDraw(weights: ArrayLike<number>): (rng: Rng) => number {
  checkForms('weightedDraw', { weights: [weights, numberList] })
  const sums = new Float64Array(weights.length)
  let total = 0
  for (let i = 0; i < sums.length; i++) sums[i] = total += weights[i]!
  return (rng) => {
    const sought = rng.next() * total
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > sought) high = middle
      else low = middle + 1
    }
    return low
  }
}

import { orderAscending } from '@asdf/core'
import { pearson } from '../../fidelity/kernels/pearson.ts'

/** Spearman's rank correlation, ties at their mean rank; `undefined` where one side is constant. */
export function spearman(a: readonly number[], b: readonly number[]): number | undefined {
  const value = pearson(ranksOf(a), ranksOf(b))
  return Number.isNaN(value) ? undefined : Math.max(-1, Math.min(1, value))
}

function ranksOf(values: readonly number[]): Float64Array {
  const numbers = Float64Array.from(values)
  const order = new Uint32Array(numbers.length)
  orderAscending(numbers, order)
  const ranks = new Float64Array(numbers.length)
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && numbers[order[end]!] === numbers[order[start]!]) end++
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + end - 1) / 2
    start = end
  }
  return ranks
}

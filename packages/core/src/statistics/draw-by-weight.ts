import { aCount, aFunction, checkForms, numberList, rowNumbers } from '../argument-forms.ts'
/**
 * `count` of `rows` without replacement, each drawn with its weight among those that are left (Efraimidis and Spirakis
 * 2006), in ascending order. `weights` has one number above zero for each row number; `next` gives uniform numbers.
 */
export function drawByWeight(
  weights: ArrayLike<number>,
  rows: Uint32Array,
  count: number,
  next: () => number,
): Uint32Array {
  checkForms('drawByWeight', {
    weights: [weights, numberList],
    rows: [rows, rowNumbers],
    count: [count, aCount],
    next: [next, aFunction],
  })
  const keys = Float64Array.from(rows, (row) => Math.log(next() || Number.MIN_VALUE) / weights[row]!)
  const order = Uint32Array.from(rows.keys()).sort((a, b) => keys[b]! - keys[a]!)
  return order
    .slice(0, count)
    .map((place) => rows[place]!)
    .sort()
}

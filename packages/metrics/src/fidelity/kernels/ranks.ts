import { orderAscending } from '@asdf/core'

/** The rank of each number from 1, equal ones at the mean of theirs; NaN stays. */
export function ranks(values: Float64Array): Float64Array {
  const rows = Uint32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]))
  const order = new Uint32Array(rows.length)
  orderAscending(
    Float64Array.from(rows, (row) => values[row]!),
    order,
  )
  const out = new Float64Array(values.length).fill(NaN)
  for (let first = 0, next = 0; first < order.length; first = next) {
    const value = values[rows[order[first]!]!]!
    while (next < order.length && values[rows[order[next]!]!] === value) next++
    for (let place = first; place < next; place++) out[rows[order[place]!]!] = (first + next + 1) / 2
  }
  return out
}

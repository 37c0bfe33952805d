/** The share of each code, from 0 to `size` - 1. Counted first, so that equal counts give equal shares. */
export function shares(codes: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size)
  for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++
  for (let code = 0; code < size; code++) counts[code]! /= codes.length
  return counts
}

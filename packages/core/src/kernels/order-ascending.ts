import { checkForms, numberList, rowNumbers } from '../argument-forms.ts'
const digitBits = 11
const digitCount = 1 << digitBits
const passes = 6

/**
 * Writes to `out` the indices of `numbers` from the lowest to the highest, equal ones in the order of their
 * indices, and 0 beside -0. Least-significant-digit radix sort over the bits of the doubles: O(n), and about ten times
 * faster than sorting indices with a comparison at a million rows. No number may be NaN. Numbers in any other array are
 * ordered as doubles too.
 */
export function orderAscending(numbers: ArrayLike<number>, out: Uint32Array): void {
  checkForms('orderAscending', { numbers: [numbers, numberList], out: [out, rowNumbers] })
  const count = numbers.length
  const words = new Uint32Array(count * 2)
  const counts = new Uint32Array(digitCount * passes)
  fillKeys(numbers, words, counts)
  let from = Uint32Array.from({ length: count }, (_, i) => i)
  let to = new Uint32Array(count)
  for (let pass = 0; pass < passes; pass++) {
    const first = pass * digitCount
    if (count > 0 && counts[first + digit(words, 0, pass)] === count) continue
    let total = 0
    for (let d = first; d < first + digitCount; d++) {
      const here = counts[d]!
      counts[d] = total
      total += here
    }
    for (let i = 0; i < count; i++) {
      const row = from[i]!
      to[counts[first + digit(words, row, pass)]!++] = row
    }
    const held = from
    from = to
    to = held
  }
  out.set(from)
}

/** Unsigned keys that order like the numbers: low word, high word for each. */
function fillKeys(numbers: ArrayLike<number>, words: Uint32Array, counts: Uint32Array): void {
  const doubles = new Float64Array(numbers.length)
  // Adding zero turns -0 into 0.
  for (let i = 0; i < doubles.length; i++) doubles[i] = numbers[i]! + 0
  const bits = new Uint32Array(doubles.buffer)
  for (let i = 0; i < numbers.length; i++) {
    const low = bits[2 * i]!
    const high = bits[2 * i + 1]!
    // Positive doubles order like their bits, negative ones the other way round.
    const isNegative = high >>> 31 === 1
    words[2 * i] = isNegative ? ~low : low
    words[2 * i + 1] = isNegative ? ~high : high | 0x80000000
    for (let pass = 0; pass < passes; pass++) counts[pass * digitCount + digit(words, i, pass)]!++
  }
}

/** The `pass`-th group of 11 bits of a 64-bit key, counted from the lowest. */
function digit(words: Uint32Array, row: number, pass: number): number {
  const low = words[2 * row]!
  const high = words[2 * row + 1]!
  switch (pass) {
    case 0:
      return low & 0x7ff
    case 1:
      return (low >>> 11) & 0x7ff
    case 2:
      return (low >>> 22) | ((high & 1) << 10)
    case 3:
      return (high >>> 1) & 0x7ff
    case 4:
      return (high >>> 12) & 0x7ff
    default:
      return high >>> 23
  }
}

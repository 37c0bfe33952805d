const value = new Float64Array(1)
const words = new Int32Array(value.buffer)
const high = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0
const ln2 = 0.6931471805599453

/** The natural logarithm of a number from 0 to 2^1000, to 1e-15 or so: the same on every machine, unlike Math.log. */
export function naturalLog(x: number): number {
  if (!(x > 0)) return -Infinity
  // Subnormal numbers, which have no exponent of their own, are moved up first.
  const shift = x < 2 ** -1000 ? 1000 : 0
  value[0] = x * 2 ** shift
  let exponent = (words[high]! >>> 20) - 1023
  words[high] = (words[high]! & 0xfffff) | 0x3ff00000
  let mantissa = value[0]
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  // log m = 2 artanh s, with |s| < 0.172.
  const s = (mantissa - 1) / (mantissa + 1)
  const z = s * s
  let series = 1 / 23
  for (let odd = 21; odd >= 1; odd -= 2) series = 1 / odd + z * series
  return (exponent - shift) * ln2 + 2 * s * series
}

import { losesDigits } from '../../infer/cell-text.ts'

/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const twoTo53 = 9007199254740992
const zeros = 0x30303030
const aboveNine = 0x76767676
const highBits = 0x80808080

/**
 * Reads the decimal number that starts at `at`, as `Number(text)` would, bit for bit, and writes it to `out[0]`.
 * Returns the position after it, or -1 where no number starts. Numbers padded with zeros, such as `007`, are refused:
 * they are codes, and reading them as numbers would lose the zeros; so are whole numbers that would lose digits, such
 * as 9007199254740993. So are those that may be codes: `71e3` and `+41791234567` (see `isDoubtful`). The bytes must go on for 16 more after the text.
 *
 * The fast path (Clinger, PLDI 1990): digits below 2^53 and a power of ten up to 22 are both exact, so one division or
 * multiplication rounds correctly. Fraction digits are read four at a time, as in simdjson.
 */
export function readDecimal(bytes: Uint8Array, view: DataView, at: number, out: Float64Array): number {
  let p = at
  let digit = bytes[p]!
  const negative = digit === 45
  if (negative || digit === 43) digit = bytes[++p]!
  digit -= 48
  const first = p
  let whole = 0
  while (digit >= 0 && digit <= 9) {
    whole = (Math.imul(whole, 10) + digit) | 0
    digit = bytes[++p]! - 48
  }
  const wholeDigits = p - first
  if (wholeDigits > 1 && bytes[first] === 48) return -1
  if (wholeDigits > 9) return readLongDecimal(bytes, at, out)
  if (digit !== -2) {
    if (wholeDigits === 0) return -1
    if (digit === 21 || digit === 53) return readLongDecimal(bytes, at, out)
    // A phone number.
    if (wholeDigits > 6 && bytes[at] === 43) return -1
    out[0] = negative ? -whole : whole
    return p
  }
  const start = ++p
  let high = 0
  let low = 0
  let word = view.getInt32(p, true) ^ zeros
  let other = ((word + aboveNine) | 0 | word) & highBits
  if (other === 0) {
    high = fourDigits(word)
    p += 4
    word = view.getInt32(p, true) ^ zeros
    other = ((word + aboveNine) | 0 | word) & highBits
    if (other === 0) {
      high = (Math.imul(high, 10000) + fourDigits(word)) | 0
      p += 4
      word = view.getInt32(p, true) ^ zeros
      other = ((word + aboveNine) | 0 | word) & highBits
      if (other === 0) {
        low = fourDigits(word)
        p += 4
        word = view.getInt32(p, true) ^ zeros
        other = ((word + aboveNine) | 0 | word) & highBits
        // Sixteen or more digits after the point.
        if (other === 0) return readLongDecimal(bytes, at, out)
      }
    }
  }
  const inWords = p - start
  // How many of the last four bytes are digits before the first that is none; they become the low digits of the word.
  const rest = (31 - Math.clz32(other & -other)) >>> 3
  const tail = fourDigits((word << ((3 - rest) << 3)) << 8)
  p += rest
  const places = inWords + rest
  if (places + wholeDigits === 0) return -1
  const mantissa =
    inWords < 8
      ? (whole * powers[inWords]! + high) * powers[rest]! + tail
      : (whole * 1e8 + high) * powers[places - 8]! + (low * powers[rest]! + tail)
  if (mantissa >= twoTo53) return readLongDecimal(bytes, at, out)
  let value = mantissa / powers[places]!
  const last = bytes[p]!
  if (last === 101 || last === 69) {
    // A small negative exponent of two digits, as in 1.5e-05, is what numbers near zero have.
    const tens = bytes[p + 2]! - 48
    const ones = bytes[p + 3]! - 48
    const exponent = places + tens * 10 + ones
    const isShort = bytes[p + 1] === 45 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && exponent <= 22
    const follower = bytes[p + 4]! - 48
    if (!isShort || (follower >= 0 && follower <= 9)) return readLongDecimal(bytes, at, out)
    value = mantissa / powers[exponent]!
    p += 4
  }
  out[0] = negative ? -value : value
  return p
}

/** Four bytes 0 … 9, the first digit lowest, as a number. */
function fourDigits(word: number): number {
  const pairs = (Math.imul(word, 10) + (word >>> 8)) | 0
  return (Math.imul(pairs & 255, 100) + ((pairs >>> 16) & 255)) | 0
}

/** Any decimal number, with an exponent or with more digits than a double holds. Same results as `readDecimal`. */
function readLongDecimal(bytes: Uint8Array, at: number, out: Float64Array): number {
  let p = at
  const negative = bytes[p] === 45
  if (negative || bytes[p] === 43) p++
  const first = p
  // The first 15 digits that count, exact in a double, and up to 7 more.
  let high = 0
  let low = 0
  let digits = 0
  let places = 0
  let seen = 0
  let point = -1
  for (; ; p++) {
    const digit = bytes[p]! - 48
    if (digit === -2 && point < 0) {
      point = p
      continue
    }
    if (!(digit >= 0 && digit <= 9)) break
    seen++
    if (point >= 0) places++
    if (digits === 0 && digit === 0) continue
    digits++
    if (digits <= 15) high = high * 10 + digit
    else if (digits <= 22) low = low * 10 + digit
  }
  if (seen === 0 || (bytes[first] === 48 && (point < 0 ? p : point) - first > 1)) return -1
  let exponent = 0
  if (bytes[p] === 101 || bytes[p] === 69) {
    let e = p + 1
    const negativeExponent = bytes[e] === 45
    if (negativeExponent || bytes[e] === 43) e++
    // 71e3 may be a code.
    if (e === p + 1 && point < 0 && bytes[at] !== 45 && bytes[at] !== 43) return -1
    const from = e
    for (; bytes[e]! >= 48 && bytes[e]! <= 57; e++) if (exponent < 1e6) exponent = exponent * 10 + (bytes[e]! - 48)
    if (e === from) return -1
    if (negativeExponent) exponent = -exponent
    p = e
  }
  if (bytes[at] === 43 && p - first === seen && seen > 6) return -1
  let value = scale(high, low, digits, exponent - places)
  if (Number.isNaN(value)) value = Number(textOf(bytes, first, p))
  if (value >= twoTo53 && p - first === seen && losesDigits(textOf(bytes, first, p))) return -1
  out[0] = value
  if (negative) out[0] = -out[0]
  return p
}

/**
 * `(high · 10^n + low) · 10^exponent`, correctly rounded, or NaN where this cannot tell. Digits beyond the exact range
 * are carried in double-double arithmetic (Dekker, Numerische Mathematik 18, 1971), whose error is below 2^-95 of the
 * result: where adding and taking away that much round alike, so does the true value.
 */
function scale(high: number, low: number, digits: number, exponent: number): number {
  if (high === 0) return 0
  if (digits > 22 || exponent < -22 || exponent > 22) return Number.NaN
  if (digits <= 15) return exponent < 0 ? high / powers[-exponent]! : high * powers[exponent]!
  const shift = powers[digits - 15]!
  const product = high * shift
  const sum = product + low
  const carried = sum - product
  const rest = productError(high, shift, product) + (product - (sum - carried) + (low - carried))
  const power = powers[Math.abs(exponent)]!
  let leading: number
  let correction: number
  if (exponent < 0) {
    leading = sum / power
    const back = leading * power
    correction = (sum - back - productError(leading, power, back) + rest) / power
  } else {
    leading = sum * power
    correction = productError(sum, power, leading) + rest * power
  }
  const doubt = leading * 2 ** -95
  const value = leading + (correction - doubt)
  return value === leading + (correction + doubt) ? value : Number.NaN
}

/** What rounding took away from `product = a · b` (Dekker's product, by Veltkamp's split). */
function productError(a: number, b: number, product: number): number {
  const splitA = 134217729 * a
  const splitB = 134217729 * b
  const highA = splitA - (splitA - a)
  const highB = splitB - (splitB - b)
  const lowA = a - highA
  const lowB = b - highB
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

import type { NumberFormat } from '@asdf/contract'
import { trimBlanks } from './cell-text.ts'

const scientificText = /^[-+]?\d(?:[.,]\d+)?([eE])[-+]\d\d+$/

/** A double comes back from so many digits. */
const mostSignificant = 17
/** Most doubles need at least so many decimals after their first digit. */
const doubleDigits = 15

/** How many cells of a column are written in which way. Texts go in one by one; `format` says how most are written. */
export interface NumberStyle {
  add(text: string, count: number): void
  /** What is left out is as in the shortest decimal number; `undefined` when all is. */
  format(): NumberFormat | undefined
}

/** Counts the ways in which the numbers of a column are written, whose decimal mark is `mark`. */
export function numberStyle(mark: '.' | ',' = '.'): NumberStyle {
  // A number without a power of ten says nothing about decimals where most have one, nor the other way round.
  const widths = { scientific: decimalCounts(), plain: decimalCounts() }
  const letters = { e: 0, E: 0, plain: 0 }
  const plus = { positive: 0, zero: 0 }
  let positive = 0
  let total = 0
  let tooLong = 0

  return {
    add(text, count) {
      const trimmed = trimBlanks(text)
      const isPositive = !trimmed.startsWith('-') && /^\D*[\d.,]*[1-9]/.test(trimmed)
      if (isPositive) positive += count
      if (trimmed.startsWith('+')) plus[isPositive ? 'positive' : 'zero'] += count
      const letter = scientificText.exec(trimmed)?.[1] as 'e' | 'E' | undefined
      if (letter !== undefined) letters[letter] += count
      else letters.plain += count
      const mantissa = trimmed.split(/[eE]/)[0]!
      total += count
      if (significantDigits(mantissa) > mostSignificant) tooLong += count
      const point = mantissa.lastIndexOf(mark)
      const isOther = letter === undefined && mantissa !== trimmed
      const way = letter === undefined ? widths.plain : widths.scientific
      if (!isOther) addDecimals(way, point < 0 ? '' : mantissa.slice(point + 1), count)
    },
    format() {
      const letter = letters.e >= letters.E ? 'e' : 'E'
      const isScientific = letters[letter] > letters.plain
      // Padding what a double cannot hold would pass zeros off as digits.
      const isPastDigits = tooLong * 2 > total && !isScientific
      const way = isScientific ? widths.scientific : widths.plain
      const minimumDecimals = isPastDigits ? 0 : Math.min(100, fewestDecimals(way))
      const format: NumberFormat = {
        ...(minimumDecimals > 0 && { minimumDecimals }),
        ...(plus.positive * 2 > positive && { plus: plus.zero > 0 ? 'all' : 'positive' }),
        ...(isScientific && { exponent: letter }),
      }
      return Object.keys(format).length === 0 ? undefined : format
    },
  }
}

/** How many cells have how many decimals, and how many of those end in a zero. */
interface DecimalCounts {
  readonly decimals: Map<number, number>
  readonly padded: Map<number, number>
}

function decimalCounts(): DecimalCounts {
  return { decimals: new Map(), padded: new Map() }
}

function addDecimals({ decimals, padded }: DecimalCounts, digits: string, count: number): void {
  decimals.set(digits.length, (decimals.get(digits.length) ?? 0) + count)
  if (digits.endsWith('0')) padded.set(digits.length, (padded.get(digits.length) ?? 0) + count)
}

/** Digits from the first to the last that is not 0. */
function significantDigits(mantissa: string): number {
  if (mantissa.length <= mostSignificant) return 0
  const digits = mantissa.replace(/[^0-9]/g, '')
  let start = 0
  let stop = digits.length
  while (start < stop && digits.charCodeAt(start) === 48) start++
  while (start < stop && digits.charCodeAt(stop - 1) === 48) stop--
  return stop - start
}

/** Of numbers that are padded, about a tenth end in a zero; of others none do. */
const paddedShare = 0.05

/**
 * The number of decimals that numbers are padded to: all have that many, more cells end in a zero there than are shorter, or
 * most have that many and as many of those end in a zero as by chance. The others, such as -999 for no value, are exceptions.
 */
function fewestDecimals({ decimals, padded }: DecimalCounts): number {
  const widths = [...decimals.keys()].sort((a, b) => b - a)
  // That all have as many digits as a double has is chance.
  if (widths.length === 1) return widths[0]! >= doubleDigits && padded.size === 0 ? 0 : widths[0]!
  for (const width of widths) {
    let shorter = 0
    for (const [other, count] of decimals) if (other < width) shorter += count
    const zeros = padded.get(width) ?? 0
    const count = decimals.get(width)!
    if (zeros > shorter || (width > 0 && count > shorter && zeros > count * paddedShare)) return width
  }
  return 0
}

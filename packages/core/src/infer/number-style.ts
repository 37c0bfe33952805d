import type { NumberFormat } from '@asdf/contract'
import { trimBlanks } from './cell-text.ts'

const scientificText = /^[-+]?\d(?:[.,]\d+)?([eE])[-+]\d\d+$/

/** A power of ten with as many digits as C and Python write. */
const longPower = /e[-+]\d\d/

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
  // Decimals that plain numbers need, and those with a power of ten that are written without one among plain numbers.
  const needs = { plain: new Set<number>(), other: new Set<number>() }
  const letters = { e: 0, E: 0, plain: 0 }
  const plus = { positive: 0, zero: 0 }
  let positive = 0
  let total = 0
  let tooLong = 0
  // Whether some number has another spelling with a power of ten than its shortest one.
  let showsWay = false

  function addPlain(text: string, count: number): void {
    const decimals = decimalsOf(text, mark)
    addDecimals(widths.plain, decimals, count)
    const needed = isExact(text) ? neededDigits(decimals) : shortestDecimals(text.replace(mark, '.'))
    if (needed !== undefined) {
      needs.plain.add(needed)
      showsWay = true
    }
    letters.plain += count
  }

  function addPower(text: string, count: number): void {
    const letter = scientificText.exec(text)?.[1] as 'e' | 'E' | undefined
    if (letter !== undefined) addDecimals(widths.scientific, decimalsOf(text.split(/[eE]/)[0]!, mark), count)
    const shortest = String(Number(text.replace(mark, '.')))
    if (!longPower.test(shortest)) showsWay = true
    // The shortest spelling of a number has a power of ten in a column of either way.
    if (shortest === text) return
    letters[letter ?? 'plain'] += count
    if (!shortest.includes('e')) needs.other.add(decimalsOf(shortest, '.').length)
  }

  return {
    add(text, count) {
      const trimmed = trimBlanks(text)
      const isPositive = !trimmed.startsWith('-') && /^\D*(?:0[0.,]*)?[1-9]/.test(trimmed)
      if (isPositive) positive += count
      if (trimmed.startsWith('+')) plus[isPositive ? 'positive' : 'zero'] += count
      total += count
      if (significantDigits(trimmed.split(/[eE]/)[0]!) > mostSignificant) tooLong += count
      if (/[eE]/.test(trimmed)) addPower(trimmed, count)
      else addPlain(trimmed, count)
    },
    format() {
      const letter = letters.e >= letters.E ? 'e' : 'E'
      const mayShow = letter === 'E' || showsWay || paddedDecimals(widths.scientific) !== undefined
      const isScientific = letters[letter] > letters.plain && mayShow
      // Padding what a double cannot hold would pass zeros off as digits.
      const isPastDigits = tooLong * 2 > total && !isScientific
      const way = isScientific ? widths.scientific : widths.plain
      const padded = isPastDigits ? undefined : paddedDecimals(way)
      const minimumDecimals = padded ?? (isScientific ? 0 : evenDecimals(needs.plain, needs.other))
      const format: NumberFormat = {
        ...(minimumDecimals > 0 && { minimumDecimals: Math.min(100, minimumDecimals) }),
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

function decimalsOf(mantissa: string, mark: string): string {
  const point = mantissa.lastIndexOf(mark)
  return point < 0 ? '' : mantissa.slice(point + 1)
}

function addDecimals({ decimals, padded }: DecimalCounts, digits: string, count: number): void {
  decimals.set(digits.length, (decimals.get(digits.length) ?? 0) + count)
  if (digits.endsWith('0')) padded.set(digits.length, (padded.get(digits.length) ?? 0) + count)
}

/** Whether a number comes back from a double with the digits that it has, but for zeros at the end. */
function isExact(text: string): boolean {
  return text.length < mostSignificant && !/^\D?0?\D0{6}/.test(text)
}

/** How many decimals a number has in its shortest spelling; `undefined` where that has a power of ten. */
function shortestDecimals(text: string): number | undefined {
  const shortest = String(Number(text))
  return shortest.includes('e') ? undefined : decimalsOf(shortest, '.').length
}

/** Decimals without zeros at their end. */
function neededDigits(digits: string): number {
  let stop = digits.length
  while (stop > 0 && digits.charCodeAt(stop - 1) === 48) stop--
  return stop
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
 * The number of decimals that numbers are padded to, if they are: more cells end in a zero there than are shorter, or most
 * have that many and as many of those end in a zero as by chance. The others, such as -999 for no value, are exceptions.
 */
function paddedDecimals({ decimals, padded }: DecimalCounts): number | undefined {
  const widths = [...decimals.keys()].sort((a, b) => b - a)
  for (const width of widths) {
    let shorter = 0
    for (const [other, count] of decimals) if (other < width) shorter += count
    const zeros = padded.get(width) ?? 0
    const count = decimals.get(width)!
    if (zeros > shorter || (width > 0 && count > shorter && zeros > count * paddedShare)) return width
  }
  return undefined
}

/**
 * The number of decimals that all cells need and no `other` exceeds, or 0 where they differ; as many as a double has are
 * chance.
 */
function evenDecimals(needed: ReadonlySet<number>, other: ReadonlySet<number>): number {
  const [decimals = 0, ...rest] = needed.size > 0 ? needed : other
  const isEven = rest.length === 0 && decimals < doubleDigits && [...other].every((count) => count <= decimals)
  return isEven ? decimals : 0
}

import { decimalRounder } from './infer/numbers.ts'

/** Means of a few readings lie on parts of a decimal grid: thirds, sixths, sevenths, and parts that several have in common. */
const parts = [3, 6, 7, 9, 12, 18, 42, 63, 126]
const mostPartDecimals = 5
/** Share of the long numbers that may lie off such parts; they move by less than one of them. */
const mostOff = 0.05
/** How far a value may be from a whole number of parts: longer numbers are written with ten digits or more. */
const tolerance = 1e-3
/** Numbers of doubles are kept to so many digits, counted from the largest. */
const doubleDigits = 12
/** Numbers of no more digits than this, counted from the largest, are short. */
const shortDigits = 10
/** More decimals are beyond the whole powers of ten that a double holds. */
const mostDecimals = 18
const mostLooks = 2048
/** So many different values, and so great a share of all, have to be shorter than doubles are, and as many longer. */
const fewestOfEach = 8
const leastShare = 0.02

const partFactors = Array.from({ length: mostPartDecimals + 1 }, (_, decimals) => 10 ** decimals)
  .flatMap((power) => parts.map((part) => part * power))
  .sort((a, b) => a - b)

/** Units in one, and whether values lie on these units and do not merely have fewer digits at times. */
export interface MixedFactor {
  readonly factor: number
  readonly isExact: boolean
}

/**
 * Units in one for a column in which numbers of few decimals stand among others of as many as doubles have: 600 for
 * hundredths and their sixths, else a power of ten that keeps twelve digits; 0 where hardly a number is short.
 */
export function mixedFactor(values: Float64Array, largest: number): MixedFactor {
  const stride = Math.max(1, Math.floor(values.length / mostLooks))
  const looked = Float64Array.from({ length: Math.ceil(values.length / stride) }, (_, i) => values[i * stride]!)
  if (largest === 0 || largest > 1e12) return { factor: 0, isExact: false }
  const firstPlace = Math.floor(Math.log10(largest))
  const decimalsFor = (digits: number) => Math.min(mostDecimals, Math.max(0, digits - 1 - firstPlace))
  const rounded = decimalRounder(decimalsFor(shortDigits))
  const short = looked.filter((value) => rounded(value) === value)
  const long = looked.filter((value) => rounded(value) !== value)
  const isMixed = [short, long].every((some) => {
    return some.length >= leastShare * looked.length && new Set(some).size >= fewestOfEach
  })
  if (!isMixed) return { factor: 0, isExact: false }
  const isOff = (value: number, factor: number) => {
    const units = value * factor
    const whole = Math.round(units)
    return Math.abs(units - whole) > tolerance || (whole === 0 && value !== 0)
  }
  const off = mostOff * long.length
  const part = partFactors.find((factor) => {
    let count = 0
    return looked.every((value) => !isOff(value, factor) || ++count <= off)
  })
  if (part !== undefined) return { factor: part, isExact: true }
  return { factor: 10 ** decimalsFor(doubleDigits), isExact: false }
}

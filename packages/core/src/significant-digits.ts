/** Numbers are looked at in at most so many places of a column, and first in a few. */
const mostLooks = 2048
const firstLook = 64
/** More digits than this are those of doubles and say nothing. */
const mostDigits = 10
/** Different numbers that would have more digits on a grid of the finest decimals: fewer than this may be chance. */
const fewestLong = 20
/** Share of those numbers that may have more digits. */
const mostLonger = 0.005
/** Share of the numbers that may be finer than the finest decimals taken. */
const finer = 0.02

/** Where the digits of a number lie: its first one counts 10^`first`, its last one that is not 0 counts 10^`last`. */
interface DigitPlaces {
  readonly first: number
  readonly last: number
}

/**
 * How many significant digits the numbers of a column are rounded to, as in `1.923e-05` and `4.071e-03`; `undefined` where
 * they are not. Large ones have fewer decimals than small ones then, by a rule that nearly all large ones keep.
 */
export function significantDigitsOf(values: Float64Array): number | undefined {
  const stride = Math.max(1, Math.floor(values.length / mostLooks))
  const seen = new Set<number>()
  for (let i = 0; i < values.length; i += stride) {
    const known = seen.size
    if (values[i] !== 0) seen.add(Math.abs(values[i]!))
    if (seen.size === firstLook && known < firstLook && !mayRound(placesOf(seen))) return undefined
  }
  const places = placesOf(seen)
  const lowest = lowestPlace(places)
  for (let digits = 1; digits <= mostDigits; digits++) {
    const long = places.filter(({ first }) => first - lowest + 1 > digits)
    if (long.length < fewestLong) return undefined
    if (longer(long, digits) <= mostLonger * long.length) return digits
  }
  return undefined
}

/** The nearest number of so many significant digits. */
export function roundSignificant(value: number, digits: number): number {
  return Number(value.toPrecision(digits))
}

function placesOf(values: ReadonlySet<number>): DigitPlaces[] {
  return Array.from(values, (value) => {
    const [mantissa = '', power = ''] = value.toExponential().split('e')
    const first = Number(power)
    return { first, last: first - (mantissa.length === 1 ? 0 : mantissa.length - 2) }
  })
}

function lowestPlace(places: readonly DigitPlaces[]): number {
  const sorted = Int32Array.from(places, ({ last }) => last).sort()
  return sorted[Math.floor(finer * sorted.length)] ?? 0
}

/** Whether some number of digits is enough for nearly all of a few numbers that would have more. */
function mayRound(places: readonly DigitPlaces[]): boolean {
  const lowest = lowestPlace(places)
  return Array.from({ length: mostDigits }, (_, index) => index + 1).some((digits) => {
    const long = places.filter(({ first }) => first - lowest + 1 > digits)
    return long.length > 0 && longer(long, digits) <= 1
  })
}

function longer(long: readonly DigitPlaces[], digits: number): number {
  return long.reduce((count, { first, last }) => count + (first - last + 1 > digits ? 1 : 0), 0)
}

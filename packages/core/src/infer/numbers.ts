/** What a numeric field says about its values. */
export interface NumberTraits {
  readonly integer: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly decimals?: number
}

/** More digits after the point than this are no grid. */
const mostDecimals = 9
/** Doubles hold this many digits of any number, so more are no grid either. */
const largestExact = 1e15
/** Digits of this share of the values may be left out, as dirt, where they are this many more than those of the others. */
const mostDirt = 0.01
const fewestForDirt = 50
const dirtDecimals = 3
/** Where most of so many values have no grid, the others are not looked at. */
const firstLook = 256
const powersOfTen = Float64Array.from({ length: mostDecimals + 1 }, (_, decimals) => 10 ** decimals)

/**
 * Whether the values that are present are whole, their range, and how many decimals they need: most of them, where a few
 * have many more, such as a sum that reads 0.30000000000000004.
 */
export function describeNumbers(values: Float64Array, valid?: Uint8Array): NumberTraits {
  let minimum = Infinity
  let maximum = -Infinity
  for (let i = 0; i < values.length; i++) {
    // Null rows hold NaN, which is neither below nor above anything.
    const value = values[i]!
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  if (minimum > maximum) return { integer: false }
  const decimals = decimalsOf(values, valid)
  if (decimals === 'whole') return { integer: true, minimum, maximum }
  return { integer: false, minimum, maximum, ...(decimals !== undefined && { decimals }) }
}

/** `whole` where all values are, or the decimals that they need, or `undefined` where that is no grid. */
function decimalsOf(values: Float64Array, valid: Uint8Array | undefined): 'whole' | number | undefined {
  const counts = new Uint32Array(mostDecimals + 2)
  let count = 0
  let isWhole = true
  for (let i = 0; i < values.length; i++) {
    if (valid !== undefined && valid[i] === 0) continue
    const value = values[i]!
    count++
    if (Number.isInteger(value)) {
      counts[0]!++
      continue
    }
    isWhole = false
    counts[neededDecimals(value)]!++
    if (count === firstLook && counts[mostDecimals + 1]! * 2 > count) return undefined
  }
  if (isWhole) return 'whole'
  const highest = counts.findLastIndex((rows) => rows > 0)
  const dirt = count < fewestForDirt ? 0 : Math.max(1, Math.floor(mostDirt * count))
  let common = highest
  for (let finer = counts[common]!; common > 0 && finer <= dirt; finer += counts[common]!) common--
  const decimals = highest - common < dirtDecimals && highest <= mostDecimals ? highest : common
  return decimals <= mostDecimals ? decimals : undefined
}

/** The fewest decimals that give a number, or one that differs by the noise of a few sums; one more than the most if none do. */
function neededDecimals(value: number): number {
  for (let decimals = 1; decimals <= mostDecimals; decimals++) {
    if (Math.abs(value) * powersOfTen[decimals]! > largestExact) break
    if (hasDecimals(value, decimals)) return decimals
  }
  for (let decimals = 0; decimals <= mostDecimals; decimals++) {
    const scaled = value * powersOfTen[decimals]!
    if (Math.abs(scaled) > largestExact / 1000) break
    if (Math.abs(scaled - Math.round(scaled)) <= 8 * Number.EPSILON * Math.abs(scaled)) return decimals
  }
  return mostDecimals + 1
}

/** Rounds to `decimals` digits after the point, halves up. */
export function decimalRounder(decimals: number): (value: number) => number {
  const scale = 10 ** decimals
  return (value) => {
    const scaled = Math.round(value * scale)
    // Doubles beyond 2^52 are whole already, and scaling could leave their range.
    return Math.abs(scaled) < 2 ** 52 ? scaled / scale : value
  }
}

const rounders = Array.from({ length: mostDecimals + 1 }, (_, decimals) => decimalRounder(decimals))

/** How many digits after the point a value has, up to `most`: the fewest that it can be rounded to without a change. */
export function fewestDecimals(value: number, most: number): number {
  let decimals = 0
  while (decimals < most && !hasDecimals(value, decimals)) decimals++
  return decimals
}

function hasDecimals(value: number, decimals: number): boolean {
  if (decimals === 0) return Number.isInteger(value)
  return (rounders[decimals] ?? decimalRounder(decimals))(value) === value
}

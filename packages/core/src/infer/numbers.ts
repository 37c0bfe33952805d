/** What a numeric field says about its values. */
export interface NumberTraits {
  readonly integer: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly decimals?: number
}

/** More digits after the point than this are no grid. */
const mostDecimals = 6

/** Whether the values that are present are whole, their range, and how many decimals they need at most. */
export function describeNumbers(values: Float64Array, valid?: Uint8Array): NumberTraits {
  let minimum = Infinity
  let maximum = -Infinity
  for (let i = 0; i < values.length; i++) {
    // Null rows hold NaN, which is neither below nor above anything.
    const value = values[i]!
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  let decimals = 0
  for (let i = 0; i < values.length && decimals <= mostDecimals; i++) {
    if (valid !== undefined && valid[i] === 0) continue
    while (decimals <= mostDecimals && !hasDecimals(values[i]!, decimals)) decimals++
  }
  if (minimum > maximum) return { integer: false }
  if (decimals === 0) return { integer: true, minimum, maximum }
  return { integer: false, minimum, maximum, ...(decimals <= mostDecimals && { decimals }) }
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

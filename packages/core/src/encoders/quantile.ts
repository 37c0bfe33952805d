import type { EncoderOptions, EncoderState } from './encoder.ts'
import type { Scale } from './scale.ts'
import { checkChoiceOption, checkNumberOption } from '../options.ts'
import { normalProbability, normalQuantile } from './kernels/normal.ts'

export interface QuantileOptions extends EncoderOptions {
  /** What the encoded values follow. Default `uniform`. */
  readonly distribution?: 'uniform' | 'normal'
  /** How many quantiles are kept, at most as many as there are values. Default 1000. */
  readonly quantiles?: number
}

// scikit-learn's bounds: what is closer to the ends than this is the end.
const edge = 1e-7
const normalLow = normalQuantile(edge - Number.EPSILON)
const normalHigh = normalQuantile(1 - (edge - Number.EPSILON))

export function checkQuantileOptions({ distribution = 'uniform', quantiles = 1000 }: QuantileOptions): void {
  checkChoiceOption('quantileEncoder', 'distribution', distribution, ['uniform', 'normal'])
  checkNumberOption('quantileEncoder', 'quantiles', quantiles, { integer: true, minimum: 2 })
}

/** The quantiles of the values at evenly spaced probabilities, interpolated linearly, as NumPy's percentile does. */
export function quantileState(values: Float64Array, options: QuantileOptions): Record<string, string | number[]> {
  const { distribution = 'uniform', quantiles = 1000 } = options
  if (values.length === 0) return { distribution, quantiles: [0] }
  const sorted = values.slice().sort()
  const count = Math.min(quantiles, sorted.length)
  const last = sorted.length - 1
  const knots = Array.from({ length: count }, (_, i) => {
    const position = count === 1 ? 0 : (i / (count - 1)) * last
    const below = Math.floor(position)
    const low = sorted[below]!
    const high = sorted[Math.min(below + 1, last)]!
    return between(low, high, position - below)
  })
  // Rounding must not put a quantile below the one before it.
  for (let i = 1; i < count; i++) knots[i] = Math.max(knots[i]!, knots[i - 1]!)
  return { distribution, quantiles: knots }
}

/** From values to probabilities, or normal values, and back, by interpolation between the quantiles. */
export function quantileScale(state: EncoderState): Scale {
  const knots = Float64Array.from(state['quantiles'] as number[])
  const last = knots.length - 1
  const first = knots[0]!
  const final = knots[last]!
  const normal = state['distribution'] === 'normal'

  function probability(value: number): number {
    if (value <= first) return 0
    if (value >= final) return 1
    // A value that fills several quantiles stands for the middle of their probabilities.
    const below = lowerBound(knots, value)
    const above = upperBound(knots, value)
    if (below < above) return (below + above - 1) / 2 / last
    const low = knots[below - 1]!
    return (below - 1 + share(low, knots[below]!, value)) / last
  }

  function value(p: number): number {
    if (p <= 0 || last === 0) return first
    if (p >= 1) return final
    const position = p * last
    const below = Math.min(Math.floor(position), last - 1)
    return between(knots[below]!, knots[below + 1]!, position - below)
  }

  if (!normal) return { forward: probability, inverse: value }
  return {
    forward: (x) => Math.min(normalHigh, Math.max(normalLow, normalQuantile(probability(x)))),
    inverse(y) {
      const p = normalProbability(y)
      return value(p < edge ? 0 : p > 1 - edge ? 1 : p)
    },
  }
}

/** The value at `part` of the way from `low` to `high`, which may lie further apart than doubles reach. */
function between(low: number, high: number, part: number): number {
  const width = high - low
  return width === Infinity ? low * (1 - part) + high * part : low + width * part
}

/** How much of the way from `low` to `high` lies below `value`. */
function share(low: number, high: number, value: number): number {
  const width = high - low
  return width === Infinity ? (value / 2 - low / 2) / (high / 2 - low / 2) : (value - low) / width
}

/** How many knots lie below `value`. */
function lowerBound(knots: Float64Array, value: number): number {
  let low = 0
  let high = knots.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (knots[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** How many knots lie at or below `value`. */
function upperBound(knots: Float64Array, value: number): number {
  let low = 0
  let high = knots.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (knots[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

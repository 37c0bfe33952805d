import { meanOf } from './weighted-mean.ts'

/** Which loss a boosting run minimizes. */
export type LossName = 'logistic' | 'softmax' | 'squared'

/** Numbers that turn a gradient or hessian into its fixed-point integer. Powers of two. */
export interface PairScale {
  readonly gradient: number
  readonly hessian: number
}

/**
 * The raw prediction every row starts from: the log odds, the log shares, or the mean. Classes without rows count as a
 * tenth of a row, so that their logarithm is finite.
 */
export function baseline(
  loss: LossName,
  values: Float64Array,
  weights: Float64Array | null,
  outputs: number,
): Float64Array {
  if (loss === 'squared') return Float64Array.of(meanOf(values, weights))
  const shares = new Float64Array(loss === 'logistic' ? 2 : outputs)
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weights === null ? 1 : weights[i]!
    shares[values[i]!]! += weight
    total += weight
  }
  const logs = shares.map((share) => Math.log(Math.max(share / total, 0.1 / values.length)))
  return loss === 'logistic' ? Float64Array.of(logs[1]! - logs[0]!) : logs
}

/** A bound on the absolute gradient of any row, per unit of weight. Hessians are bounded by `hessianBound`. */
export function gradientBound(loss: LossName, raw: Float64Array, values: Float64Array): number {
  if (loss !== 'squared') return 1
  let bound = 0
  for (let i = 0; i < values.length; i++) bound = Math.max(bound, Math.abs(raw[i]! - values[i]!))
  return bound
}

export function hessianBound(loss: LossName): number {
  return loss === 'squared' ? 1 : 0.25
}

/**
 * Writes the fixed-point gradient and hessian of rows `from` to before `to`, for every output. `raw` and `pairs` hold
 * one block of `values.length` rows per output.
 */
export function writePairs(
  loss: LossName,
  data: { readonly raw: Float64Array; readonly values: Float64Array; readonly weights: Float64Array },
  scale: PairScale,
  range: { readonly from: number; readonly to: number },
  pairs: Int32Array,
): void {
  if (loss === 'logistic') writeLogistic(data, scale, range, pairs)
  else if (loss === 'softmax') writeSoftmax(data, scale, range, pairs)
  else writeSquared(data, scale, range, pairs)
}

type Data = Parameters<typeof writePairs>[1]
type Range = Parameters<typeof writePairs>[3]

function writeLogistic({ raw, values, weights }: Data, scale: PairScale, { from, to }: Range, pairs: Int32Array): void {
  for (let row = from; row < to; row++) {
    const probability = 1 / (1 + Math.exp(-raw[row]!))
    const weight = weights[row]!
    pairs[2 * row] = Math.round((probability - values[row]!) * weight * scale.gradient)
    pairs[2 * row + 1] = Math.round(probability * (1 - probability) * weight * scale.hessian)
  }
}

function writeSquared({ raw, values, weights }: Data, scale: PairScale, { from, to }: Range, pairs: Int32Array): void {
  for (let row = from; row < to; row++) {
    const weight = weights[row]!
    pairs[2 * row] = Math.round((raw[row]! - values[row]!) * weight * scale.gradient)
    pairs[2 * row + 1] = Math.round(weight * scale.hessian)
  }
}

function writeSoftmax({ raw, values, weights }: Data, scale: PairScale, { from, to }: Range, pairs: Int32Array): void {
  const rowCount = values.length
  const outputs = raw.length / rowCount
  const probability = new Float64Array(outputs)
  for (let row = from; row < to; row++) {
    let highest = -Infinity
    for (let k = 0; k < outputs; k++) highest = Math.max(highest, raw[k * rowCount + row]!)
    let total = 0
    for (let k = 0; k < outputs; k++) total += probability[k] = Math.exp(raw[k * rowCount + row]! - highest)
    for (let k = 0; k < outputs; k++) {
      const p = probability[k]! / total
      const at = 2 * (k * rowCount + row)
      pairs[at] = Math.round((p - (values[row] === k ? 1 : 0)) * weights[row]! * scale.gradient)
      pairs[at + 1] = Math.round(p * (1 - p) * weights[row]! * scale.hessian)
    }
  }
}

/** Mean loss of rows whose raw predictions lie in `raw`, output by output: log loss, or half the squared error. */
export function meanLoss(
  loss: LossName,
  raw: Float64Array,
  values: Float64Array,
  weights: Float64Array | null,
): number {
  const rowCount = values.length
  const outputs = raw.length / rowCount
  let sum = 0
  let total = 0
  for (let row = 0; row < rowCount; row++) {
    const weight = weights === null ? 1 : weights[row]!
    sum += weight * rowLoss(loss, raw, row, values[row]!, rowCount, outputs)
    total += weight
  }
  return sum / total
}

function rowLoss(
  loss: LossName,
  raw: Float64Array,
  row: number,
  value: number,
  rowCount: number,
  outputs: number,
): number {
  if (loss === 'squared') return (raw[row]! - value) ** 2 / 2
  if (loss === 'logistic') {
    const margin = value === 1 ? -raw[row]! : raw[row]!
    // log(1 + exp(margin)) without overflow
    return Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)))
  }
  let highest = -Infinity
  for (let k = 0; k < outputs; k++) highest = Math.max(highest, raw[k * rowCount + row]!)
  let total = 0
  for (let k = 0; k < outputs; k++) total += Math.exp(raw[k * rowCount + row]! - highest)
  return Math.log(total) + highest - raw[value * rowCount + row]!
}

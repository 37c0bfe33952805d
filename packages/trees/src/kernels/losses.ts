import type { Kernels } from './wasm.ts'
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

export interface PairData {
  /** Raw predictions: one block of `values.length` rows per output. */
  readonly raw: Float64Array
  readonly values: Float64Array
  readonly weights: Float64Array
  /** Receives gradient and hessian of each row, in blocks like `raw`. */
  readonly pairs: Int32Array
}

export interface RowRange {
  readonly from: number
  readonly to: number
}

/**
 * Writes the fixed-point gradient and hessian of the rows of a range, for every output. The arrays lie in the kernels'
 * memory, at multiples of 16 bytes; `from` is even.
 */
export function writePairs(kernels: Kernels, loss: LossName, data: PairData, scale: PairScale, range: RowRange): void {
  if (loss === 'softmax') writeSoftmax(data, scale, range)
  else if (loss === 'squared') writeSquared(data, scale, range)
  else {
    const { from, to } = range
    const { raw, values, weights, pairs } = data
    kernels.writeLogistic(
      raw.byteOffset + 8 * from,
      values.byteOffset + 8 * from,
      weights.byteOffset + 8 * from,
      to - from,
      scale.gradient,
      scale.hessian,
      pairs.byteOffset + 8 * from,
    )
  }
}

function writeSquared({ raw, values, weights, pairs }: PairData, scale: PairScale, { from, to }: RowRange): void {
  for (let row = from; row < to; row++) {
    const weight = weights[row]!
    pairs[2 * row] = Math.round((raw[row]! - values[row]!) * weight * scale.gradient)
    pairs[2 * row + 1] = Math.round(weight * scale.hessian)
  }
}

function writeSoftmax({ raw, values, weights, pairs }: PairData, scale: PairScale, { from, to }: RowRange): void {
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

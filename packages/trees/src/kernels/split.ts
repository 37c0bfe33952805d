import type { Kernels } from './wasm.ts'
import { setWords } from '../tree.ts'

/** What a child must have, and how gains are reckoned. */
export interface SplitRules {
  readonly minimumRows: number
  readonly minimumHessian: number
  readonly l2: number
  /** Categories are sorted by gradient / (hessian + smoothing), and take part from this many rows on. */
  readonly categoricalSmoothing: number
}

/** How the integers of a histogram become gradients and hessians. */
export interface FixedPoint {
  /** A gradient, or hessian, is its integer times this: a power of two. */
  readonly gradientUnit: number
  readonly hessianUnit: number
  /** The count of rows stands from this bit on above the sum of hessians; 32 to 62. */
  readonly countShift: number
}

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number
  readonly hessian: number
  readonly count: number
}

/** Numbers per result: gain, bin, 1 when missing values go left, and the left child's gradient, hessian and count. */
export const resultSize = 6

/** In place of a bin: the feature has no split. */
export const noBin = -1

const twoTo32 = 0x1_0000_0000

// One node's histogram of one feature, unpacked: at most 256 bins.
const gradients = new Float64Array(256)
const hessians = new Float64Array(256)
const counts = new Float64Array(256)

/** Unpacks `binCount` bins of `histogram` from word `at` on. */
function unpack(histogram: Int32Array, at: number, binCount: number, scale: FixedPoint): void {
  const shift = scale.countShift - 32
  const mask = shift === 0 ? 0 : (1 << shift) - 1
  for (let bin = 0; bin < binCount; bin++, at += 4) {
    const high = histogram[at + 3]!
    gradients[bin] = (histogram[at + 1]! * twoTo32 + (histogram[at]! >>> 0)) * scale.gradientUnit
    hessians[bin] = ((high & mask) * twoTo32 + (histogram[at + 2]! >>> 0)) * scale.hessianUnit
    counts[bin] = high >>> shift
  }
}

/** A gain must exceed this share of the node's own score, so that rounding is not taken for a gain. */
const smallestGain = 1e-12

/** The score of a node, G² / (H + l2): by how much its best leaf lowers the loss, times two. */
function scoreOf({ gradient, hessian }: NodeSums, l2: number): number {
  return (gradient * gradient) / (hessian + l2)
}

/**
 * The best threshold of an ordered feature, and the side of its missing values, by the gain of Chen and Guestrin,
 * "XGBoost" (KDD 2016), equation 7, without the half. Bins 0 to `missing` - 1 of the histogram from word `at` on hold
 * values. Writes a result to `out` from `outAt` on, with the bin -1 when no threshold is allowed.
 */
export function bestThreshold(
  kernels: Kernels,
  histogram: Int32Array,
  at: number,
  missing: number,
  sums: NodeSums,
  { minimumRows, minimumHessian, l2 }: SplitRules,
  { gradientUnit, hessianUnit, countShift }: FixedPoint,
  out: Float64Array,
  outAt: number,
): void {
  out[outAt] = smallestGain * scoreOf(sums, l2)
  out[outAt + 1] = noBin
  const { gradient, hessian, count } = sums
  const hasMissing = histogram[at + 4 * missing + 3]! >>> (countShift - 32) > 0
  for (let missingGoesLeft = 0; missingGoesLeft <= (hasMissing ? 1 : 0); missingGoesLeft++) {
    kernels.scanThresholds(
      histogram.byteOffset + 4 * at,
      hasMissing && missingGoesLeft === 0 ? missing : missing - 1,
      missing,
      missingGoesLeft,
      gradient,
      hessian,
      count,
      minimumRows,
      minimumHessian,
      l2,
      gradientUnit,
      hessianUnit,
      countShift,
      out.byteOffset + 8 * outAt,
    )
  }
  // When nothing was learned about missing values, later ones go where most rows go.
  if (!hasMissing && 2 * out[outAt + 5]! > count) out[outAt + 2] = 1
}

const order = new Int32Array(256)
const ratios = new Float64Array(256)

/**
 * The best set of categories to go left: categories sorted by their ratio of gradient to hessian, then split like an
 * ordered feature (Fisher, "On grouping for maximum homogeneity", JASA 1958), from either end so that the set stays
 * the smaller half. Missing values are one more category; categories with few rows go right. Writes the result to
 * `out` and the set to `sets`, 8 words from `setAt` on.
 */
export function bestSet(
  histogram: Int32Array,
  at: number,
  missing: number,
  sums: NodeSums,
  rules: SplitRules,
  scale: FixedPoint,
  out: Float64Array,
  outAt: number,
  sets: Int32Array,
  setAt: number,
): void {
  out[outAt] = smallestGain * scoreOf(sums, rules.l2)
  out[outAt + 1] = noBin
  unpack(histogram, at, missing + 1, scale)
  const used = sortCategories(missing + 1, rules.categoricalSmoothing)
  if (used < 2) return
  const half = (used + 1) >> 1
  scanSets(0, 1, half, sums, rules, out, outAt, sets, setAt)
  scanSets(used - 1, -1, half, sums, rules, out, outAt, sets, setAt)
  if (counts[missing] === 0 && 2 * out[outAt + 5]! > sums.count) sets[setAt + (missing >> 5)]! |= 1 << (missing & 31)
}

/** Fills `order` with the bins that take part, by ascending ratio, and returns how many they are. */
function sortCategories(binCount: number, smoothing: number): number {
  let used = 0
  for (let bin = 0; bin < binCount; bin++) {
    if (counts[bin]! < Math.max(1, smoothing)) continue
    const ratio = gradients[bin]! / (hessians[bin]! + smoothing)
    let place = used++
    while (place > 0 && ratios[place - 1]! > ratio) {
      ratios[place] = ratios[place - 1]!
      order[place] = order[place - 1]!
      place--
    }
    ratios[place] = ratio
    order[place] = bin
  }
  return used
}

function scanSets(
  from: number,
  direction: number,
  steps: number,
  sums: NodeSums,
  { minimumRows, minimumHessian, l2 }: SplitRules,
  out: Float64Array,
  outAt: number,
  sets: Int32Array,
  setAt: number,
): void {
  const { gradient, hessian, count } = sums
  const score = scoreOf(sums, l2)
  let best = out[outAt]!
  let bestStep = -1
  let leftGradient = 0
  let leftHessian = 0
  let leftCount = 0
  for (let step = 0; step < steps; step++) {
    const bin = order[from + direction * step]!
    leftGradient += gradients[bin]!
    leftHessian += hessians[bin]!
    leftCount += counts[bin]!
    if (leftCount < minimumRows || leftHessian < minimumHessian) continue
    if (count - leftCount < minimumRows || hessian - leftHessian < minimumHessian) break
    const rightGradient = gradient - leftGradient
    const gain =
      (leftGradient * leftGradient) / (leftHessian + l2) +
      (rightGradient * rightGradient) / (hessian - leftHessian + l2) -
      score
    if (gain <= best) continue
    best = gain
    bestStep = step
    out[outAt] = gain
    out[outAt + 1] = 0
    out[outAt + 2] = 0
    out[outAt + 3] = leftGradient
    out[outAt + 4] = leftHessian
    out[outAt + 5] = leftCount
  }
  if (bestStep < 0) return
  sets.fill(0, setAt, setAt + setWords)
  for (let step = 0; step <= bestStep; step++) {
    const bin = order[from + direction * step]!
    sets[setAt + (bin >> 5)]! |= 1 << (bin & 31)
  }
}

import { setWords } from '../tree.ts'

/** What a child must have, and how gains are reckoned. */
export interface SplitRules {
  readonly minimumRows: number
  readonly minimumHessian: number
  /** Gains up to this are not worth a split. */
  readonly minimumGain: number
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

/** The sums over all bins of one feature: those of the node. */
export function sumHistogram(histogram: Int32Array, at: number, binCount: number, scale: FixedPoint): NodeSums {
  unpack(histogram, at, binCount, scale)
  let gradient = 0
  let hessian = 0
  let count = 0
  for (let bin = 0; bin < binCount; bin++) {
    gradient += gradients[bin]!
    hessian += hessians[bin]!
    count += counts[bin]!
  }
  return { gradient, hessian, count }
}

/**
 * The best threshold of an ordered feature, and the side of its missing values, by the gain of Chen and Guestrin,
 * "XGBoost" (KDD 2016), equation 7, without the half. Bins 0 to `missing` - 1 hold values. Writes a result to `out`
 * from `outAt` on, with gain -1 when no threshold is allowed.
 */
export function bestThreshold(
  histogram: Int32Array,
  at: number,
  missing: number,
  sums: NodeSums,
  rules: SplitRules,
  scale: FixedPoint,
  out: Float64Array,
  outAt: number,
): void {
  out[outAt] = -1
  unpack(histogram, at, missing + 1, scale)
  const hasMissing = counts[missing]! > 0
  scanThresholds(hasMissing ? missing : missing - 1, 0, missing, sums, rules, out, outAt)
  if (hasMissing) scanThresholds(missing - 1, 1, missing, sums, rules, out, outAt)
  // Nothing was learned about missing values: later ones go where most rows go.
  else if (2 * out[outAt + 5]! > sums.count) out[outAt + 2] = 1
}

function scanThresholds(
  end: number,
  missingGoesLeft: number,
  missing: number,
  sums: NodeSums,
  { minimumRows, minimumHessian, minimumGain, l2 }: SplitRules,
  out: Float64Array,
  outAt: number,
): void {
  const { gradient, hessian, count } = sums
  const score = (gradient * gradient) / (hessian + l2)
  let best = Math.max(out[outAt]!, minimumGain)
  let leftGradient = missingGoesLeft * gradients[missing]!
  let leftHessian = missingGoesLeft * hessians[missing]!
  let leftCount = missingGoesLeft * counts[missing]!
  for (let bin = 0; bin < end; bin++) {
    leftGradient += gradients[bin]!
    leftHessian += hessians[bin]!
    leftCount += counts[bin]!
    if (leftCount < minimumRows || leftHessian < minimumHessian) continue
    if (count - leftCount < minimumRows || hessian - leftHessian < minimumHessian) break
    // An empty bin repeats the split of the bin before it, which then wins as the first of equals.
    const rightGradient = gradient - leftGradient
    const gain =
      (leftGradient * leftGradient) / (leftHessian + l2) +
      (rightGradient * rightGradient) / (hessian - leftHessian + l2) -
      score
    if (gain <= best) continue
    best = gain
    out[outAt] = gain
    out[outAt + 1] = bin
    out[outAt + 2] = missingGoesLeft
    out[outAt + 3] = leftGradient
    out[outAt + 4] = leftHessian
    out[outAt + 5] = leftCount
  }
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
  out[outAt] = -1
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
  { minimumRows, minimumHessian, minimumGain, l2 }: SplitRules,
  out: Float64Array,
  outAt: number,
  sets: Int32Array,
  setAt: number,
): void {
  const { gradient, hessian, count } = sums
  const score = (gradient * gradient) / (hessian + l2)
  let best = Math.max(out[outAt]!, minimumGain)
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

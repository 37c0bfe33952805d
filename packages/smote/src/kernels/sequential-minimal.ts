/**
 * Steps of sequential minimal optimization for the dual of a support vector classifier: minimize ½αᵀQα − Σα subject to
 * 0 ≤ α ≤ cost and Σ y α = 0, where Q_ij = y_i y_j K_ij. Notation and choices of Fan, Chen, Lin (JMLR 6, 2005).
 */

// In place of a curvature that rounding made zero or negative (τ in the paper).
const smallestCurvature = 1e-12

/** The row i that violates optimality most upwards (WSS 2, step 1); -1 when none may move. */
export function selectFirst(signs: Int8Array, alphas: Float64Array, gradient: Float64Array, cost: number): number {
  let best = -Infinity
  let chosen = -1
  for (let t = 0; t < signs.length; t++) {
    const isUp = signs[t] === 1 ? alphas[t]! < cost : alphas[t]! > 0
    const value = -signs[t]! * gradient[t]!
    if (!isUp || value < best) continue
    best = value
    chosen = t
  }
  return chosen
}

/**
 * The row j that, together with i, lowers the objective most (WSS 2, step 2), and how far the two are from optimality.
 * `row` is the kernel's row i; the radial kernel is 1 on its diagonal.
 */
export function selectSecond(
  i: number,
  row: Float32Array,
  signs: Int8Array,
  alphas: Float64Array,
  gradient: Float64Array,
  cost: number,
): { j: number; gap: number } {
  const up = -signs[i]! * gradient[i]!
  let lowest = Infinity
  let bestGain = Infinity
  let j = -1
  for (let t = 0; t < signs.length; t++) {
    const isLow = signs[t] === 1 ? alphas[t]! > 0 : alphas[t]! < cost
    if (!isLow) continue
    const value = -signs[t]! * gradient[t]!
    if (value < lowest) lowest = value
    const difference = up - value
    if (difference <= 0) continue
    const curvature = 2 - 2 * row[t]!
    const gain = -(difference * difference) / (curvature > 0 ? curvature : smallestCurvature)
    if (gain > bestGain) continue
    bestGain = gain
    j = t
  }
  return { j, gap: up - lowest }
}

/** Moves α_i and α_j to their best values within the box, in `out` (the alphas). `kernel` is K_ij. */
export function stepPair(
  i: number,
  j: number,
  kernel: number,
  signs: Int8Array,
  gradient: Float64Array,
  cost: number,
  out: Float64Array,
): void {
  const curvature = Math.max(2 - 2 * kernel, smallestCurvature)
  // α_i + s α_j stays as it is, where s is the product of the signs.
  const s = signs[i]! * signs[j]!
  const constant = out[i]! + s * out[j]!
  const step = (-gradient[i]! + s * gradient[j]!) / curvature
  const low = s === 1 ? Math.max(0, constant - cost) : Math.max(0, constant)
  const high = s === 1 ? Math.min(cost, constant) : Math.min(cost, cost + constant)
  const moved = Math.min(Math.max(out[i]! + step, low), high)
  out[i] = moved
  out[j] = s === 1 ? Math.min(Math.max(constant - moved, 0), cost) : Math.min(Math.max(moved - constant, 0), cost)
}

/** Adds what the two steps change to every row's gradient. The changes carry their row's sign. */
export function updateGradient(
  rowI: Float32Array,
  rowJ: Float32Array,
  signs: Int8Array,
  changeI: number,
  changeJ: number,
  out: Float64Array,
): void {
  for (let t = 0; t < out.length; t++) out[t]! += signs[t]! * (rowI[t]! * changeI + rowJ[t]! * changeJ)
}

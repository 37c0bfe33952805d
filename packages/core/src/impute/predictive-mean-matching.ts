import type { Rng } from '@asdf/contract'
import type { ConditionalModel, ConditionalTask } from './conditional-task.ts'
import { uniformInteger } from '../distributions.ts'
import { orderAscending } from '../kernels/order-ascending.ts'
import { drawCoefficients } from '../linear/bayesian-regression.ts'
import { predictLinear } from '../linear/kernels/products.ts'
import { leastSquares, normalEquations } from '../linear/least-squares.ts'

/**
 * Predictive mean matching (Rubin 1986; Little 1988), type 1: a missing value is copied from one of the `donors` rows
 * whose prediction under the estimated coefficients is nearest to its own under coefficients drawn from their posterior
 * (van Buuren 2018, section 3.4). So only values that occur are filled in. `targets` is what is regressed, one number
 * for each of the task's rows; the donors' own values are what is copied.
 */
export function matchPredictiveMeans(
  { design, index, rows, values, rng }: ConditionalTask,
  targets: Float64Array,
  donors: number,
): ConditionalModel {
  const skip = index + 1
  const view = { design, rows, skip }
  const equations = normalEquations(view)
  const coefficients = leastSquares(equations, view, targets)
  const fitted = new Float64Array(rows.length)
  predictLinear(view, coefficients, fitted)
  let residualSquares = 0
  for (let i = 0; i < fitted.length; i++) residualSquares += (targets[i]! - fitted[i]!) ** 2
  const estimate = { coefficients, residualSquares, rowCount: rows.length }
  const drawn = drawCoefficients(equations, estimate, rng.fork('coefficients'))
  const order = new Uint32Array(rows.length)
  orderAscending(fitted, order)
  const predictions = Float64Array.from(order, (i) => fitted[i]!)
  const donated = Float64Array.from(order, (i) => values[i]!)
  return {
    draw(target, missing, draws) {
      const out = new Float64Array(missing.length)
      predictLinear({ design: target, rows: missing, skip }, drawn, out)
      for (let i = 0; i < out.length; i++) out[i] = donated[donorOf(predictions, out[i]!, donors, draws)]!
      return out
    },
  }
}

/**
 * One of the `donors` entries of the ascending `predictions` nearest to `value`; in its place any entry with the same
 * prediction, so that of many equal ones each has its chance.
 */
export function donorOf(predictions: Float64Array, value: number, donors: number, rng: Rng): number {
  const count = predictions.length
  let right = firstAtLeast(predictions, value)
  let left = right - 1
  let chosen = 0
  for (let steps = uniformInteger(rng, Math.min(donors, count)); steps >= 0; steps--) {
    const isRight = left < 0 || (right < count && predictions[right]! - value <= value - predictions[left]!)
    chosen = isRight ? right++ : left--
  }
  const first = firstAtLeast(predictions, predictions[chosen]!)
  let end = chosen + 1
  if (end < count && predictions[end] === predictions[chosen]) end = firstAbove(predictions, predictions[chosen]!)
  return first + (end - first > 1 ? uniformInteger(rng, end - first) : 0)
}

/** Index of the first entry of at least `value` in ascending numbers; their count when there is none. */
function firstAtLeast(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

export interface MinimizeOptions {
  /** Ends when no entry of the gradient is larger. */
  readonly tolerance: number
  readonly maximumSteps: number
  /** A guess at the second derivative along each coordinate: what makes rare features learn as fast as common ones. */
  readonly curvature: Float64Array
}

/** Writes the gradient at `point` to `out`. */
export type Gradient = (point: Float64Array, out: Float64Array) => void

const memory = 10
/** A step is taken when it shrinks the slope along itself to this share. */
const slopeShare = 0.9
const maximumTrials = 40

/**
 * Minimizes a smooth *convex* function from its gradient alone: L-BFGS (Nocedal 1980; Liu & Nocedal 1989) with a line
 * search on the slope, which along a line through a convex function only grows; so it goes on where differences of
 * values drown in rounding. Moves `point` in place and returns the steps taken.
 */
export function minimize(gradientAt: Gradient, point: Float64Array, options: MinimizeOptions): number {
  const size = point.length
  const gradient = new Float64Array(size)
  const trial = new Float64Array(size)
  const trialGradient = new Float64Array(size)
  const direction = new Float64Array(size)
  const history: Update[] = []
  gradientAt(point, gradient)
  for (let step = 0; step < options.maximumSteps; step++) {
    if (largest(gradient) <= options.tolerance) return step
    towards(history, gradient, options.curvature, direction)
    const length = searchLine(dot(direction, gradient), (distance) => {
      for (let i = 0; i < size; i++) trial[i] = point[i]! + distance * direction[i]!
      gradientAt(trial, trialGradient)
      return dot(direction, trialGradient)
    })
    if (length === 0) return step
    remember(history, difference(trial, point), difference(trialGradient, gradient))
    point.set(trial)
    gradient.set(trialGradient)
  }
  return options.maximumSteps
}

interface Update {
  readonly moved: Float64Array
  readonly turned: Float64Array
  readonly inverse: number
}

/** A distance at which the slope is small against the first; 0 when there is none. The last trial is at that distance. */
function searchLine(slope: number, slopeAt: (distance: number) => number): number {
  if (!(slope < 0)) return 0
  let low = 0
  let lowSlope = slope
  let high = Infinity
  let highSlope = Infinity
  let distance = 1
  for (let trial = 0; trial < maximumTrials; trial++) {
    const here = slopeAt(distance)
    if (Math.abs(here) <= -slopeShare * slope) return distance
    if (here < 0) {
      low = distance
      lowSlope = here
    } else {
      high = distance
      highSlope = here
    }
    distance = high === Infinity ? 2 * distance : between(low, lowSlope, high, highSlope)
  }
  return 0
}

/** Where a straight line through both slopes is zero, kept off the ends; the middle when a slope is not finite. */
function between(low: number, lowSlope: number, high: number, highSlope: number): number {
  const share = lowSlope / (lowSlope - highSlope)
  return low + (high - low) * (Number.isFinite(share) ? Math.min(0.9, Math.max(0.1, share)) : 0.5)
}

/** The two-loop recursion: minus the inverse Hessian's estimate times the gradient. */
function towards(history: readonly Update[], gradient: Float64Array, curvature: Float64Array, out: Float64Array): void {
  const weights = new Float64Array(history.length)
  for (let i = 0; i < out.length; i++) out[i] = -gradient[i]!
  for (let h = history.length - 1; h >= 0; h--) {
    const { moved, turned, inverse } = history[h]!
    weights[h] = inverse * dot(moved, out)
    addScaled(out, turned, -weights[h]!)
  }
  const scale = scaleOf(history.at(-1), curvature)
  for (let i = 0; i < out.length; i++) out[i]! *= scale / curvature[i]!
  history.forEach(({ moved, turned, inverse }, h) => addScaled(out, moved, weights[h]! - inverse * dot(turned, out)))
}

/** How far the guessed curvature is off along the last step. */
function scaleOf(last: Update | undefined, curvature: Float64Array): number {
  if (last === undefined) return 1
  let guessed = 0
  for (let i = 0; i < curvature.length; i++) guessed += last.turned[i]! ** 2 / curvature[i]!
  return 1 / (last.inverse * guessed)
}

function remember(history: Update[], moved: Float64Array, turned: Float64Array): void {
  const curvature = dot(moved, turned)
  if (!(curvature > 0)) return
  history.push({ moved, turned, inverse: 1 / curvature })
  if (history.length > memory) history.shift()
}

function difference(to: Float64Array, from: Float64Array): Float64Array {
  return to.map((value, i) => value - from[i]!)
}

function addScaled(out: Float64Array, values: Float64Array, scale: number): void {
  for (let i = 0; i < out.length; i++) out[i]! += scale * values[i]!
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function largest(values: Float64Array): number {
  let found = 0
  for (let i = 0; i < values.length; i++) found = Math.max(found, Math.abs(values[i]!))
  return found
}

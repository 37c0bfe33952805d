import { clusterSorted } from './kernels/cluster-sorted.ts'
import { digamma } from './kernels/digamma.ts'
import { updateMoments } from './kernels/mixture-moments.ts'
import type { MixtureState, Moments } from './kernels/mixture-moments.ts'
import type { WeightedBins } from './weighted-values.ts'

/** A mixture of normal distributions on a line, its components from the heaviest down as they started. */
export interface Mixture {
  readonly weights: Float64Array
  readonly means: Float64Array
  readonly deviations: Float64Array
  /** Mean of the rows, up to a constant that all fits of the same values share. */
  readonly logLikelihood: number
}

/** What scikit-learn's BayesianGaussianMixture and, through it, CTGAN take. */
const concentration = 0.001
const mostIterations = 200
/** Of the mean log likelihood of a row. */
const tolerance = 1e-5

/**
 * Fits a Dirichlet process mixture of normal distributions by variational inference: stick-breaking weights, normal-Wishart
 * priors around the mean and the variance of all values (Blei and Jordan 2006; Bishop 2006, section 10.2; the updates are
 * those of scikit-learn's BayesianGaussianMixture). It starts once from the best clusters of the values and once from those
 * of their ranks, keeps the likelier end, and so draws nothing. There are at least two different points.
 */
export function fitMixture(bins: WeightedBins, components: number): Mixture {
  const { scale, shift, points } = standardize(bins)
  const prior = priorOf(points)
  const count = Math.min(components, points.positions.length)
  const fits = [points.positions, middleRanks(points.weights)].map((positions) => {
    const starts = new Uint32Array(count + 1)
    clusterSorted({ positions, weights: points.weights }, starts)
    return iterate(points, prior, startMoments(points, starts))
  })
  const { moments, state, logLikelihood } = fits[1]!.logLikelihood > fits[0]!.logLikelihood ? fits[1]! : fits[0]!
  return {
    weights: stickWeights(moments.rows),
    means: state.means.map((mean) => shift + scale * mean),
    deviations: state.variances.map((variance) => scale * Math.sqrt(variance)),
    logLikelihood,
  }
}

/** Alternates responsibilities and parameters until the likelihood rests. Overwrites the moments. */
function iterate(points: WeightedBins, prior: Prior, moments: Moments): Fit {
  let state = maximize(moments, prior)
  let logLikelihood = -Infinity
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const next = updateMoments(points, state, moments) / prior.rows
    state = maximize(moments, prior)
    const gain = next - logLikelihood
    logLikelihood = next
    if (Math.abs(gain) < tolerance) break
  }
  return { moments, state, logLikelihood }
}

/** How many rows lie below the middle of each point's own. */
function middleRanks(weights: Float64Array): Float64Array {
  let below = 0
  return weights.map((weight) => {
    below += weight
    return below - weight / 2
  })
}

interface Prior {
  readonly rows: number
  readonly mean: number
  readonly variance: number
}

interface Fit {
  readonly moments: Moments
  readonly state: MixtureState
  readonly logLikelihood: number
}

/** Moves the points to [-1, 1], where squares neither vanish nor overflow. */
function standardize({ positions, weights, squares }: WeightedBins): {
  readonly scale: number
  readonly shift: number
  readonly points: WeightedBins
} {
  const low = positions[0]!
  const high = positions.at(-1)!
  const scale = (high - low) / 2
  const shift = low + scale
  return {
    scale,
    shift,
    points: {
      positions: positions.map((position) => (position - shift) / scale),
      weights,
      squares: squares.map((square) => square / scale / scale),
    },
  }
}

function priorOf({ positions, weights, squares }: WeightedBins): Prior {
  let rows = 0
  let sum = 0
  for (let i = 0; i < positions.length; i++) {
    rows += weights[i]!
    sum += weights[i]! * positions[i]!
  }
  const mean = sum / rows
  let spread = 0
  for (let i = 0; i < positions.length; i++) spread += weights[i]! * (positions[i]! - mean) ** 2 + squares[i]!
  return { rows, mean, variance: spread / Math.max(1, rows - 1) }
}

/** Every point belongs to one cluster, the clusters from the largest down: sticks break off the large ones first. */
function startMoments(points: WeightedBins, starts: Uint32Array): Moments {
  const clusters = Array.from({ length: starts.length - 1 }, (_, cluster) =>
    momentsOf(points, starts[cluster]!, starts[cluster + 1]!),
  ).sort((a, b) => b.rows - a.rows)
  return {
    rows: Float64Array.from(clusters, ({ rows }) => rows),
    means: Float64Array.from(clusters, ({ mean }) => mean),
    variances: Float64Array.from(clusters, ({ variance }) => variance),
  }
}

function momentsOf({ positions, weights, squares }: WeightedBins, from: number, to: number): Prior {
  let rows = 0
  let mean = 0
  let spread = 0
  for (let i = from; i < to; i++) {
    const distance = positions[i]! - mean
    rows += weights[i]!
    mean += (distance * weights[i]!) / rows
    spread += weights[i]! * distance * (positions[i]! - mean) + squares[i]!
  }
  return { rows, mean, variance: rows > 0 ? spread / rows : 0 }
}

/** The posterior's parameters from the moments of the components (Bishop's equations 10.58 to 10.63 in one dimension). */
function maximize({ rows, means, variances }: Moments, prior: Prior): MixtureState {
  const count = rows.length
  const state = {
    means: new Float64Array(count),
    variances: new Float64Array(count),
    offsets: new Float64Array(count),
  }
  let after = rows.reduce((sum, one) => sum + one, 0)
  let logRest = 0
  for (let k = 0; k < count; k++) {
    const own = rows[k]!
    after = Math.max(0, after - own)
    // The mean's prior counts as one row; so do the degrees of freedom of the variance's.
    const precision = 1 + own
    const distance = means[k]! - prior.mean
    state.means[k] = (prior.mean + own * means[k]!) / precision
    const spread = prior.variance + own * variances[k]! + (own / precision) * distance * distance
    state.variances[k] = spread / precision
    const stick = digamma(1 + own + concentration + after)
    const logWeight = digamma(1 + own) - stick + logRest
    logRest += digamma(concentration + after) - stick
    const logPrecision = Math.LN2 + digamma(0.5 * precision) - Math.log(precision) - Math.log(state.variances[k]!)
    state.offsets[k] = logWeight + 0.5 * (logPrecision - 1 / precision)
  }
  return state
}

/** The expected weights of the sticks. */
function stickWeights(rows: Float64Array): Float64Array {
  let after = rows.reduce((sum, one) => sum + one, 0)
  let rest = 1
  const weights = rows.map((own) => {
    after = Math.max(0, after - own)
    const part = (1 + own) / (1 + own + concentration + after)
    const weight = rest * part
    rest *= 1 - part
    return weight
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

import type { MixtureState, Moments } from './kernels/mixture-moments.ts'
import type { MixturePrior } from './mixture-posterior.ts'
import type { WeightedBins } from './weighted-values.ts'
import { clusterSorted } from './kernels/cluster-sorted.ts'
import { updateMoments } from './kernels/mixture-moments.ts'
import { maximize, priorOf, startMoments, stickWeights } from './mixture-posterior.ts'

/** A mixture of normal distributions on a line, its components from the heaviest down as they started. */
export interface Mixture {
  readonly weights: Float64Array
  readonly means: Float64Array
  readonly deviations: Float64Array
}

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
  const { moments, state } = fits[1]!.logLikelihood > fits[0]!.logLikelihood ? fits[1]! : fits[0]!
  return {
    weights: stickWeights(moments.rows),
    means: state.means.map((mean) => shift + scale * mean),
    deviations: state.variances.map((variance) => scale * Math.sqrt(variance)),
  }
}

/** Alternates responsibilities and parameters until the likelihood rests. Overwrites the moments. */
function iterate(points: WeightedBins, prior: MixturePrior, moments: Moments): Fit {
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

interface Fit {
  readonly moments: Moments
  readonly state: MixtureState
  /** Mean of the rows, up to a constant that all fits of the same values share. */
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

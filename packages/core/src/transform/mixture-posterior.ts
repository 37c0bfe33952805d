import type { MixtureState, Moments } from './kernels/mixture-moments.ts'
import type { WeightedBins } from './weighted-values.ts'
import { digamma } from './kernels/digamma.ts'

/** What scikit-learn's BayesianGaussianMixture is given by CTGAN: how readily weight goes to components further down. */
const concentration = 0.001

/** What the priors are centered on: the moments of all rows. */
export interface MixturePrior {
  readonly rows: number
  readonly mean: number
  readonly variance: number
}

/** The moments of all points together, the variance of a sample. */
export function priorOf({ positions, weights, squares }: WeightedBins): MixturePrior {
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
export function startMoments(points: WeightedBins, starts: Uint32Array): Moments {
  const clusters = Array.from({ length: starts.length - 1 }, (_, cluster) =>
    momentsOf(points, starts[cluster]!, starts[cluster + 1]!),
  ).sort((a, b) => b.rows - a.rows)
  return {
    rows: Float64Array.from(clusters, ({ rows }) => rows),
    means: Float64Array.from(clusters, ({ mean }) => mean),
    variances: Float64Array.from(clusters, ({ variance }) => variance),
  }
}

function momentsOf({ positions, weights, squares }: WeightedBins, from: number, to: number): MixturePrior {
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
export function maximize({ rows, means, variances }: Moments, prior: MixturePrior): MixtureState {
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
export function stickWeights(rows: Float64Array): Float64Array {
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

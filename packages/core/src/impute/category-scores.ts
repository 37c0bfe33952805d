import type { ConditionalTask } from './conditional-task.ts'
import { standardNormal } from '../distributions.ts'
import { predictLinear } from '../linear/kernels/products.ts'
import { leastSquares, normalEquations } from '../linear/least-squares.ts'

const firstRounds = 12
const laterRounds = 3

/**
 * One number for each category, by code, chosen so that the other columns predict it as well as they can: the first
 * canonical variate of the category's indicators, by alternating least squares (Gifi 1990), which is also how R's `mice`
 * makes factors fit for predictive mean matching. Makes columns with very many categories cheap to impute.
 */
export function categoryScores({ design, index, rows, values, rng, previous }: ConditionalTask): Float64Array {
  const view = { design, rows, skip: index + 1 }
  const codes = Int32Array.from(values)
  const count = codes.reduce((largest, code) => Math.max(largest, code), 0) + 1
  const sizes = new Float64Array(count)
  for (const code of codes) sizes[code]!++
  const known = previous?.coefficients?.length === count ? previous.coefficients : undefined
  const draws = rng.fork('scores')
  let scores =
    known ??
    standardize(
      new Float64Array(count).map(() => standardNormal(draws)),
      sizes,
    )
  const equations = normalEquations(view)
  const fitted = new Float64Array(rows.length)
  for (let round = known === undefined ? firstRounds : laterRounds; round > 0; round--) {
    const targets = Float64Array.from(codes, (code) => scores[code]!)
    predictLinear(view, leastSquares(equations, view, targets), fitted)
    const means = new Float64Array(count)
    for (let i = 0; i < codes.length; i++) means[codes[i]!]! += fitted[i]! / sizes[codes[i]!]!
    const next = standardize(means, sizes)
    // Columns that predict nothing give equal means: the scores then may stay what they are.
    if (!next.every(Number.isFinite)) break
    scores = next
  }
  return scores
}

/** Scores with mean 0 and variance 1 over the rows. */
function standardize(scores: Float64Array, sizes: Float64Array): Float64Array {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const mean = scores.reduce((sum, score, code) => sum + score * sizes[code]!, 0) / total
  const variance = scores.reduce((sum, score, code) => sum + (score - mean) ** 2 * sizes[code]!, 0) / total
  return scores.map((score) => (score - mean) / Math.sqrt(variance))
}

import type { MembershipAttack, MembershipAttackOptions } from './membership-attack.ts'
import { nearestNeighbors, numericPoints, runSteps } from '@asdf/core'
import { logDensities, scottBandwidth } from './densities.ts'
import { densityScene } from './density-scene.ts'
import { attackDefaults, attackOptions, membershipAttack } from './membership-attack.ts'

const where = 'likelihoodRatioAttack'
const id = '@asdf/privacy/likelihood-ratio-attack'

/** Synthetic rows around a target that are looked at. */
const neighbors = 10

/**
 * Gen-LRA: how much likelier the synthetic rows around a target become when it joins the reference rows. In closed form at a
 * fixed bandwidth: the sum over the 10 nearest synthetic rows s of log[(n + K(s - x) / p_R(s)) / (n + 1)], with K a Gaussian
 * kernel of Scott's bandwidth on 8 principal components and p_R the density of the n reference rows, at most 5,000. Choice
 * of rows and result are those of `nearestNeighborAttack`; reference rows are half of the hold-out where the input has none.
 *
 * Gen-LRA as in Ward et al., "Synth-MIA: a testbed for auditing privacy leakage in tabular data synthesis", arXiv 2509.18014,
 * 2025. Cost: O((targets + synthetic × reference) × 8). Believe a high value: it finds single rows that the synthesizer drew
 * others around, and is weak on tables of many categories.
 *
 * Errors: those of `nearestNeighborAttack`.
 */
export const likelihoodRatioAttack = Object.assign(
  (options: Partial<MembershipAttackOptions> = {}): MembershipAttack =>
    membershipAttack({
      where,
      id,
      label: 'local likelihood ratio (Gen-LRA)',
      options: attackOptions(where, options),
      needsReference: true,
      async scores(scene, run, rng) {
        const { width, targets, synthetic, reference } = await densityScene(scene, run, rng)
        const n = reference.length / width
        const bandwidth = scottBandwidth(n, width)
        const real = await logDensities(
          synthetic,
          { points: reference, width, bandwidth },
          run,
          'density at synthetic rows',
        )
        const points = numericPoints(synthetic, width)
        const count = targets.length / width
        const scores = new Float64Array(count)
        const step = 64
        await runSteps(run, 'likelihood ratios', Math.ceil(count / step), (index) => {
          const chunk = targets.slice(index * step * width, (index + 1) * step * width)
          const found = nearestNeighbors(numericPoints(chunk, width), points, neighbors)
          for (let i = 0; i < found.distances.length; i++) {
            const exponent = -(found.distances[i]! ** 2) / (2 * bandwidth ** 2) - real[found.indices[i]!]!
            scores[index * step + Math.floor(i / found.count)]! += logSum(Math.log(n), exponent) - Math.log(n + 1)
          }
          return {}
        })
        return scores
      },
    }),
  { id, defaults: attackDefaults },
)

/** log(exp(a) + exp(b)). */
function logSum(a: number, b: number): number {
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))
}

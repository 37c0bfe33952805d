import type { MembershipAttack, MembershipAttackOptions } from './membership-attack.ts'
import { logDensities, scottBandwidth } from './densities.ts'
import { densityScene } from './density-scene.ts'
import { attackDefaults, attackOptions, membershipAttack } from './membership-attack.ts'

const where = 'densityRatioAttack'
const id = '@asdf/privacy/density-ratio-attack'

/**
 * DOMIAS: log(p_S(x) / p_R(x)), where p_S and p_R are the densities of synthetic and of reference rows at the target, by
 * Gaussian kernels of Scott's bandwidth on 8 principal components, of at most 5,000 rows each. High where the synthesizer made
 * a place denser than the population is. Choice of rows and result are those of `nearestNeighborAttack`; reference rows
 * are half of the hold-out where the input has none.
 *
 * Van Breugel et al., "Membership inference attacks against synthetic data through overfitting detection" (DOMIAS), AISTATS
 * 2023. In logarithms, without the reference implementation's 1e-10 below the ratio. Cost: O(targets × rows × 8). Weak on
 * tables of many categories; good where numbers are clumped.
 *
 * Errors: those of `nearestNeighborAttack`.
 */
export const densityRatioAttack = Object.assign(
  (options: Partial<MembershipAttackOptions> = {}): MembershipAttack =>
    membershipAttack({
      where,
      id,
      label: 'density ratio (DOMIAS)',
      options: attackOptions(where, options),
      needsReference: true,
      async scores(scene, run, rng) {
        const { width, targets, synthetic, reference } = await densityScene(scene, run, rng)
        const density = (points: Float64Array, phase: string) =>
          logDensities(targets, { points, width, bandwidth: scottBandwidth(points.length / width, width) }, run, phase)
        const made = await density(synthetic, 'density of synthetic rows')
        const real = await density(reference, 'density of reference rows')
        return made.map((value, i) => value - real[i]!)
      },
    }),
  { id, defaults: attackDefaults },
)

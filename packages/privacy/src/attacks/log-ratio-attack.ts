import type { MembershipAttack, MembershipAttackOptions } from './membership-attack.ts'
import { nearestDistances } from '../nearest-distances.ts'
import { attackDefaults, attackOptions, membershipAttack } from './membership-attack.ts'

const where = 'logRatioAttack'
const id = '@asdf/privacy/log-ratio-attack'

/**
 * The attack by nearness, set right by how common a row is: log((r + s) / (d + s)), where d is the distance to the nearest
 * synthetic row, r that to the nearest reference row and s a hundredth of the mean of all r. A row that is near to everything
 * is no member for that. Distance, choice of rows and result are those of `nearestNeighborAttack`; in addition the attacker
 * knows reference rows: half of the hold-out where the input has none.
 *
 * After the calibration of Hilprecht et al., PoPETs 2019, and Watson et al., "On the importance of difficulty calibration in
 * membership inference attacks", ICLR 2022. Cost: two searches for the nearest row. The strongest single attack on
 * generators that repeat rows with little noise or between neighbors.
 *
 * Errors: those of `nearestNeighborAttack`.
 */
export const logRatioAttack = Object.assign(
  (options: Partial<MembershipAttackOptions> = {}): MembershipAttack =>
    membershipAttack({
      where,
      id,
      label: 'log ratio of distances',
      options: attackOptions(where, options),
      needsReference: true,
      async scores({ space, targets, synthetic, reference }, run) {
        const queries = space.encode(targets)
        const toMade = await nearestDistances(
          space,
          queries,
          space.encode(synthetic),
          run,
          'distances to synthetic rows',
        )
        const toReal = await nearestDistances(
          space,
          queries,
          space.encode(reference),
          run,
          'distances to reference rows',
        )
        const softening = toReal.reduce((sum, distance) => sum + distance / toReal.length, 0) / 100 || 1
        return toMade.map((distance, i) => Math.log((toReal[i]! + softening) / (distance + softening)))
      },
    }),
  { id, defaults: attackDefaults },
)

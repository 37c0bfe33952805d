import type { MembershipAttack, MembershipAttackOptions } from './attacks/membership-attack.ts'
import { attackDefaults, attackOptions, membershipAttack } from './attacks/membership-attack.ts'
import { nearestDistances } from './nearest-distances.ts'

const where = 'nearestNeighborAttack'
const id = '@asdf/privacy/nearest-neighbor-attack'

/** `rows` is the most members, and the most non-members, that are attacked. */
export interface NearestNeighborAttackOptions extends MembershipAttackOptions {}

/**
 * How well an attacker who sees the synthetic table alone tells the rows it was made from (members: training rows) from
 * others (non-members: hold-out rows) by their distance to the nearest synthetic row: the ROC AUC of guessing that the
 * nearer one is the member, ties half. 0.5 is a guess, 1 means every member stands out.
 *
 * `breakdown` has the AUC among the rows of each class of the target (`class …`) and among `outliers`, the tenth of the rows
 * that stand out most, with intervals in `details.low` and `details.high`. `details.rates` has the `accuracy` of taking the
 * nearer half of the rows for members, and the share of members found when at most 1 and 10 % of the non-members are taken
 * for members (`truePositiveRateAt0.01`, `…0.1`; 0.1 % from 5,000 non-members on), each with its exact interval (Clopper and
 * Pearson; `…Low`, `…High`). `details.roc` is the curve; rates between its points are not made up.
 *
 * Members and non-members are cut to equal numbers by the seed; all synthetic rows are searched, with the distance of
 * `distanceToClosestRecordShare`. The interval (95 %, Hanley and McNeil's standard error) is about the rows attacked.
 *
 * Chen et al., "GAN-Leaks: a taxonomy of membership inference attacks against generative models", CCS 2020, section 5.2
 * (full black-box); Hilprecht et al., "Monte Carlo and reconstruction membership inference attacks against generative
 * models", PoPETs 2019; rates at low false-positive rates after Carlini et al., "Membership inference attacks from first
 * principles", S&P 2022.
 *
 * Formula: minus the distance to the nearest synthetic row. Cost: one exact search, under a second for 3,000 rows of Adult against
 * 30,000. Believe a high value; a low one says little, as it takes rows that are near to everything for members. `logRatioAttack`
 * sets that right.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured; `ASDF_METRIC_UNDEFINED` without a hold-out or for a table without rows,
 * `ASDF_SCHEMA_MISMATCH` for columns that differ from the training table's, `ASDF_DATA_INVALID` for numbers that are not
 * finite.
 */
export const nearestNeighborAttack = Object.assign(
  (options: Partial<NearestNeighborAttackOptions> = {}): MembershipAttack =>
    membershipAttack({
      where,
      id,
      label: 'nearest-neighbor attack',
      options: attackOptions(where, options),
      needsReference: false,
      async scores({ space, targets, synthetic }, run) {
        const queries = space.encode(targets)
        const distances = await nearestDistances(space, queries, space.encode(synthetic), run, 'attack')
        return distances.map((distance) => -distance)
      },
    }),
  { id, defaults: attackDefaults },
)

import type { Classifier } from '@asdf/contract'
import type { MembershipAttack, MembershipAttackOptions } from './membership-attack.ts'
import { chooseRows, labelSides, optionError } from '@asdf/core'
import { attackOptions, membershipAttack } from './membership-attack.ts'

const where = 'detectorAttack'
const id = '@asdf/privacy/detector-attack'

/** Most rows of each side that a detector learns from. */
const mostRows = 10_000

/**
 * A classifier learns to tell synthetic from reference rows, and takes targets for members that it finds synthetic: the
 * synthesizer repeats what is odd in its training rows. The classifier is handed in, such as `randomForest()` or
 * `gradientBoosting()` of `@asdf/trees`; it learns from as many rows of each side, at most 10,000, without texts. Choice of rows
 * and result are those of `nearestNeighborAttack`; reference rows are half of the hold-out where the input has none.
 *
 * After LOGAN (Hayes et al., PoPETs 2019) with its defect mended that the reference implementation trains on one class only.
 * Cost: a fit and a prediction. A forest is the strongest single attack on trees with small leaves, and weak on noisy copies.
 *
 * Errors: those of `nearestNeighborAttack` and of the classifier; `ASDF_METRIC_UNDEFINED` where all columns are texts.
 */
export function detectorAttack(
  classifier: Classifier,
  options: Partial<MembershipAttackOptions> = {},
): MembershipAttack {
  if (typeof (classifier as Partial<Classifier> | null | undefined)?.fit !== 'function') {
    throw optionError(where, 'classifier', classifier, 'must be a configured classifier, such as randomForest()')
  }
  const name = classifier.id.split('/').at(-1)!
  return membershipAttack({
    where,
    id: `${id}/${name}`,
    label: `detector (${name})`,
    options: attackOptions(where, options),
    needsReference: true,
    async scores({ targets, synthetic, reference }, run, rng) {
      const count = Math.min(mostRows, synthetic.rowCount, reference.rowCount)
      const [real, made] = [
        chooseRows(reference, count, rng.fork('real')),
        chooseRows(synthetic, count, rng.fork('made')),
      ]
      const { table, features } = labelSides(where, real, made)
      const fitted = await classifier.fit(table, run)
      const { data } = await fitted.predictProbability(features(targets))
      return Float64Array.from({ length: targets.rowCount }, (_, row) => data[2 * row + 1]!)
    },
  })
}

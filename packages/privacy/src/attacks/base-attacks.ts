import type { Classifier } from '@asdf/contract'
import type { MembershipAttack } from './membership-attack.ts'
import { nearestNeighborAttack } from '../nearest-neighbor-attack.ts'
import { densityRatioAttack } from './density-ratio-attack.ts'
import { detectorAttack } from './detector-attack.ts'
import { likelihoodRatioAttack } from './likelihood-ratio-attack.ts'
import { logRatioAttack } from './log-ratio-attack.ts'
import { subsetQueryAttack } from './subset-query-attack.ts'

/** The attacks that need no generator: five, and a detector for each classifier. */
export function baseAttacks(rows: number, classifiers: readonly Classifier[]): MembershipAttack[] {
  const own = { rows }
  return [
    nearestNeighborAttack(own),
    logRatioAttack(own),
    subsetQueryAttack(own),
    likelihoodRatioAttack(own),
    densityRatioAttack(own),
    ...classifiers.map((classifier) => detectorAttack(classifier, own)),
  ]
}

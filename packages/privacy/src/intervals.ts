import { normalQuantile } from '@asdf/core'
import { binomialUpperTail } from './statistics/beta.ts'
import { bisect } from './statistics/bisect.ts'

/** The level of the intervals here; `sidak` corrects it. */
export const level = 0.05

/** The standard normal's 97.5 % quantile: every interval here is a two-sided one of 95 %. */
const z = 1.959963984540054

/**
 * The interval of a share seen in `count` independent rows: Wilson, "Probable inference, the law of succession, and
 * statistical inference", JASA 22 (1927).
 */
export function shareInterval(share: number, count: number): readonly [low: number, high: number] {
  const center = share + z ** 2 / (2 * count)
  const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))
  const scale = 1 + z ** 2 / count
  // At 0 and at 1 rounding could leave the share itself out.
  return [share === 0 ? 0 : (center - half) / scale, share === 1 ? 1 : (center + half) / scale]
}

/**
 * The interval of an AUC over `members` positive and `nonMembers` negative rows: all values whose distance from the AUC is at
 * most z standard errors, those of Hanley and McNeil ("The meaning and use of the area under a receiver operating
 * characteristic (ROC) curve", Radiology 143, 1982) at the value and not at the AUC, which keeps it in [0, 1] and open at
 * an AUC of 1: method 5 of Newcombe, "Confidence intervals for an effect size measure based on the Mann–Whitney
 * statistic", part 2, Statistics in Medicine 25 (2006). `alpha` is the chance to miss.
 */
export function aucInterval(
  auc: number,
  members: number,
  nonMembers: number,
  alpha = level,
): readonly [low: number, high: number] {
  const quantile = alpha === level ? z : normalQuantile(1 - alpha / 2)
  const isInside = (value: number) =>
    (auc - value) ** 2 <= quantile ** 2 * hanleyMcNeilVariance(value, members, nonMembers)
  return [bisect(auc, 0, isInside), bisect(auc, 1, isInside)]
}

function hanleyMcNeilVariance(auc: number, members: number, nonMembers: number): number {
  const bothPositives = auc / (2 - auc) - auc ** 2
  const bothNegatives = (2 * auc ** 2) / (1 + auc) - auc ** 2
  const sum = auc * (1 - auc) + (members - 1) * bothPositives + (nonMembers - 1) * bothNegatives
  return sum / (members * nonMembers)
}

/** The chance to miss of each of `count` intervals that miss together with the chance `alpha`: Šidák, JASA 62 (1967). */
export function sidak(count: number, alpha = level): number {
  return -Math.expm1(Math.log1p(-alpha) / count)
}

/** The exact interval of a share of `count` rows: Clopper and Pearson, Biometrika 26 (1934). */
export function exactInterval(share: number, count: number, alpha = level): readonly [low: number, high: number] {
  const successes = Math.round(share * count)
  const low = bisect(share, 0, (p) => binomialUpperTail(successes, count, p) > alpha / 2)
  const high = bisect(share, 1, (p) => 1 - binomialUpperTail(successes + 1, count, p) > alpha / 2)
  return [successes === 0 ? 0 : low, successes === count ? 1 : high]
}

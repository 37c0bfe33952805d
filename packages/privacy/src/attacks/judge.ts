import type { MetricDetails, MetricResult } from '@asdf/contract'
import type { TargetGroups } from './groups.ts'
import { attackAccuracy, attackAuc, rocCurve, truePositiveRateAt } from '../attack-scores.ts'
import { aucInterval, exactInterval, level } from '../intervals.ts'

/** Scores of members and of non-members as if they were distances: what is likelier a member comes first. Both ascend. */
export interface SortedScores {
  readonly members: Float64Array
  readonly nonMembers: Float64Array
}

/** The scores of some targets, higher where likelier a member, set apart. */
export function sortScores(scores: Float64Array, memberCount: number, rows?: Uint32Array): SortedScores {
  const chosen = rows ?? Uint32Array.from(scores.keys())
  const side = (isMember: boolean) =>
    Float64Array.from(
      chosen.filter((row) => row < memberCount === isMember),
      (row) => -scores[row]!,
    ).sort()
  return { members: side(true), nonMembers: side(false) }
}

/** How well scores tell members from others: value, interval and rates, overall and for each group. */
export function judgeScores(scores: Float64Array, memberCount: number, groups: TargetGroups): MetricResult {
  const all = sortScores(scores, memberCount)
  const value = attackAuc(all.members, all.nonMembers)
  const breakdown: Record<string, number> = {}
  const [low, high]: Record<string, number>[] = [{}, {}]
  for (const [name, rows] of groups.rows) {
    const { members, nonMembers } = sortScores(scores, memberCount, rows)
    const auc = attackAuc(members, nonMembers)
    breakdown[name] = auc
    ;[low![name], high![name]] = aucInterval(auc, members.length, nonMembers.length)
  }
  return {
    value,
    interval: aucInterval(value, all.members.length, all.nonMembers.length),
    ...(groups.rows.size > 0 && { breakdown }),
    ...(Object.keys(groups.unmeasured).length > 0 && { unmeasured: groups.unmeasured }),
    details: {
      ...attackDetails(all),
      ...(groups.rows.size > 0 && { low: parts(low!), high: parts(high!) }),
    },
  }
}

/** Accuracy, rates at few false positives with their exact intervals, and the curve. */
export function attackDetails({ members, nonMembers }: SortedScores): Record<string, MetricDetails> {
  const accuracy = attackAccuracy(members, nonMembers)
  const values: Record<string, number> = { accuracy }
  const [low, high] = exactInterval(accuracy, members.length + nonMembers.length, level)
  Object.assign(values, { accuracyLow: low, accuracyHigh: high })
  for (const [rate, leastRows] of falsePositiveRates) {
    if (nonMembers.length < leastRows) continue
    const found = truePositiveRateAt(rate, members, nonMembers)
    const [low, high] = exactInterval(found, members.length)
    const name = `truePositiveRateAt${rate}`
    Object.assign(values, { [name]: found, [`${name}Low`]: low, [`${name}High`]: high })
  }
  const { x, y } = rocCurve(members, nonMembers)
  return {
    rates: parts(values),
    roc: { kind: 'curve', xLabel: 'non-members taken for members', yLabel: 'members found', x, y },
  }
}

/** Rates of false positives, each with the fewest non-members that it can be measured on. */
const falsePositiveRates = [
  [0.001, 5000],
  [0.01, 1],
  [0.1, 1],
] as const

export function parts(values: Readonly<Record<string, number>>): MetricDetails {
  return { kind: 'parts', values }
}

import type { Rng } from '@asdf/contract'
import type { SortedScores } from './judge.ts'
import { permutation } from '@asdf/core'
import { attackAuc, truePositiveRateAt } from '../attack-scores.ts'
import { sortScores } from './judge.ts'

/** How strong an attack is. */
export type Strength = (scores: SortedScores) => number

/** The AUC; one half where a side has no row. */
export function aucStrength({ members, nonMembers }: SortedScores): number {
  return members.length === 0 || nonMembers.length === 0 ? 0.5 : attackAuc(members, nonMembers)
}

/** The share of members found at 1 % of false positives. */
export function rateStrength({ members, nonMembers }: SortedScores): number {
  return members.length === 0 ? 0 : truePositiveRateAt(0.01, members, nonMembers)
}

/**
 * The strength of the best of several attacks on some targets, or on all: what is best on one half of the members and of
 * the others is measured on the other half, and the other way round; the mean of both.
 */
export function strongest(
  scores: readonly Float64Array[],
  memberCount: number,
  strength: Strength,
  rng: Rng,
  rows: Uint32Array = Uint32Array.from(scores[0]!.keys()),
): number {
  const [first, second] = halvesOf(rows, memberCount, rng)
  const values = [first, second].map((half) => scores.map((own) => strength(sortScores(own, memberCount, half))))
  const best = (ofAttacks: readonly number[]) => ofAttacks.indexOf(Math.max(...ofAttacks))
  return (values[1]![best(values[0]!)]! + values[0]![best(values[1]!)]!) / 2
}

function halvesOf(rows: Uint32Array, memberCount: number, rng: Rng): readonly [Uint32Array, Uint32Array] {
  const halves: [number[], number[]] = [[], []]
  for (const isMember of [true, false]) {
    const side = rows.filter((row) => row < memberCount === isMember)
    permutation(side.length, rng.fork(String(isMember))).forEach((place, i) => halves[i % 2]!.push(side[place]!))
  }
  return [Uint32Array.from(halves[0]), Uint32Array.from(halves[1])]
}

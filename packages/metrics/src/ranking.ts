import { orderAscending, toCodes, toNumbers } from '@asdf/core'
import { checkCodes, checkSameLength, checkScores, totalWeight } from './checks.ts'

/** The weight above each distinct score, from the highest score to the lowest. */
export interface Ranking {
  /** The distinct scores of rows that have weight, descending. */
  readonly scores: Float64Array
  /** Weight of positive rows with this score or a higher one. */
  readonly truePositives: Float64Array
  /** Weight of negative rows with this score or a higher one. */
  readonly falsePositives: Float64Array
  /** Weight of all positive rows. */
  readonly positives: number
  /** Weight of all negative rows. */
  readonly negatives: number
}

/** Walks the rows down the scores; equal scores are one step, and rows of weight 0 none. */
export function rank(
  metric: string,
  truth: ArrayLike<number>,
  score: ArrayLike<number>,
  weight?: ArrayLike<number>,
): Ranking {
  const codes = toCodes(metric, 'truth', truth)
  const numbers = toNumbers(metric, 'score', score)
  const weights = weight === undefined ? undefined : toNumbers(metric, 'weight', weight)
  checkSameLength(metric, 'score', codes.length, numbers.length)
  checkCodes(metric, 'truth', codes, 2)
  checkScores(metric, numbers)
  totalWeight(metric, codes.length, weights)
  return walk(codes, numbers, weights)
}

function walk(truth: Int32Array, score: Float64Array, weight: Float64Array | undefined): Ranking {
  const count = truth.length
  const order = new Uint32Array(count)
  orderAscending(
    score.map((value) => -value),
    order,
  )
  const scores = new Float64Array(count)
  // Index 0 is the positive weight, 1 the negative one; each with the running compensation of Kahan's summation.
  const sums = new Float64Array(2)
  const lost = new Float64Array(2)
  const tallies = [new Float64Array(count), new Float64Array(count)] as const
  let length = 0
  for (let i = 0; i < count; i++) {
    const row = order[i]!
    const here = weight === undefined ? 1 : weight[row]!
    if (here === 0) continue
    const value = score[row]!
    if (length === 0 || value !== scores[length - 1]) scores[length++] = value
    const side = truth[row] === 1 ? 0 : 1
    const term = here - lost[side]!
    const next = sums[side]! + term
    lost[side] = next - sums[side]! - term
    sums[side] = next
    tallies[0][length - 1] = sums[0]!
    tallies[1][length - 1] = sums[1]!
  }
  return {
    scores: scores.subarray(0, length),
    truePositives: tallies[0].subarray(0, length),
    falsePositives: tallies[1].subarray(0, length),
    positives: sums[0]!,
    negatives: sums[1]!,
  }
}

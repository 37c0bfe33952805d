import { AsdfError } from '@asdf/contract'
import { pairwiseSum } from './kernels/pairwise-sum.ts'

/** How far from one the probabilities of a row may sum: what single-precision models lose. */
const sumTolerance = 1e-5

/** The error of a metric that has no value on these rows. */
export function undefinedMetric(metric: string, fault: string): AsdfError {
  return new AsdfError('ASDF_METRIC_UNDEFINED', `${metric}: ${fault}`, { metric })
}

/** Refuses two arrays of rows that differ in length. */
export function checkSameLength(where: string, name: string, expected: number, received: number): void {
  if (expected === received) return
  throw new AsdfError('ASDF_SHAPE_MISMATCH', `${where}: ${name} has ${received} rows, but truth has ${expected}`, {
    expected: [expected],
    received: [received],
  })
}

/** Refuses class codes outside 0 … classCount - 1, among them the -1 of a missing value. */
export function checkCodes(where: string, name: string, codes: Int32Array, classCount: number): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    if (code < 0 || code >= classCount) {
      throw badRow(where, name, i, `must be a class from 0 to ${classCount - 1}, got ${code}`)
    }
  }
}

/** Refuses scores that are NaN or infinite. */
export function checkScores(where: string, scores: Float64Array): void {
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i]!)) throw badRow(where, 'score', i, `must be a finite number, got ${scores[i]}`)
  }
}

/** The sum of the weights, or the number of rows without them. Refuses weights that are negative, not finite, or all zero. */
export function totalWeight(metric: string, rowCount: number, weight: Float64Array | undefined): number {
  if (weight !== undefined) {
    checkSameLength(metric, 'weight', rowCount, weight.length)
    for (let i = 0; i < rowCount; i++) {
      const here = weight[i]!
      if (!(here >= 0 && here < Infinity)) {
        throw badRow(metric, 'weight', i, `must be a finite number of at least 0, got ${here}`)
      }
    }
  }
  const total = weight === undefined ? rowCount : pairwiseSum(weight)
  if (total > 0) return total
  throw undefinedMetric(metric, rowCount === 0 ? 'there are no rows' : 'every row has weight 0')
}

/** Refuses predictions of more than two classes where only two make sense. */
export function checkTwoClasses(where: string, classes: readonly string[]): void {
  if (classes.length === 2) return
  throw new AsdfError('ASDF_UNSUPPORTED', `${where}: needs exactly two classes, got ${classes.length}`, {
    feature: 'more than two classes',
  })
}

/** Refuses probabilities outside 0 … 1, and rows of them that do not sum to one. `data` has `classCount` a row. */
export function checkProbabilities(where: string, data: Float64Array, classCount: number): void {
  for (let start = 0; start < data.length; start += classCount) {
    let sum = 0
    for (let k = 0; k < classCount; k++) {
      const value = data[start + k]!
      if (!(value >= 0 && value <= 1)) {
        throw badRow(where, 'probability', start / classCount, `must be from 0 to 1, got ${value}`)
      }
      sum += value
    }
    if (Math.abs(sum - 1) > sumTolerance) {
      throw badRow(where, 'probability', start / classCount, `must sum to 1 over the classes, got ${sum}`)
    }
  }
}

function badRow(where: string, column: string, index: number, fault: string): AsdfError {
  const row = index + 1
  return new AsdfError('ASDF_DATA_INVALID', `${where}: ${column} in row ${row} ${fault}`, { column, row })
}

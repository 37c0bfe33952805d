import type { Predictions } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { show, toCodes, toNumbers } from '@asdf/core'
import { checkCodes, checkProbabilities, totalWeight, undefinedMetric } from './checks.ts'

/**
 * Predictions in whatever arrays a model gives them: the contract's `Predictions`, or the same with plain arrays or other
 * typed arrays of numbers, such as the `Float32Array` of a neural network.
 */
export interface PredictionsInput {
  readonly classes: readonly string[]
  /** Index into `classes`, one per row. */
  readonly truth: ArrayLike<number>
  /** Shape `[truth.length, classes.length]`; each row sums to one. */
  readonly probability: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }
  /** One weight per row; every row weighs 1 when absent. */
  readonly weight?: ArrayLike<number>
}

export interface ReadPredictions {
  /** The same predictions in the contract's arrays, which are not copied where they already are those. */
  readonly predictions: Predictions
  /** The sum of the weights, or the number of rows without them; above 0. */
  readonly total: number
}

/** Refuses predictions whose arrays, shapes, classes, probabilities or weights do not fit. `metric` names the call. */
export function readPredictions(metric: string, input: PredictionsInput): ReadPredictions {
  checkParts(metric, input)
  const { classes } = input
  const truth = toCodes(metric, 'truth', input.truth)
  const data = toNumbers(metric, 'probability', input.probability.data)
  const weight = input.weight === undefined ? undefined : toNumbers(metric, 'weight', input.weight)
  const shape = [truth.length, classes.length] as const
  checkShape(metric, shape, input.probability.shape, data.length)
  if (classes.length < 2) throw undefinedMetric(metric, `needs at least two classes, got ${classes.length}`)
  checkCodes(metric, 'truth', truth, classes.length)
  checkProbabilities(metric, data, classes.length)
  const probability = { dtype: 'f64', shape, data } as const
  return {
    predictions: { classes, truth, probability, ...(weight === undefined ? {} : { weight }) },
    total: totalWeight(metric, truth.length, weight),
  }
}

function checkParts(metric: string, input: unknown): void {
  const { classes, probability } = (input ?? {}) as Partial<Record<keyof PredictionsInput, unknown>>
  const { shape, data } = (probability ?? {}) as { shape?: unknown; data?: unknown }
  if (Array.isArray(classes) && Array.isArray(shape) && data !== undefined) return
  throw new AsdfError(
    'ASDF_DATA_INVALID',
    `${metric}: predictions must be { classes, truth, probability: { shape, data } }, got ${show(input)}`,
    { column: 'predictions', row: 0 },
  )
}

function checkShape(
  metric: string,
  expected: readonly [rows: number, classes: number],
  received: readonly number[],
  length: number,
): void {
  const isSame = received.length === 2 && received[0] === expected[0] && received[1] === expected[1]
  if (isSame && length === expected[0] * expected[1]) return
  throw new AsdfError(
    'ASDF_SHAPE_MISMATCH',
    `${metric}: probability must have shape [${expected.join(', ')}] (rows, classes) and as many numbers, ` +
      `got [${received.join(', ')}] and ${length} numbers`,
    { expected, received },
  )
}

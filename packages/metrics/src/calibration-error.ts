import type { Predictions } from '@asdf/contract'
import type { PredictionsInput } from './predictions-input.ts'
import { checkChoiceOption, checkNumberOption, checkOptionNames } from '@asdf/core'
import { checkTwoClasses } from './checks.ts'
import { argMax } from './predictions.ts'
import { readPredictions } from './predictions-input.ts'

/** `binary`: the positive class's probability. `top-label`: the probability of the most probable class. */
export type CalibrationKind = 'binary' | 'top-label'

export interface CalibrationOptions {
  /** `binary` for two classes and `top-label` for more, when absent. */
  readonly kind?: CalibrationKind
  /** Bins of equal width over [0, 1]; 15 when absent. */
  readonly bins?: number
}

export interface CalibrationBin {
  /** Weight of the rows in this bin. */
  readonly weight: number
  /** Mean probability that the model gave; 0 in an empty bin. */
  readonly confidence: number
  /** Share of rows where the outcome came true; 0 in an empty bin. */
  readonly accuracy: number
}

/**
 * How far probabilities are from frequencies (expected calibration error, Naeini et al. 2015): the mean over bins of
 * equal width of |accuracy - confidence|, each bin counting by its weight. Bin b holds b/bins ≤ p < (b + 1)/bins, the
 * last one also p = 1. 0 is perfect.
 */
export function expectedCalibrationError(predictions: PredictionsInput, options: CalibrationOptions = {}): number {
  const curve = calibrationCurve(predictions, options)
  const total = curve.reduce((sum, bin) => sum + bin.weight, 0)
  const error = curve.reduce((sum, bin) => sum + bin.weight * Math.abs(bin.accuracy - bin.confidence), 0)
  return Math.min(1, error / total)
}

/** The reliability diagram behind `expectedCalibrationError`: one entry per bin, from the lowest probability up. */
export function calibrationCurve(input: PredictionsInput, options: CalibrationOptions = {}): CalibrationBin[] {
  checkOptionNames('expectedCalibrationError', options, { kind: 'binary', bins: 15 })
  const { predictions } = readPredictions('expectedCalibrationError', input)
  const { classes, truth, weight } = predictions
  const { kind = classes.length === 2 ? 'binary' : 'top-label', bins = 15 } = options
  checkChoiceOption('expectedCalibrationError', 'kind', kind, ['binary', 'top-label'])
  checkNumberOption('expectedCalibrationError', 'bins', bins, { integer: true, minimum: 1, maximum: 1e6 })
  const { confidence, outcome } = kind === 'binary' ? positive(predictions) : topLabel(predictions)
  // Three sums a bin (weight, confidence, outcome), each with its Kahan compensation.
  const sums = new Float64Array(3 * bins)
  const lost = new Float64Array(3 * bins)
  for (let i = 0; i < truth.length; i++) {
    const here = weight === undefined ? 1 : weight[i]!
    const bin = 3 * Math.min(bins - 1, Math.floor(confidence[i]! * bins))
    add(sums, lost, bin, here)
    add(sums, lost, bin + 1, here * confidence[i]!)
    add(sums, lost, bin + 2, here * outcome[i]!)
  }
  return Array.from({ length: bins }, (_, bin) => {
    const inside = sums[3 * bin]!
    if (inside === 0) return { weight: 0, confidence: 0, accuracy: 0 }
    return { weight: inside, confidence: sums[3 * bin + 1]! / inside, accuracy: sums[3 * bin + 2]! / inside }
  })
}

interface Outcomes {
  readonly confidence: Float64Array
  /** 1 where what was predicted came true. */
  readonly outcome: Uint8Array
}

function positive({ classes, truth, probability }: Predictions): Outcomes {
  checkTwoClasses("expectedCalibrationError of kind 'binary'", classes)
  return {
    confidence: Float64Array.from(truth, (_, i) => probability.data[2 * i + 1]!),
    outcome: Uint8Array.from(truth),
  }
}

function topLabel({ classes, truth, probability }: Predictions): Outcomes {
  const confidence = new Float64Array(truth.length)
  const outcome = new Uint8Array(truth.length)
  for (let i = 0; i < truth.length; i++) {
    const top = argMax(probability.data, i * classes.length, classes.length)
    confidence[i] = probability.data[i * classes.length + top]!
    outcome[i] = top === truth[i] ? 1 : 0
  }
  return { confidence, outcome }
}

function add(sums: Float64Array, lost: Float64Array, index: number, value: number): void {
  const term = value - lost[index]!
  const next = sums[index]! + term
  lost[index] = next - sums[index]! - term
  sums[index] = next
}

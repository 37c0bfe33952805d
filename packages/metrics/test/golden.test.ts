import type { Predictions } from '@asdf/contract'
import { readFileSync } from 'node:fs'
import { isAsdfError } from '@asdf/contract'
import {
  averagePrecision,
  averagePrecisionOneVsRest,
  binaryPredictions,
  brierScore,
  confusionMatrix,
  expectedCalibrationError,
  f1Scores,
  logLoss,
  macroF1,
  predictedClasses,
  rocAuc,
  rocAucOneVsRest,
} from '@asdf/metrics'
import { describe, expect, it } from 'vitest'

interface Case {
  readonly name: string
  readonly classCount: number
  readonly truth: readonly number[]
  readonly probability: readonly number[]
  readonly weight: readonly number[] | null
  readonly expected: Readonly<Record<string, number | null | readonly number[]>>
}

const file = new URL('./golden/metrics.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] }

const measures: Readonly<Record<string, (predictions: Predictions) => number | readonly number[]>> = {
  rocAuc: (p) => rocAuc(p.truth, positive(p), p.weight),
  averagePrecision: (p) => averagePrecision(p.truth, positive(p), p.weight),
  'rocAuc-macro': (p) => rocAucOneVsRest(p),
  'rocAuc-weighted': (p) => rocAucOneVsRest(p, 'weighted'),
  'averagePrecision-macro': (p) => averagePrecisionOneVsRest(p),
  'averagePrecision-weighted': (p) => averagePrecisionOneVsRest(p, 'weighted'),
  confusion: (p) => [...confusionMatrix(p.truth, predictedClasses(p), p.classes.length, p.weight).data],
  f1: (p) => [...f1Scores(p.truth, predictedClasses(p), p.classes.length, p.weight)],
  macroF1: (p) => macroF1(p.truth, predictedClasses(p), p.classes.length, p.weight),
  brier: (p) => brierScore(p),
  brierWhole: (p) => brierScore(p, { scaleByHalf: false }),
  logLoss: (p) => logLoss(p),
  ece: (p) => expectedCalibrationError(p),
  ece4: (p) => expectedCalibrationError(p, { bins: 4 }),
  eceTop: (p) => expectedCalibrationError(p, { kind: 'top-label' }),
}

describe.each(cases)('on "$name"', (example) => {
  const predictions = predictionsOf(example)

  it.each(Object.keys(example.expected))("%s equals scikit-learn's to 1e-12", (measure) => {
    const expected = example.expected[measure]!
    const compute = () => measures[measure]!(predictions)
    if (expected === null) expect(compute).toThrow(expect.toSatisfy((e) => isAsdfError(e, 'ASDF_METRIC_UNDEFINED')))
    else expect(distance(compute(), expected)).toBeLessThanOrEqual(1e-12)
  })
})

it('covers every measure', () => {
  const seen = new Set(cases.flatMap(({ expected }) => Object.keys(expected)))
  expect([...seen].sort()).toEqual(Object.keys(measures).sort())
})

/** Largest difference, relative where the expected number is above one. */
function distance(received: number | readonly number[], expected: number | readonly number[]): number {
  const ours = [received].flat()
  const theirs = [expected].flat()
  expect(ours).toHaveLength(theirs.length)
  return Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]!) / Math.max(1, Math.abs(theirs[i]!))))
}

function predictionsOf({ classCount, truth, probability, weight }: Case): Predictions {
  const weights = weight === null ? undefined : Float64Array.from(weight)
  const codes = Int32Array.from(truth)
  const data = Float64Array.from(probability)
  if (classCount === 2) return binaryPredictions(codes, data, weights)
  return {
    classes: Array.from({ length: classCount }, (_, k) => `c${k}`),
    truth: codes,
    probability: { dtype: 'f64', shape: [truth.length, classCount], data },
    ...(weights === undefined ? {} : { weight: weights }),
  }
}

function positive({ probability }: Predictions): Float64Array {
  return probability.data.filter((_, i) => i % 2 === 1)
}

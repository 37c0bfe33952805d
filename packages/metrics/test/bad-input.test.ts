import type { ErrorCode, Predictions } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import {
  averagePrecision,
  averagePrecisionOneVsRest,
  binaryPredictions,
  brierScore,
  chooseThreshold,
  classesAt,
  confusionMatrix,
  expectedCalibrationError,
  f1Scores,
  logLoss,
  macroF1,
  macroF1At,
  predictedClasses,
  prevalenceWeights,
  rocAuc,
  rocAucMetric,
  rocAucOneVsRest,
  weightsByClass,
} from '@asdf/metrics'
import { describe, expect, it } from 'vitest'

const truth = Int32Array.of(0, 1, 1)
const score = Float64Array.of(0.1, 0.6, 0.7)
const two = binaryPredictions(truth, score)
const three: Predictions = {
  classes: ['a', 'b', 'c'],
  truth: Int32Array.of(0, 1, 2),
  probability: { dtype: 'f64', shape: [3, 3], data: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) },
}

function expectError(run: () => unknown, code: ErrorCode, message: RegExp): void {
  try {
    run()
  } catch (error) {
    if (!isAsdfError(error, code)) throw error
    expect(error.message).toMatch(message)
    return
  }
  expect.unreachable(`expected ${code}`)
}

describe.each([
  ['rocAuc', rocAuc],
  ['averagePrecision', averagePrecision],
])('%s', (name, metric) => {
  it('refuses a NaN score, naming its row', () => {
    expectError(() => metric(truth, Float64Array.of(0.1, NaN, 1)), 'ASDF_DATA_INVALID', /score in row 2 .*NaN/)
  })
  it('refuses an infinite score', () => {
    expectError(() => metric(truth, Float64Array.of(0.1, 1, -Infinity)), 'ASDF_DATA_INVALID', /score in row 3/)
  })
  it('refuses arrays of different lengths', () => {
    expectError(() => metric(truth, Float64Array.of(1)), 'ASDF_SHAPE_MISMATCH', /score has 1 rows, but truth has 3/)
    expectError(() => metric(truth, score, Float64Array.of(1)), 'ASDF_SHAPE_MISMATCH', /weight has 1 rows/)
  })
  it('refuses a truth other than 0 and 1', () => {
    expectError(() => metric(Int32Array.of(0, 1, 2), score), 'ASDF_DATA_INVALID', /truth in row 3 .*got 2/)
    expectError(() => metric(Int32Array.of(0, 1, -1), score), 'ASDF_DATA_INVALID', /truth in row 3 .*got -1/)
  })
  it.each([-1, NaN, Infinity])('refuses a weight of %s', (bad) => {
    expectError(() => metric(truth, score, Float64Array.of(1, bad, 1)), 'ASDF_DATA_INVALID', /weight in row 2/)
  })
  it('is undefined without rows, without weight and without positives', () => {
    const none = () => metric(new Int32Array(0), new Float64Array(0))
    expectError(none, 'ASDF_METRIC_UNDEFINED', /no rows/)
    expectError(() => metric(truth, score, new Float64Array(3)), 'ASDF_METRIC_UNDEFINED', /weight 0/)
    expectError(() => metric(Int32Array.of(0, 0, 0), score), 'ASDF_METRIC_UNDEFINED', new RegExp(`${name}.*positive`))
  })
})

it('rocAuc is undefined without negatives, while average precision is then 1', () => {
  expectError(() => rocAuc(Int32Array.of(1, 1, 1), score), 'ASDF_METRIC_UNDEFINED', /no negative/)
  expect(averagePrecision(Int32Array.of(1, 1, 1), score)).toBe(1)
})

describe.each<[string, (predictions: Predictions) => unknown]>([
  ['rocAucOneVsRest', rocAucOneVsRest],
  ['averagePrecisionOneVsRest', averagePrecisionOneVsRest],
  ['brierScore', brierScore],
  ['logLoss', logLoss],
  ['expectedCalibrationError', expectedCalibrationError],
  ['predictedClasses', predictedClasses],
])('%s', (_, metric) => {
  it('refuses a probability that is NaN, below 0 or above 1', () => {
    for (const bad of [NaN, -0.1, 1.1]) {
      const predictions = binaryPredictions(truth, Float64Array.of(0.1, bad, 0.5))
      expectError(() => metric(predictions), 'ASDF_DATA_INVALID', /probability in row 2/)
    }
  })
  it('refuses probabilities that do not sum to one', () => {
    const data = three.probability.data.slice()
    data[3] = 0.5
    const predictions = { ...three, probability: { ...three.probability, data } }
    expectError(() => metric(predictions), 'ASDF_DATA_INVALID', /row 2 must sum to 1/)
  })
  it('refuses a probability of another shape', () => {
    const probability = { ...three.probability, shape: [9] }
    expectError(() => metric({ ...three, probability }), 'ASDF_SHAPE_MISMATCH', /\[3, 3\].*\[9\]/)
    const short = { ...three.probability, data: new Float64Array(6) }
    expectError(() => metric({ ...three, probability: short }), 'ASDF_SHAPE_MISMATCH', /shape/)
  })
  it('refuses an unknown class', () => {
    expectError(() => metric({ ...three, truth: Int32Array.of(0, -1, 3) }), 'ASDF_DATA_INVALID', /truth in row 2/)
  })
  it('is undefined without rows and with a single class', () => {
    const none = binaryPredictions(new Int32Array(0), new Float64Array(0))
    expectError(() => metric(none), 'ASDF_METRIC_UNDEFINED', /no rows/)
    const one: Predictions = {
      classes: ['only'],
      truth: Int32Array.of(0),
      probability: { dtype: 'f64', shape: [1, 1], data: Float64Array.of(1) },
    }
    expectError(() => metric(one), 'ASDF_METRIC_UNDEFINED', /two classes/)
  })
  it('refuses a negative weight', () => {
    expectError(() => metric({ ...two, weight: Float64Array.of(1, 1, -2) }), 'ASDF_DATA_INVALID', /weight in row 3/)
  })
})

describe('metrics of classes', () => {
  it('refuse codes beyond the classes', () => {
    expectError(() => f1Scores(truth, Int32Array.of(0, 1, 5), 2), 'ASDF_DATA_INVALID', /predicted in row 3 .*got 5/)
    expectError(() => macroF1(truth, Int32Array.of(0, 1), 2), 'ASDF_SHAPE_MISMATCH', /predicted has 2 rows/)
    expectError(() => confusionMatrix(truth, truth, 1), 'ASDF_DATA_INVALID', /truth in row 2/)
  })
  it('score a class that was never given 0 instead of NaN', () => {
    expect([...f1Scores(Int32Array.of(0, 0), Int32Array.of(0, 0), 3)]).toEqual([1, 0, 0])
    expect(macroF1(Int32Array.of(0, 0), Int32Array.of(0, 0), 3)).toBe(1)
  })
})

describe('thresholds', () => {
  it('are for two classes', () => {
    expectError(() => chooseThreshold(three), 'ASDF_UNSUPPORTED', /two classes, got 3/)
    expectError(() => macroF1At(three, 0.5), 'ASDF_UNSUPPORTED', /two classes/)
  })
  it('cannot be chosen from one class', () => {
    const one = binaryPredictions(Int32Array.of(0, 0, 0), score)
    expectError(() => chooseThreshold(one), 'ASDF_METRIC_UNDEFINED', /one class/)
  })
  it('must be numbers, and objectives known', () => {
    expectError(() => classesAt(two, NaN), 'ASDF_OPTION_INVALID', /threshold.*NaN/)
    expectError(() => chooseThreshold(two, 'f2' as 'f1'), 'ASDF_OPTION_INVALID', /objective.*'f2'/)
  })
  it('lie half-way between the neighboring probabilities', () => {
    expect(chooseThreshold(two)).toEqual({ threshold: 0.35, objective: 'macroF1', value: 1 })
  })
  it('reach above the highest probability when no row should be positive', () => {
    const validation = binaryPredictions(Int32Array.of(1, 0, 0, 0), Float64Array.of(0.1, 1, 1, 1))
    const chosen = chooseThreshold(validation, 'accuracy')
    expect(chosen).toEqual({ threshold: 1 + Number.EPSILON, objective: 'accuracy', value: 0.75 })
    expect([...classesAt(validation, chosen)]).toEqual([0, 0, 0, 0])
  })
})

describe('options', () => {
  it('are checked', () => {
    expectError(() => expectedCalibrationError(two, { bins: 0 }), 'ASDF_OPTION_INVALID', /bins/)
    expectError(() => expectedCalibrationError(two, { kind: 'top' as 'binary' }), 'ASDF_OPTION_INVALID', /kind/)
    expectError(() => expectedCalibrationError(three, { kind: 'binary' }), 'ASDF_UNSUPPORTED', /two classes/)
    expectError(() => rocAucOneVsRest(three, 'micro' as 'macro'), 'ASDF_OPTION_INVALID', /average/)
  })
})

describe('prevalence', () => {
  it('refuses shares that are none', () => {
    for (const positiveShare of [0, 1, -1, NaN]) {
      expectError(() => prevalenceWeights(truth, { positiveShare }), 'ASDF_OPTION_INVALID', /positiveShare/)
    }
    expectError(() => prevalenceWeights(truth, { shares: [0.5, 0.6] }), 'ASDF_OPTION_INVALID', /sum to 1/)
    expectError(() => weightsByClass(truth, [1, -1]), 'ASDF_OPTION_INVALID', /classWeights/)
  })
  it('is undefined for a class without rows', () => {
    const run = () => prevalenceWeights(Int32Array.of(0, 0), { positiveShare: 0.1 })
    expectError(run, 'ASDF_METRIC_UNDEFINED', /class 1/)
  })
  it('weighs each legitimate row of the card-fraud subset as 12.1176 rows', () => {
    const sample = Int32Array.from({ length: 23_955 }, (_, i) => (i < 492 ? 1 : 0))
    const weights = prevalenceWeights(sample, { positiveShare: 492 / 284_807 })
    expect(weights[0]).toBe(1)
    expect(weights[492]).toBeCloseTo(12.1176, 4)
  })
})

it('a class without rows leaves the macro average undefined, and the weighted one without it', () => {
  const predictions = { ...three, truth: Int32Array.of(0, 1, 1) }
  expectError(() => rocAucMetric.compute(predictions), 'ASDF_METRIC_UNDEFINED', /class 'c' has no row/)
  expect(rocAucOneVsRest(predictions, 'weighted')).toBeGreaterThan(0)
})

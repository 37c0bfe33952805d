import { isAsdfError } from '@asdf/contract'
import * as metrics from '@asdf/metrics'
import { binaryPredictions } from '@asdf/metrics'
import { describe, expect, it } from 'vitest'

type Numbers = ArrayLike<number>

const truth = [0, 0, 1, 1]
// All exact in single precision, so that every array holds the same numbers.
const score = [0.125, 0.75, 0.5, 0.875]
const predicted = [0, 1, 0, 1]
const weight = [1, 2, 1, 3]
const data = [0.875, 0.125, 0.25, 0.75, 0.5, 0.5, 0.125, 0.875]

/** A view that begins inside a larger buffer. */
function inside<A extends Float32Array | Float64Array | Int32Array>(array: A): A {
  const wide = new (array.constructor as new (length: number) => A)(array.length + 3)
  wide.fill(9)
  wide.set(array, 1)
  return wide.subarray(1, 1 + array.length) as A
}

const codeArrays: readonly [string, (values: readonly number[]) => Numbers][] = [
  ['a plain array', (values) => [...values]],
  ['Int32Array', (values) => Int32Array.from(values)],
  ['a view into an Int32Array', (values) => inside(Int32Array.from(values))],
  ['Uint8Array', (values) => Uint8Array.from(values)],
  ['Float64Array', (values) => Float64Array.from(values)],
  ['Float32Array', (values) => Float32Array.from(values)],
]

const numberArrays: readonly [string, (values: readonly number[]) => Numbers][] = [
  ['a plain array', (values) => [...values]],
  ['Float64Array', (values) => Float64Array.from(values)],
  ['a view into a Float64Array', (values) => inside(Float64Array.from(values))],
  ['Float32Array', (values) => Float32Array.from(values)],
  ['a view into a Float32Array', (values) => inside(Float32Array.from(values))],
]

/** Every function over arrays of codes and numbers. */
const calls: Readonly<Record<string, (codes: (v: readonly number[]) => Numbers, numbers: typeof codes) => unknown>> = {
  rocAuc: (codes, numbers) => metrics.rocAuc(codes(truth), numbers(score), numbers(weight)),
  averagePrecision: (codes, numbers) => metrics.averagePrecision(codes(truth), numbers(score), numbers(weight)),
  confusionMatrix: (codes, numbers) => metrics.confusionMatrix(codes(truth), codes(predicted), 2, numbers(weight)),
  f1Scores: (codes, numbers) => metrics.f1Scores(codes(truth), codes(predicted), 2, numbers(weight)),
  macroF1: (codes, numbers) => metrics.macroF1(codes(truth), codes(predicted), 2, numbers(weight)),
  binaryPredictions: (codes, numbers) => binaryPredictions(codes(truth), numbers(score), numbers(weight)),
  prevalenceWeights: (codes) => metrics.prevalenceWeights(codes(truth), { positiveShare: 0.1 }),
  weightsByClass: (codes) => metrics.weightsByClass(codes(truth), [1, 2]),
  ...Object.fromEntries(
    overPredictions().map(([name, call]) => [
      name,
      (codes: (v: readonly number[]) => Numbers, numbers: typeof codes) =>
        call({
          classes: ['no', 'yes'],
          truth: codes(truth),
          probability: { shape: [4, 2], data: numbers(data) },
          weight: numbers(weight),
        }),
    ]),
  ),
}

function overPredictions(): [string, (predictions: metrics.PredictionsInput) => unknown][] {
  return [
    ['brierScore', (p) => metrics.brierScore(p)],
    ['logLoss', (p) => metrics.logLoss(p)],
    ['rocAucOneVsRest', (p) => metrics.rocAucOneVsRest(p)],
    ['averagePrecisionOneVsRest', (p) => metrics.averagePrecisionOneVsRest(p)],
    ['expectedCalibrationError', (p) => metrics.expectedCalibrationError(p)],
    ['calibrationCurve', (p) => metrics.calibrationCurve(p)],
    ['predictedClasses', (p) => metrics.predictedClasses(p)],
    ['chooseThreshold', (p) => metrics.chooseThreshold(p)],
    ['classesAt', (p) => metrics.classesAt(p, 0.5)],
    ['macroF1At', (p) => metrics.macroF1At(p, 0.5)],
  ]
}

it('ROC AUC and average precision of four rows are 0.75 and 0.833, as scikit-learn says', () => {
  for (const [, numbers] of numberArrays) {
    expect(metrics.rocAuc(truth, numbers([0.1, 0.4, 0.35, 0.8]))).toBe(0.75)
    expect(metrics.averagePrecision(truth, numbers([0.1, 0.4, 0.35, 0.8]))).toBeCloseTo(5 / 6, 12)
  }
})

describe.each(Object.entries(calls))('%s', (_, call) => {
  const expected = call(
    (values) => Int32Array.from(values),
    (values) => Float64Array.from(values),
  )
  it.each(codeArrays)('takes classes from %s', (_, codes) => {
    expect(call(codes, (values) => Float64Array.from(values))).toEqual(expected)
  })
  it.each(numberArrays)('takes numbers from %s', (_, numbers) => {
    expect(call((values) => Int32Array.from(values), numbers)).toEqual(expected)
  })
  it('takes its type or refuses with an error of its own', () => {
    const bad: unknown[] = [
      null,
      7,
      'text',
      {},
      [1n, 0n, 1n, 0n],
      BigInt64Array.of(0n, 1n, 0n, 1n),
      ['0', '1', '0', '1'],
    ]
    bad.push(
      [0, undefined, 1, 0],
      [0, null, 1, 1],
      new DataView(new ArrayBuffer(4)),
      new Map(),
      () => 1,
      [0.5, 0, 1, 1],
    )
    for (const value of bad) {
      expectRefused(() =>
        call(
          () => value as Numbers,
          (values) => [...values],
        ),
      )
      const isFraction = Array.isArray(value) && value[0] === 0.5 // no class, but a number
      if (!usesNumbers(call) || isFraction) continue
      expectRefused(() =>
        call(
          (values) => [...values],
          () => value as Numbers,
        ),
      )
    }
  })
})

it.each(Object.entries(metrics).filter(([, value]) => typeof value === 'function'))(
  '%s answers anything with a value or an error of its own',
  async (_, value) => {
    const odd: unknown[] = [undefined, null, NaN, -1, 1e9, 'x', [], {}, [null], () => 1, true, 1n, new Float32Array(2)]
    for (const first of odd) {
      for (const second of odd) {
        for (const third of [undefined, null, -1, 'x', {}]) {
          await expectNothingRaw(() => (value as (...all: unknown[]) => unknown)(first, second, third))
        }
      }
    }
  },
)

describe('without a class count', () => {
  it('there are as many classes as the codes say', () => {
    expect(metrics.macroF1(truth, predicted)).toBe(metrics.macroF1(truth, predicted, 2))
    expect(metrics.f1Scores([0, 3], [3, 3])).toEqual(metrics.f1Scores([0, 3], [3, 3], 4))
    expect(metrics.confusionMatrix([0, 1], [2, 1]).shape).toEqual([3, 3])
  })
  it('a wrong one is refused', () => {
    for (const count of [NaN, 0, 2.5, -1, 1e9, '2' as never, null as never]) {
      if (count === null) continue
      expect(() => metrics.macroF1(truth, predicted, count)).toThrow(/classCount/)
    }
  })
})

function usesNumbers(call: unknown): boolean {
  return call !== calls['prevalenceWeights'] && call !== calls['weightsByClass']
}

function expectRefused(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (isAsdfError(error)) return
    throw error
  }
  expect.unreachable('was taken')
}

async function expectNothingRaw(run: () => unknown): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!isAsdfError(error)) throw error
  }
}

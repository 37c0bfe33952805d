import type { PredictionMetric, Predictions } from '@asdf/contract'
import type { ThresholdObjective } from '@asdf/metrics'
import {
  averagePrecision,
  averagePrecisionMetric,
  brierMetric,
  calibrationCurve,
  chooseThreshold,
  classesAt,
  expectedCalibrationErrorMetric,
  f1Scores,
  logLossMetric,
  macroF1,
  macroF1At,
  macroF1Metric,
  prevalenceWeights,
  rocAuc,
  rocAucMetric,
} from '@asdf/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairwiseSum } from '../src/kernels/pairwise-sum.ts'
import { anyPredictions, takePredictions, twoClassPredictions } from './predictions-arbitrary.ts'
import { averagePrecisionReference, rocAucReference } from './reference/ranking.ts'

const metrics: readonly PredictionMetric[] = [
  rocAucMetric,
  averagePrecisionMetric,
  macroF1Metric,
  expectedCalibrationErrorMetric,
  brierMetric,
  logLossMetric,
]

describe.each(metrics)('$label', (metric) => {
  it('does not depend on the order of the rows', () => {
    const shuffled = anyPredictions.chain((predictions) => {
      const rows = [...predictions.truth.keys()]
      return fc.tuple(
        fc.constant(predictions),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      )
    })
    check(shuffled, ([predictions, order]) => [predictions, takePredictions(predictions, order)])
  })

  it('does not depend on the scale of the weights', () => {
    check(fc.tuple(anyPredictions, fc.double({ min: 1e-3, max: 1e3, noNaN: true })), ([predictions, factor]) => [
      predictions,
      { ...predictions, weight: predictions.weight.map((weight) => weight * factor) },
    ])
  })

  it('counts a row of weight n as n rows, and one of weight 0 as none', () => {
    check(anyPredictions, (predictions) => {
      const repeated = [...predictions.truth.keys()].flatMap((i) => Array<number>(predictions.weight[i]!).fill(i))
      const { weight: _, ...copies } = takePredictions(predictions, repeated)
      return [predictions, copies]
    })
  })

  it('takes weights of one for no weights', () => {
    check(anyPredictions, ({ weight, ...plain }) => [{ ...plain, weight: weight.map(() => 1) }, plain])
  })

  it('stays within its range', () => {
    const [minimum, maximum] = metric.range
    fc.assert(
      fc.property(anyPredictions, (predictions) => {
        const value = metric.compute(predictions)
        return value >= minimum && value <= maximum
      }),
    )
  })

  it('is nowhere better than when every row is certain and right', () => {
    const best = metric.goal === 'maximize' ? metric.range[1] : metric.range[0]
    fc.assert(
      fc.property(anyPredictions, (predictions) => {
        const value = metric.compute(perfect(predictions))
        expect(Math.abs(value - best)).toBeLessThanOrEqual(1e-12)
        const other = metric.compute(predictions)
        return metric.goal === 'maximize' ? other <= value : other >= value - 1e-12
      }),
    )
  })

  it('leaves its input unchanged', () => {
    fc.assert(
      fc.property(anyPredictions, (predictions) => {
        const before = structuredClone(predictions)
        metric.compute(predictions)
        expect(predictions).toEqual(before)
      }),
    )
  })

  function check<T>(arbitrary: fc.Arbitrary<T>, pair: (value: T) => readonly [Predictions, Predictions]): void {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const [first, second] = pair(value)
        expect(Math.abs(metric.compute(first) - metric.compute(second))).toBeLessThanOrEqual(1e-10)
      }),
    )
  }
})

describe('ranking', () => {
  it('agrees with comparing every pair of rows', () => {
    fc.assert(
      fc.property(twoClassPredictions, (predictions) => {
        const { truth, weight } = predictions
        const score = positive(predictions)
        expect(rocAuc(truth, score, weight)).toBeCloseTo(rocAucReference(truth, score, weight), 12)
        expect(averagePrecision(truth, score, weight)).toBeCloseTo(averagePrecisionReference(truth, score, weight), 12)
      }),
    )
  })

  it('depends on the order of the scores only', () => {
    fc.assert(
      fc.property(twoClassPredictions, (predictions) => {
        const { truth, weight } = predictions
        const score = positive(predictions)
        const other = score.map((value) => Math.exp(3 * value) - 1e6)
        expect(rocAuc(truth, other, weight)).toBe(rocAuc(truth, score, weight))
        expect(averagePrecision(truth, other, weight)).toBe(averagePrecision(truth, score, weight))
      }),
    )
  })

  it('turned round gives one minus the area', () => {
    fc.assert(
      fc.property(twoClassPredictions, (predictions) => {
        const { truth, weight } = predictions
        const score = positive(predictions)
        const turned = score.map((value) => -value)
        expect(rocAuc(truth, turned, weight)).toBeCloseTo(1 - rocAuc(truth, score, weight), 12)
      }),
    )
  })
})

it('pairwiseSum adds what rounding would lose', () => {
  const values = new Float64Array(1_000_000).fill(0.1)
  expect(Math.abs(pairwiseSum(values) - 100_000)).toBeLessThan(1e-8)
})

describe('chooseThreshold', () => {
  const objectives: Record<ThresholdObjective, (p: Predictions, called: Int32Array) => number> = {
    macroF1: (p, called) => macroF1(p.truth, called, 2, p.weight),
    f1: (p, called) => f1Scores(p.truth, called, 2, p.weight)[1]!,
    youden: (p, called) => shareCalled(p, called, 1) - shareCalled(p, called, 0),
    accuracy: (p, called) => {
      const weights = p.weight!
      const right = weights.filter((_, i) => p.truth[i] === called[i]).reduce((a, b) => a + b, 0)
      return right / weights.reduce((a, b) => a + b, 0)
    },
  }

  it.each(Object.keys(objectives) as ThresholdObjective[])(
    'for %s is as good as the best of all thresholds, and says how good',
    (objective) => {
      fc.assert(
        fc.property(twoClassPredictions, (validation) => {
          const chosen = chooseThreshold(validation, objective)
          const valueAt = (threshold: number) => objectives[objective](validation, classesAt(validation, threshold))
          const best = Math.max(...[...positive(validation), 0, 1 + Number.EPSILON].map(valueAt))
          expect(chosen.value).toBeCloseTo(best, 12)
          expect(valueAt(chosen.threshold)).toBeCloseTo(chosen.value, 12)
          expect(chosen.threshold).toBeGreaterThanOrEqual(0)
          expect(chosen.threshold).toBeLessThanOrEqual(1 + Number.EPSILON)
        }),
      )
    },
  )

  it('gives macroF1At the value it promised on the same rows', () => {
    fc.assert(
      fc.property(twoClassPredictions, (validation) => {
        const chosen = chooseThreshold(validation)
        expect(macroF1At(validation, chosen)).toBeCloseTo(chosen.value, 12)
      }),
    )
  })
})

it('calibrationCurve accounts for every row', () => {
  fc.assert(
    fc.property(anyPredictions, fc.integer({ min: 1, max: 30 }), (predictions, bins) => {
      const curve = calibrationCurve(predictions, { bins })
      expect(curve).toHaveLength(bins)
      const total = curve.reduce((sum, bin) => sum + bin.weight, 0)
      expect(total).toBeCloseTo(
        predictions.weight.reduce((a, b) => a + b, 0),
        9,
      )
    }),
  )
})

it('prevalenceWeights brings the weighted share of positives to the share asked for', () => {
  fc.assert(
    fc.property(twoClassPredictions, fc.double({ min: 1e-4, max: 0.99, noNaN: true }), ({ truth }, positiveShare) => {
      const weights = prevalenceWeights(truth, { positiveShare })
      const total = weights.reduce((a, b) => a + b, 0)
      const positives = weights.filter((_, i) => truth[i] === 1).reduce((a, b) => a + b, 0)
      expect(positives / total).toBeCloseTo(positiveShare, 10)
      expect(Math.min(...weights)).toBeCloseTo(1, 12)
    }),
  )
})

function perfect(predictions: Predictions): Predictions {
  const count = predictions.classes.length
  const data = new Float64Array(predictions.truth.length * count)
  predictions.truth.forEach((code, i) => (data[i * count + code] = 1))
  return { ...predictions, probability: { ...predictions.probability, data } }
}

function shareCalled({ truth, weight }: Predictions, called: Int32Array, code: number): number {
  let hits = 0
  let total = 0
  truth.forEach((value, i) => {
    if (value !== code) return
    total += weight![i]!
    if (called[i] === 1) hits += weight![i]!
  })
  return hits / total
}

function positive({ probability }: Predictions): Float64Array {
  return probability.data.filter((_, i) => i % 2 === 1)
}

import type { PredictionMetric, Predictions } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import { predictionMetricChecks } from '@asdf/testkit'
import { describePredictionMetric } from '@asdf/testkit/vitest'
import { expectCaught } from './support/expect-caught.ts'
import { squaredError } from './support/squared-error.ts'

describePredictionMetric(squaredError)

const checksOf = (changes: Partial<PredictionMetric>) => predictionMetricChecks({ ...squaredError, ...changes })
const computing = (change: (value: number, given: Predictions) => number) =>
  checksOf({ compute: (given) => change(squaredError.compute(given), given) })
const withoutCode = (code: 'ASDF_METRIC_UNDEFINED' | 'ASDF_SHAPE_MISMATCH') =>
  checksOf({
    compute(given) {
      try {
        return squaredError.compute(given)
      } catch (error) {
        return isAsdfError(error, code) ? 0 : 1
      }
    },
  })

const ofClasses = (classCount: number) => ({
  [`values lie in the range, for ${classCount} classes`]: [checksOf({ range: [0, 0.1] }), computing(() => NaN)],
  [`certain, right predictions score the best of the range, for ${classCount} classes`]: [
    computing((value) => value + 0.01),
  ],
  [`noise makes it worse, for ${classCount} classes`]: [checksOf({ goal: 'maximize' }), computing(() => 0)],
  [`the order of the rows does not matter, for ${classCount} classes`]: [
    computing((value, { probability }) => value + probability.data[0]!),
  ],
  [`a weight of 2 counts a row twice, and one of 0 leaves it out, for ${classCount} classes`]: [
    checksOf({ compute: ({ weight: _, ...given }) => squaredError.compute(given) }),
  ],
})

expectCaught('predictionMetricChecks', checksOf({}), {
  'id is package-qualified and the label is not empty': [checksOf({ id: 'error' }), checksOf({ label: '' })],
  ...ofClasses(2),
  ...ofClasses(3),
  'one class only is a value or ASDF_METRIC_UNDEFINED, never NaN': [
    computing((value, { truth }) => (truth.includes(1) ? value : NaN)),
    computing((value, { truth }) => {
      if (truth.includes(1)) return value
      throw new TypeError('one class')
    }),
  ],
  'no rows is an error with a code': [withoutCode('ASDF_METRIC_UNDEFINED')],
  'probabilities of the wrong shape are an error with a code': [withoutCode('ASDF_SHAPE_MISMATCH')],
})

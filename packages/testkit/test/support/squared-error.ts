import type { PredictionMetric } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'

/** The mean squared distance of probabilities from the truth: a metric that keeps every promise. */
export const squaredError: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/testkit/test/squared-error',
  label: 'Squared error',
  goal: 'minimize',
  range: [0, 2],
  compute({ classes, truth, probability, weight }) {
    const rows = truth.length
    if (rows === 0) throw new AsdfError('ASDF_METRIC_UNDEFINED', 'squaredError: no rows', { metric: 'squaredError' })
    const expected = [rows, classes.length]
    if (probability.data.length !== rows * classes.length) {
      throw new AsdfError('ASDF_SHAPE_MISMATCH', 'squaredError: shape', { expected, received: probability.shape })
    }
    let [sum, total] = [0, 0]
    truth.forEach((code, row) => {
      const times = weight?.[row] ?? 1
      total += times
      classes.forEach((_, other) => {
        sum += times * (probability.data[row * classes.length + other]! - (other === code ? 1 : 0)) ** 2
      })
    })
    return sum / total
  },
}

import type { PredictionMetric } from '@asdf/contract'
import { AsdfError, isAsdfError } from '@asdf/contract'

// A metric is a plain object that keeps the contract: no base class, no registration.
const accuracy: PredictionMetric = {
  specVersion: 1,
  id: '@you/accuracy',
  label: 'accuracy',
  goal: 'maximize',
  range: [0, 1],
  compute({ classes, truth, probability }) {
    if (truth.length === 0) throw new AsdfError('ASDF_METRIC_UNDEFINED', 'accuracy: no rows', { metric: 'accuracy' })
    const hits = truth.filter((code, row) => {
      const shares = probability.data.subarray(row * classes.length, (row + 1) * classes.length)
      return shares.indexOf(Math.max(...shares)) === code
    })
    return hits.length / truth.length
  },
}

const classes = ['no', 'yes']
const truth = Int32Array.of(0, 1, 1)
const data = Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4)
console.log(accuracy.compute({ classes, truth, probability: { dtype: 'f64', shape: [3, 2], data } }).toFixed(3))

try {
  accuracy.compute({
    classes,
    truth: new Int32Array(0),
    probability: { dtype: 'f64', shape: [0, 2], data: new Float64Array(0) },
  })
} catch (error) {
  if (isAsdfError(error, 'ASDF_METRIC_UNDEFINED')) console.log(error.code, error.details.metric)
}

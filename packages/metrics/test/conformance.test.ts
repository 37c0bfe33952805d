import {
  averagePrecisionMetric,
  brierMetric,
  expectedCalibrationErrorMetric,
  logLossMetric,
  macroF1Metric,
  rocAucMetric,
} from '@asdf/metrics'
import { describePredictionMetric } from '@asdf/testkit/vitest'

// The check weighs row i by i mod 3, and row i has class i mod 3: class 0 is left without weight, where these are undefined.
const expectedFailures = {
  'a weight of 2 counts a row twice, and one of 0 leaves it out, for 3 classes':
    'the check takes all weight off a class',
}

describePredictionMetric(rocAucMetric, { expectedFailures })
describePredictionMetric(averagePrecisionMetric, { expectedFailures })
describePredictionMetric(macroF1Metric)
describePredictionMetric(expectedCalibrationErrorMetric)
describePredictionMetric(brierMetric)
describePredictionMetric(logLossMetric)

import {
  averagePrecisionMetric,
  brierMetric,
  expectedCalibrationErrorMetric,
  logLossMetric,
  macroF1Metric,
  rocAucMetric,
} from '@asdf/metrics'
import { describePredictionMetric } from '@asdf/testkit/vitest'

describePredictionMetric(rocAucMetric)
describePredictionMetric(averagePrecisionMetric)
describePredictionMetric(macroF1Metric)
describePredictionMetric(expectedCalibrationErrorMetric)
describePredictionMetric(brierMetric)
describePredictionMetric(logLossMetric)

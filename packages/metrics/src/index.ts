export { averagePrecision } from './average-precision.ts'
export { brierScore } from './brier-score.ts'
export type { BrierOptions } from './brier-score.ts'
export { calibrationCurve, expectedCalibrationError } from './calibration-error.ts'
export type { CalibrationBin, CalibrationKind, CalibrationOptions } from './calibration-error.ts'
export { confusionMatrix } from './confusion-matrix.ts'
export { f1Scores, macroF1 } from './f1.ts'
export { logLoss } from './log-loss.ts'
export { averagePrecisionOneVsRest, rocAucOneVsRest } from './one-vs-rest.ts'
export type { ClassAverage } from './one-vs-rest.ts'
export {
  averagePrecisionMetric,
  brierMetric,
  expectedCalibrationErrorMetric,
  logLossMetric,
  macroF1Metric,
  rocAucMetric,
} from './prediction-metrics.ts'
export type { PredictionsInput } from './predictions-input.ts'
export { binaryPredictions, predictedClasses } from './predictions.ts'
export { prevalenceWeights, weightsByClass } from './prevalence.ts'
export type { Prevalence } from './prevalence.ts'
export { rocAuc } from './roc-auc.ts'
export { chooseThreshold, classesAt, macroF1At, macroF1Threshold } from './threshold.ts'
export type { ChosenThreshold, ThresholdObjective } from './threshold.ts'
export { brokenRules } from './fidelity/broken-rules.ts'
export type { BrokenRulesOptions } from './fidelity/broken-rules.ts'
export { columnShapes } from './fidelity/column-shapes.ts'
export { detector } from './fidelity/detector.ts'
export type { DetectorOptions } from './fidelity/detector.ts'
export { nullShares } from './fidelity/null-shares.ts'
export { pairTrends } from './fidelity/pair-trends.ts'
export type { PairTrendsOptions } from './fidelity/pair-trends.ts'
export { wasserstein, wassersteinByQuartiles } from './fidelity/wasserstein.ts'
export { withCeiling } from './with-ceiling.ts'
export type { CeilingOptions } from './with-ceiling.ts'

export { adaptClassifier } from './adapt-classifier.ts'
export type { AdaptOptions } from './adapt-classifier.ts'
export type { Estimator } from './adapted-model.ts'
export { scorePredictions } from './baseline-row.ts'
export type { BaselineInput, BaselineRow, BaselineScores, ScoringRules, ThresholdRule } from './baseline-row.ts'
export { logisticRegression } from './logistic-regression.ts'
export type {
  FittedLogisticRegression,
  LogisticRegression,
  LogisticRegressionFactory,
  LogisticRegressionOptions,
} from './logistic-regression.ts'
export { oversampleTrainTestReal } from './oversample-train-test-real.ts'
export type { OversampleInput } from './oversample-train-test-real.ts'
export { trainRealTestReal } from './train-real-test-real.ts'

import type { PredictionMetric } from '@asdf/contract'
import { brierScore } from './brier-score.ts'
import { expectedCalibrationError } from './calibration-error.ts'
import { macroF1 } from './f1.ts'
import { logLoss } from './log-loss.ts'
import { averagePrecisionOneVsRest, rocAucOneVsRest } from './one-vs-rest.ts'
import { predictedClasses } from './predictions.ts'

/** ROC AUC of the positive class; with more classes each against the rest, every class counting the same. */
export const rocAucMetric: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/metrics/roc-auc',
  label: 'ROC AUC',
  goal: 'maximize',
  range: [0, 1],
  compute: (predictions) => rocAucOneVsRest(predictions),
}

/** Average precision, the field's PR AUC, of the positive class; with more classes each against the rest. */
export const averagePrecisionMetric: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/metrics/average-precision',
  label: 'PR AUC',
  goal: 'maximize',
  range: [0, 1],
  compute: (predictions) => averagePrecisionOneVsRest(predictions),
}

/** Macro F1 of the most probable classes; with two classes that is a threshold of one half. */
export const macroF1Metric: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/metrics/macro-f1',
  label: 'macro F1',
  goal: 'maximize',
  range: [0, 1],
  compute: (predictions) =>
    macroF1(predictions.truth, predictedClasses(predictions), predictions.classes.length, predictions.weight),
}

/** Expected calibration error in 15 bins: of the positive class with two classes, of the top label with more. */
export const expectedCalibrationErrorMetric: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/metrics/expected-calibration-error',
  label: 'ECE',
  goal: 'minimize',
  range: [0, 1],
  compute: (predictions) => expectedCalibrationError(predictions),
}

/** Brier score: halved for two classes, as in scikit-learn, so at most 1 there and at most 2 with more. */
export const brierMetric: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/metrics/brier',
  label: 'Brier score',
  goal: 'minimize',
  range: [0, 2],
  compute: (predictions) => brierScore(predictions),
}

/** Log loss in nats, at most -ln 2⁻⁵² because probabilities are clipped. */
export const logLossMetric: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/metrics/log-loss',
  label: 'log loss',
  goal: 'minimize',
  range: [0, 52 * Math.LN2],
  compute: (predictions) => logLoss(predictions),
}

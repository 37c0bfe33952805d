import {
  averagePrecision,
  binaryPredictions,
  chooseThreshold,
  expectedCalibrationError,
  macroF1At,
  prevalenceWeights,
  rocAuc,
} from '@asdf/metrics'

// What a model said about eight validation rows and eight test rows; 1 is the positive class.
const validation = binaryPredictions(
  Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1),
  Float64Array.of(0.02, 0.05, 0.1, 0.2, 0.35, 0.3, 0.6, 0.9),
)
const truth = Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1)
const score = Float64Array.of(0.01, 0.04, 0.1, 0.15, 0.2, 0.45, 0.4, 0.8)

console.log('ROC AUC', rocAuc(truth, score).toFixed(4))
console.log('PR AUC ', averagePrecision(truth, score).toFixed(4))

// The threshold is chosen on validation rows, and only applied to test rows.
const chosen = chooseThreshold(validation, 'macroF1')
const test = binaryPredictions(truth, score)
console.log(`macro F1 ${macroF1At(test, chosen).toFixed(4)} at ${chosen.threshold.toFixed(3)}`)
console.log('ECE    ', expectedCalibrationError(test).toFixed(4))

// Positives are 1 % of the full data, so each negative row of this sample stands for many.
const weight = prevalenceWeights(truth, { positiveShare: 0.01 })
console.log('PR AUC at full prevalence', averagePrecision(truth, score, weight).toFixed(4))

import { loadDataset } from '@asdf/datasets'
import { f1Scores, macroF1Metric, predictedClasses, rocAucMetric } from '@asdf/metrics'
import { adapt, thresholdPolicy } from '@asdf/pipeline'
import { smote } from '@asdf/smote'
import { gradientBoosting } from '@asdf/trees'

const { table } = await loadDataset('mammography')
const result = await adapt(
  table,
  {
    classifier: gradientBoosting({ roundsPerEpoch: 5 }),
    synthesizer: smote(),
    policy: thresholdPolicy({ threshold: 0.9 }),
    classScores: (predictions) =>
      f1Scores(predictions.truth, predictedClasses(predictions), predictions.classes.length),
    metrics: [macroF1Metric],
    epochs: 8,
    log: (entry) => {
      if (entry.kind === 'epoch') console.log(entry.epoch, entry.syntheticRows, entry.f1['1']?.toFixed(2))
    },
  },
  { seed: 1 },
)
console.log('epoch', result.bestEpoch, 'test ROC AUC', rocAucMetric.compute(result.test).toFixed(2))

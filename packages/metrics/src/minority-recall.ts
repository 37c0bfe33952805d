import type { PredictionMetric } from '@asdf/contract'
import { predictedClasses } from './predictions.ts'

/**
 * The share of the rows of the rarest class (by weight, of those that rows have) that are given it, the most probable class of each
 * row: scikit-learn's `recall_score(…, labels=[rarest])`. Of classes that are equally rare, the last.
 */
export const minorityRecallMetric: PredictionMetric = {
  specVersion: 1,
  id: '@asdf/metrics/minority-recall',
  label: 'minority recall',
  goal: 'maximize',
  range: [0, 1],
  compute: (predictions) => {
    const predicted = predictedClasses(predictions)
    const { classes, truth, weight } = predictions
    const total = new Float64Array(classes.length)
    const found = new Float64Array(classes.length)
    for (let row = 0; row < truth.length; row++) {
      const [code, counts] = [truth[row]!, weight?.[row] ?? 1]
      total[code]! += counts
      if (predicted[row] === code) found[code]! += counts
    }
    let rarest = -1
    total.forEach((one, code) => {
      if (one > 0 && (rarest < 0 || one <= total[rarest]!)) rarest = code
    })
    return found[rarest]! / total[rarest]!
  },
}

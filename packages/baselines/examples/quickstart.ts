import type { BaselineRow } from '@asdf/baselines'
import { logisticRegression, oversampleTrainTestReal, trainRealTestReal } from '@asdf/baselines'
import { createRng, splitTable, standardNormal, tableFromRows } from '@asdf/core'
import { averagePrecisionMetric, macroF1Threshold, rocAucMetric } from '@asdf/metrics'
import { smote } from '@asdf/smote'

// 2,000 payments of which one in twenty is fraud; in all the data it is one in five hundred.
const rng = createRng(1)
const payments = Array.from({ length: 2000 }, () => {
  const fraud = rng.next() < 0.05
  const amount = (fraud ? 90 : 50) + 20 * standardNormal(rng)
  return { amount, hour: (fraud ? 8 : 14) + 5 * standardNormal(rng), fraud }
})

const input = {
  ...splitTable(tableFromRows(payments, { target: 'fraud' }), { seed: 1 }),
  classifier: logisticRegression(),
  metrics: [rocAucMetric, averagePrecisionMetric],
  threshold: macroF1Threshold,
  classWeights: { false: 26.3 },
}
print(await trainRealTestReal(input, { seed: 1 }))
print(await oversampleTrainTestReal({ ...input, synthesizer: smote() }, { seed: 1 }))

function print({ method, syntheticRows, scores }: BaselineRow): void {
  console.log(`${method}, ${syntheticRows} synthetic rows`)
  for (const [prevalence, { values }] of Object.entries(scores)) {
    const figures = Object.values(values).map((value) => value.toFixed(3))
    console.log(`  ${prevalence}: ${figures.join(' ')}`)
  }
}

import type { BaselineRow } from '@asdf/baselines'
import type { Field } from '@asdf/contract'
import { logisticRegression, oversampleTrainTestReal, trainRealTestReal } from '@asdf/baselines'
import { createRng, createTable, splitTable, standardNormal } from '@asdf/core'
import { averagePrecisionMetric, macroF1Threshold, rocAucMetric } from '@asdf/metrics'
import { smote } from '@asdf/smote'

// 2,000 payments of which one in twenty is fraud; in all the data it is one in five hundred.
const rng = createRng(1)
const fraud = Uint8Array.from({ length: 2000 }, () => (rng.next() < 0.05 ? 1 : 0))
const number = (name: string): Field => ({ name, kind: 'numeric', integer: false, role: 'feature', nullable: false })
const payments = createTable(
  { fields: [number('amount'), number('hour'), { name: 'fraud', kind: 'boolean', role: 'target', nullable: false }] },
  [
    { kind: 'numeric', values: Float64Array.from(fraud, (isFraud) => 50 + 40 * isFraud + 20 * standardNormal(rng)) },
    { kind: 'numeric', values: Float64Array.from(fraud, (isFraud) => 14 - 6 * isFraud + 5 * standardNormal(rng)) },
    { kind: 'boolean', values: fraud },
  ],
)

const input = {
  ...splitTable(payments, { seed: 1 }),
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

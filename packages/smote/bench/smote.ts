import { createRng, createTable, oversample, standardNormal } from '@asdf/core'
import { smote } from '@asdf/smote'

// A table shaped like the card-fraud training part: 16,768 rows, 344 of the minority, 30 numbers. Prints one line of JSON.
const rowCount = Number(process.env['ASDF_BENCH_ROWS'] ?? 16_768)
const rng = createRng(1)
const features = Array.from({ length: 30 }, (_, c) => ({
  field: { name: `v${c}`, kind: 'numeric', role: 'feature', nullable: false, integer: false } as const,
  column: { kind: 'numeric', values: Float64Array.from({ length: rowCount }, () => standardNormal(rng)) } as const,
}))
const categories = ['0', '1']
const train = createTable(
  {
    fields: [
      ...features.map(({ field }) => field),
      { name: 'class', kind: 'categorical', role: 'target', nullable: false, categories, ordered: false },
    ],
  },
  [
    ...features.map(({ column }) => column),
    { kind: 'categorical', codes: Int32Array.from({ length: rowCount }, (_, i) => (i % 49 === 0 ? 1 : 0)) },
  ],
)
const milliseconds: number[] = []
let made = 0
for (let round = 0; round < 30; round++) {
  const start = performance.now()
  made = (await oversample(train, smote(), 'auto', { seed: round })).syntheticCount
  milliseconds.push(performance.now() - start)
}
const [cold, ...warm] = milliseconds
const median = warm.sort((a, b) => a - b)[Math.floor(warm.length / 2)]
console.log(JSON.stringify({ work: 'smote', rows: rowCount, made, cold, warmMedian: median, warmBest: warm[0] }))

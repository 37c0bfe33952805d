import type { Column, Field } from '@asdf/contract'
import { createRng, createTable, oversample, standardNormal, uniformInteger } from '@asdf/core'
import { smoteNc } from '@asdf/smote'

// A table shaped like the census-income training part: 32,561 rows, a quarter of the minority, 6 numbers and 8 columns of
// 2 to 42 categories. Prints one line of JSON.
const rowCount = Number(process.env['ASDF_BENCH_ROWS'] ?? 32_561)
const rng = createRng(1)
const fields: Field[] = []
const columns: Column[] = []
for (let c = 0; c < 6; c++) {
  fields.push({ name: `n${c}`, kind: 'numeric', role: 'feature', nullable: false, integer: false })
  columns.push({ kind: 'numeric', values: Float64Array.from({ length: rowCount }, () => standardNormal(rng)) })
}
for (const [c, size] of [9, 16, 7, 15, 6, 5, 2, 42].entries()) {
  const categories = Array.from({ length: size }, (_, i) => `value ${i}`)
  fields.push({ name: `c${c}`, kind: 'categorical', role: 'feature', nullable: false, categories, ordered: false })
  const draw = () => Math.min(uniformInteger(rng, size), uniformInteger(rng, size))
  columns.push({ kind: 'categorical', codes: Int32Array.from({ length: rowCount }, draw) })
}
const categories = ['<=50K', '>50K']
fields.push({ name: 'income', kind: 'categorical', role: 'target', nullable: false, categories, ordered: false })
columns.push({ kind: 'categorical', codes: Int32Array.from({ length: rowCount }, () => (rng.next() < 0.241 ? 1 : 0)) })
const train = createTable({ fields }, columns)
const milliseconds: number[] = []
let made = 0
for (let round = 0; round < 3; round++) {
  const start = performance.now()
  made = (await oversample(train, smoteNc(), 'auto', { seed: round })).syntheticCount
  milliseconds.push(performance.now() - start)
}
const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6
console.log(JSON.stringify({ work: 'smote-nc', rows: rowCount, made, milliseconds, peakMegabytes }))

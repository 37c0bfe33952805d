import { classCounts, columnOf, createRng, createTable, oversample, standardNormal } from '@asdf/core'
import { borderlineSmote, smote } from '@asdf/smote'

// 200 payments, 12 of them fraud.
const rng = createRng(7)
const isFraud = Array.from({ length: 200 }, (_, row) => row % 17 === 0)
const amounts = isFraud.map((fraud) => Math.exp(3 + (fraud ? 1.5 : 0) + 0.5 * standardNormal(rng)))
const hours = isFraud.map((fraud) => (fraud ? 2 : 14) + 3 * standardNormal(rng))
const train = createTable(
  {
    fields: [
      { name: 'amount', kind: 'numeric', role: 'feature', nullable: false, integer: false, decimals: 2 },
      { name: 'hour', kind: 'numeric', role: 'feature', nullable: false, integer: false },
      { name: 'fraud', kind: 'boolean', role: 'target', nullable: false },
    ],
  },
  [
    { kind: 'numeric', values: Float64Array.from(amounts) },
    { kind: 'numeric', values: Float64Array.from(hours) },
    { kind: 'boolean', values: Uint8Array.from(isFraud, Number) },
  ],
)

// Fit once, then draw as many rows of a class as you like.
const fitted = await smote({ neighbors: 5 }).fit(train, { seed: 1 })
const rows = await fitted.sample(3, { seed: 2, where: { fraud: true } })
const amount = columnOf(rows, 'amount')
if (amount.kind === 'numeric') console.log('three new frauds:', amount.values.join(', '))

// Or balance the table in one call, with any of the methods.
const { table, syntheticCount } = await oversample(train, borderlineSmote(), 'auto', { seed: 1 })
const counts = classCounts(table.schema.fields[2]!, columnOf(table, 'fraud'))
console.log(`${syntheticCount} rows added; not fraud: ${counts[0]}, fraud: ${counts[1]}`)

import { createRng, oversample, rowsFromTable, standardNormal, tableFromRows } from '@asdf/core'
import { borderlineSmote, smote } from '@asdf/smote'

// 200 payments as plain objects, 12 of them fraud.
const rng = createRng(7)
const payments = Array.from({ length: 200 }, (_, row) => {
  const fraud = row % 17 === 0
  const amount = Math.round(100 * Math.exp(3 + (fraud ? 1.5 : 0) + 0.5 * standardNormal(rng))) / 100
  return { amount, hour: (fraud ? 2 : 14) + 3 * standardNormal(rng), fraud }
})

// Balance them in one call, with any of the methods.
const train = tableFromRows(payments, { target: 'fraud' })
const { table, syntheticCount } = await oversample(train, borderlineSmote(), 'auto', { seed: 1 })
const balanced = rowsFromTable(table)
const frauds = balanced.filter(({ fraud }) => fraud === true)
console.log(`${syntheticCount} rows added; fraud: ${frauds.length} of ${balanced.length}`)

// Or fit once, then draw as many rows of a class as you like.
const fitted = await smote({ neighbors: 5 }).fit(train, { seed: 1 })
const rows = rowsFromTable(await fitted.sample(3, { seed: 2, where: { fraud: true } }))
console.log('three new frauds:', rows.map(({ amount }) => amount).join(', '))

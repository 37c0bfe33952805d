import { createRng, decodeArtifact, encodeArtifact, rowsFromTable, tableFromRows } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest'

// 4,000 customers as plain objects: those with monthly contracts pay more and leave more often. Some prices are missing.
const rng = createRng(7)
const customers = Array.from({ length: 4000 }, (_, id) => {
  const isMonthly = rng.next() < 0.5
  const price = Math.round(100 * ((isMonthly ? 60 : 30) + 20 * rng.next())) / 100
  const left = rng.next() < (isMonthly ? 0.4 : 0.1)
  return { id, contract: isMonthly ? 'monthly' : 'yearly', price: id % 20 === 3 ? null : price, left }
})
const train = tableFromRows(customers, { target: 'left', roles: { id: 'identifier' } })

// Fit, then draw rows: the classes of the target have the shares of the training rows.
const model = await sequentialTrees().fit(train, { seed: 1 })
const rows = rowsFromTable(await model.sample(4000, { seed: 2 }))
console.log('left:', [customers, rows].map((all) => all.filter(({ left }) => left).length).join(', then '))

// Any columns can be fixed, missing values filled in, rows scored.
const left = await model.sample(100, { seed: 3, where: { contract: 'monthly', left: true } })
const asked = ['monthly', 'yearly'].map((contract, id) => ({ id, contract, price: null, left: true }))
const filled = await model.impute(tableFromRows(asked, { schema: train.schema }), { seed: 4 })
const prices = rowsFromTable(filled).map(({ price }) => price)
console.log(`${left.rowCount} rows with a monthly contract that left; filled prices: ${prices.join(', ')}`)
const priced = rowsFromTable(filled).map((row) => ({ ...row, price: 70 }))
const [usual, odd] = model.logLikelihood(tableFromRows(priced, { schema: train.schema }))
console.log('a yearly contract for 70 is less likely:', odd! < usual! - 2)

// The model is data without a training row, and says what it promises.
console.log(sequentialTrees.load(decodeArtifact(encodeArtifact(model.save()))).report.promises!.join('\n'))

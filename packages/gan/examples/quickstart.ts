import { createRng, decodeArtifact, encodeArtifact, rowsFromTable, tableFromRows } from '@asdf/core'
import { adaptive, lossPlot } from '@asdf/gan'

// 3,000 customers as plain objects: those with monthly contracts pay more and leave more often.
const rng = createRng(7)
const customers = Array.from({ length: 3000 }, () => {
  const isMonthly = rng.next() < 0.5
  const price = Math.round(100 * ((isMonthly ? 60 : 30) + 20 * rng.next())) / 100
  return { contract: isMonthly ? 'monthly' : 'yearly', price, left: rng.next() < (isMonthly ? 0.4 : 0.1) }
})
const train = tableFromRows(customers, { target: 'left' })

// Small networks for a small table. Training stops when held-back rows are no longer better met.
const synthesizer = adaptive({ epochs: 60, batchSize: 250, generatorSizes: [64, 64], criticSizes: [64, 64] })
const model = await synthesizer.fit(train, { seed: 1, onEpoch: ({ epoch }) => epoch === 1 && console.log('training') })
console.log('losses, as a picture:', lossPlot(model.report).slice(0, 4))

// The classes come in the shares of the training rows, and any columns can be fixed.
const rows = rowsFromTable(await model.sample(3000, { seed: 2 }))
console.log('left:', [customers, rows].map((all) => all.filter(({ left }) => left).length).join(', then '))
const left = await model.sample(100, { seed: 3, where: { contract: 'monthly', left: true } })
console.log(left.rowCount, 'rows with a monthly contract that left')

const copy = adaptive.load(decodeArtifact(encodeArtifact(model.save())))
console.log('loaded, it makes', (await copy.sample(5, { seed: 4 })).rowCount, 'rows more')

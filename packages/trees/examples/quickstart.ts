import { createRng, standardNormal, tableFromRows } from '@asdf/core'
import { gradientBoosting, randomForest } from '@asdf/trees'

// 2,000 payments as plain objects: an amount with gaps, the kind of shop, and whether it was fraud.
const rng = createRng(7)
const payments = Array.from({ length: 2000 }, (_, row) => {
  const shop = ['food', 'travel', 'gifts'][Math.floor(rng.next() * 3)]
  const amount = Math.exp(3 + standardNormal(rng))
  const fraud = rng.next() < (shop === 'gifts' && amount > 30 ? 0.7 : 0.03)
  return { amount: row % 20 === 3 ? null : amount, shop, fraud }
})
const train = tableFromRows(payments.slice(0, 1500), { target: 'fraud' })
const holdout = payments.slice(1500)
const rows = tableFromRows(holdout, { schema: train.schema })

for (const classifier of [gradientBoosting({ rounds: 50 }), randomForest({ minimumRowsPerLeaf: 5 })]) {
  const model = await classifier.fit(train, { seed: 1 })
  const { data } = await model.predictProbability(rows)
  const right = holdout.filter(({ fraud }, row) => data[2 * row + 1]! > 0.5 === fraud)
  const [most] = model.featureImportance()
  console.log(`${model.id}: ${right.length} of 500 right, most from '${most!.column}'`)
}

// An epoch at a time, on rows that may change in between.
const session = await gradientBoosting({ roundsPerEpoch: 10 }).start(train, { seed: 1 })
await session.epoch([train])
await session.epoch([train])
console.log('rounds after two epochs:', session.finish().save().arrays['nodeCounts']!.data.length)
await session.close()

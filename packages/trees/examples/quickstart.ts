import { createRng, createTable, standardNormal, takeRows } from '@asdf/core'
import { gradientBoosting, randomForest } from '@asdf/trees'

// 2,000 payments: an amount with gaps, the kind of shop, and whether it was fraud.
const rng = createRng(7)
const shops = Array.from({ length: 2000 }, () => Math.floor(rng.next() * 3))
const amounts = shops.map(() => Math.exp(3 + standardNormal(rng)))
const fraud = amounts.map((amount, i) => Number(rng.next() < (shops[i] === 2 && amount > 30 ? 0.7 : 0.03)))
const table = createTable(
  {
    fields: [
      { name: 'amount', kind: 'numeric', role: 'feature', nullable: true, integer: false },
      {
        name: 'shop',
        kind: 'categorical',
        role: 'feature',
        nullable: false,
        categories: ['food', 'travel', 'gifts'],
        ordered: false,
      },
      { name: 'fraud', kind: 'boolean', role: 'target', nullable: false },
    ],
  },
  [
    {
      kind: 'numeric',
      values: Float64Array.from(amounts),
      valid: Uint8Array.from(amounts, (_, i) => Number(i % 20 !== 3)),
    },
    { kind: 'categorical', codes: Int32Array.from(shops) },
    { kind: 'boolean', values: Uint8Array.from(fraud) },
  ],
)
const rows = Uint32Array.from({ length: 2000 }, (_, i) => i)
const train = takeRows(table, rows.slice(0, 1500))
const holdout = takeRows(table, rows.slice(1500))

for (const classifier of [gradientBoosting({ rounds: 50 }), randomForest({ minimumRowsPerLeaf: 5 })]) {
  const model = await classifier.fit(train, { seed: 1 })
  const { data } = await model.predictProbability(holdout)
  const right = fraud.slice(1500).filter((truth, row) => Number(data[2 * row + 1]! > 0.5) === truth)
  const [most] = model.featureImportance()
  console.log(`${model.id}: ${right.length} of 500 right, most from '${most!.column}'`)
}

// An epoch at a time, on rows that may change in between.
const session = await gradientBoosting({ roundsPerEpoch: 10 }).start(train, { seed: 1 })
await session.epoch([train])
await session.epoch([train])
console.log('rounds after two epochs:', session.finish().save().arrays['nodeCounts']!.data.length)
await session.close()

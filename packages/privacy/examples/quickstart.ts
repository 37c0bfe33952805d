import { appendTables, createRng, createTable, headRows, shuffleRows } from '@asdf/core'
import { loadDataset } from '@asdf/datasets'
import { attackBattery, distanceToClosestRecordShare, exactCopies } from '@asdf/privacy'

const { table: train } = await loadDataset('adult')
const { table: holdout } = await loadDataset('adult', { part: 'test' })

// Two stand-ins for a synthesizer's output: columns shuffled apart, and the same with every tenth row a training row.
const rng = createRng(1)
const columns = train.columns.map((_, c) => shuffleRows(train, rng.fork(c)).columns[c]!)
const shuffled = headRows(createTable(train.schema, columns), 9000)
const leaky = appendTables(shuffled, headRows(train, 1000))

for (const [name, synthetic] of Object.entries({ shuffled, leaky })) {
  console.log(name)
  for (const metric of [exactCopies, distanceToClosestRecordShare(), attackBattery()]) {
    const { value, interval, breakdown } = await metric.compute({ train, synthetic, holdout }, { seed: 1 })
    const [low, high] = interval!.map((end) => end.toFixed(3))
    const parts = Object.entries(breakdown!).map(([part, share]) => `${part} ${share.toFixed(4)}`)
    console.log(`  ${metric.label}: ${value.toFixed(3)} (${low} to ${high}); ${parts.join(', ')}`)
  }
}

import { gradientBoosting, randomForest } from '@asdf/trees'
import { mixedTable } from '../tables.ts'

// Run by threads.test.ts: must end by itself.
const table = mixedTable(500, 1)
await randomForest({ trees: 4, threads: 2 }).fit(table, { seed: 1 })
await gradientBoosting({ rounds: 4, threads: 2 }).fit(table, { seed: 1 })
const session = await gradientBoosting({ threads: 2 }).start(table, { seed: 1 })
await session.epoch([table])
process.stdout.write('done\n')

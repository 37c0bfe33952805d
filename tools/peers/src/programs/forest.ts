import { randomForest } from '@asdf/trees'
import { testAuc } from '../auc.ts'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// Random forest: fit on the training part, AUC on the test part.
const { input, warm, threads, more } = parseArguments({ trees: '100', seed: '0' })
const train = readPreparedTable(input, 'train')
const forest = randomForest({ trees: Number(more['trees']), threads })
const { result, times } = await measure(() => forest.fit(train, { seed: Number(more['seed']) }), warm)
report(times, { auc: await testAuc(result, readPreparedTable(input, 'test')) })

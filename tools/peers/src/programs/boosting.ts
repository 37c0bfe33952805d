import { gradientBoosting } from '@asdf/trees'
import { testAuc } from '../auc.ts'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// Histogram gradient boosting: fit on the training part, AUC on the test part.
const { input, warm, threads, more } = parseArguments({ rounds: '100', seed: '0' })
const train = readPreparedTable(input, 'train')
const boosting = gradientBoosting({ rounds: Number(more['rounds']), threads })
const { result, times } = await measure(() => boosting.fit(train, { seed: Number(more['seed']) }), warm)
report(times, { auc: await testAuc(result, readPreparedTable(input, 'test')) })

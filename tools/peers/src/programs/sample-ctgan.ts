import { ctgan } from '@asdf/gan'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// As many rows as there are to train, of our CTGAN after one epoch, which is not timed.
const { input, warm, more } = parseArguments({ seed: '1' })
const run = { seed: Number(more['seed']) }
const train = readPreparedTable(input, 'train')
const model = await ctgan({ epochs: 1 }).fit(train, run)
const { result, times } = await measure(() => model.sample(train.rowCount, run), warm)
report(times, { rows: result.rowCount })

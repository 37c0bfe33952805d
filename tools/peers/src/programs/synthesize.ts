import { sequentialTrees } from '@asdf/forest/sequential'
import { likeness } from '../likeness.ts'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// Sequential trees: fit on the training part and draw as many rows. Quality: how the rows differ from the training rows.
const { input, warm, more } = parseArguments({ seed: '1' })
const run = { seed: Number(more['seed']) }
const train = readPreparedTable(input, 'train')
const { result, times } = await measure(async () => {
  const model = await sequentialTrees().fit(train, run)
  return model.sample(train.rowCount, run)
}, warm)
report(times, likeness(train, result))

import { sequentialTrees } from '@asdf/forest/sequential'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// Sequential trees on many columns of few rows. Quality: seconds of processor time per fit, on all threads.
const { input, warm, threads } = parseArguments()
const train = readPreparedTable(input, 'train')
const before = process.cpuUsage()
const { result, times } = await measure(() => sequentialTrees({ threads }).fit(train, { seed: 1 }), warm)
const { user, system } = process.cpuUsage(before)
const cpu = (user + system) / 1e6 / (1 + warm)
report(times, { cpu, columns: result.schema.fields.length })

import { ctgan } from '@asdf/gan'
import { readPreparedTable } from '../prepared-table.ts'
import { parseArguments, peakMegabytes, report } from '../program.ts'

// Epochs of our CTGAN at its defaults. The first, cold call also prepares: it fits the transform, encodes the rows, and makes
// and compiles the networks. What `fit` does after the last epoch is told apart.
const { input, warm, more } = parseArguments({ seed: '1' })
const train = readPreparedTable(input, 'train')
const steps: number[] = []
const epochs: number[] = []
const now = () => performance.now() / 1000
const start = now()
const { report: fit } = await ctgan({ epochs: 1 + warm }).fit(train, {
  seed: Number(more['seed']),
  onProgress: ({ values }) => values?.['critic'] !== undefined && steps.push(now()),
  onEpoch: () => epochs.push(now()),
})
const end = now()
// Steps are told when they are done: the first one began about a step before.
const preparation = steps[0]! - (steps.length > 1 ? steps[1]! - steps[0]! : 0) - start
const lengths = epochs.slice(1).map((moment, i) => moment - epochs[i]!)
const times = { cold: epochs[0]! - start, warm: lengths, peakMegabytes: peakMegabytes() }
report(times, { preparation, finishing: end - epochs.at(-1)!, loss: fit.losses['critic']! })

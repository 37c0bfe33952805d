import type { Training } from '../networks/trainer.ts'
import { join } from 'node:path'
import { createRng } from '@asdf/core'
import { onnxEngine } from '@asdf/nn/onnx'
import { networks } from '../networks/networks.ts'
import { readDoubles } from '../npy.ts'
import { measure, parseArguments, report } from '../program.ts'

// One training step of a network a call, everything included. The first, cold call also compiles it.
const { input, warm, threads, more } = parseArguments({ network: 'wgan-gp', batch: '500', seed: '0' })
const { data, shape } = readDoubles(join(input, 'rows.npy'))
const [count, width] = shape as [number, number]
const engine = onnxEngine({ threads })
const training: Training = {
  engine,
  rows: { values: Float32Array.from(data), count, width },
  rng: createRng(Number(more['seed'])),
  spent: { native: 0, compiling: 0 },
}
const create = networks[more['network']!]
if (create === undefined) throw new Error(`--network: needs one of ${Object.keys(networks).join(', ')}`)
let step: (() => Promise<number>) | undefined
let nativeOfCold = 0
const { result: loss, times } = await measure(async () => {
  const isCold = step === undefined
  step ??= await create(training, { batch: Number(more['batch']) })
  const value = await step()
  if (isCold) nativeOfCold = training.spent.native
  return value
}, warm)
const total = times.warm.reduce((sum, seconds) => sum + seconds, 0)
const native = (training.spent.native - nativeOfCold) / 1000
report(times, {
  loss,
  'compile ms': Math.round(training.spent.compiling),
  ...(total > 0 && { 'share outside native calls': 1 - native / total }),
})
await engine.close()

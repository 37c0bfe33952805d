import type { Training } from './networks/trainer.ts'
import type { KernelEvent, Profile } from './profile.ts'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '@asdf/core'
import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'
import { prepareInput } from './inputs/inputs.ts'
import { networkWorks } from './network-works.ts'
import { networks } from './networks/networks.ts'
import { readDoubles } from './npy.ts'
import { saveProfiles } from './page.ts'
import { sumKernels } from './profile.ts'
import { median } from './statistics.ts'

// Profiles the training steps, for the section of `docs/benchmarks.md` on where their time goes:
// node --conditions=@asdf/source --import tsx tools/peers/src/profile-steps.ts

const steps = 40
// Of square matrices; powers of two are slow, because their rows fall on the same places of the cache.
const sides = [500, 640, 768, 960] as const
const threads = availableParallelism()
const folder = mkdtempSync(join(tmpdir(), 'asdf-profile-'))
process.once('exit', () => rmSync(folder, { recursive: true }))
const { data, shape } = readDoubles(join(prepareInput(folder, 'encoded-rows', 'full', ''), 'rows.npy'))
const rows = { values: Float32Array.from(data), count: shape[0]!, width: shape[1]! }

const gigaflopsPerSecond = await measureProducts()
for (const { id, options } of networkWorks) {
  const { network, batch } = options('full') as { readonly network: string; readonly batch: string }
  const profile = await profileStep(network, Number(batch))
  await saveProfiles({ [id]: profile })
  process.stdout.write(`${id}: ${JSON.stringify(profile)}\n`)
}

/** Times a step as it is, then its kernels with profiling on, which by itself takes time. */
async function profileStep(network: string, batch: number): Promise<Profile> {
  const plain = await timeSteps(network, batch)
  await timeSteps(network, batch, join(folder, network))
  // Each program has a file of its own, and names its kernels as it likes.
  const events = readdirSync(folder)
    .filter((file) => file.startsWith(`${network}_`))
    .flatMap((file) =>
      (JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly KernelEvent[]).map((event) => ({
        ...event,
        name: `${file} ${event.name}`,
      })),
    )
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    threads,
    ...plain,
    ...sumKernels(events, median),
    gigaflopsPerSecond,
  }
}

async function timeSteps(network: string, batch: number, profileFilePrefix?: string) {
  const profiling = { enableProfiling: true, profileFilePrefix }
  const engine = onnxEngine({ threads, ...(profileFilePrefix !== undefined && { session: profiling }) })
  const training: Training = { engine, rows, rng: createRng(1), spent: { native: 0, compiling: 0 } }
  const step = await networks[network]!(training, { batch })
  const whole: number[] = []
  const native: number[] = []
  for (let i = 0; i < steps; i++) {
    const [start, before] = [performance.now(), training.spent.native]
    await step()
    whole.push(performance.now() - start)
    native.push(training.spent.native - before)
  }
  await engine.close()
  return { milliseconds: median(whole), nativeMilliseconds: median(native) }
}

/** 10^9 operations a second in the product of two large matrices, of the size at which it is fastest. */
async function measureProducts(): Promise<number> {
  const engine = onnxEngine({ threads })
  let fastest = 0
  for (const side of sides) {
    const product = nn.matmul(nn.input('a', [side, side]), nn.input('b', [side, side]))
    const program = await engine.compile(nn.createGraph({ product }))
    const feeds = nn.allocate(program.inputs) as Record<string, Float32Array>
    for (const values of Object.values(feeds)) nn.fillNormal(createRng(1), values)
    const into = nn.allocate(program.outputs)
    const seconds: number[] = []
    for (let i = 0; i < steps; i++) {
      const start = performance.now()
      await program.run(feeds, into)
      seconds.push((performance.now() - start) / 1000)
    }
    fastest = Math.max(fastest, (2 * side ** 3) / Math.min(...seconds) / 1e9)
  }
  await engine.close()
  return fastest
}

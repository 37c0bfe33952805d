import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onnxEngine } from '@asdf/nn/onnx'
import { createWganGpStep } from './wgan-gp.ts'

// Where the native time of a step goes, by operator: node --conditions=@asdf/source --import tsx packages/nn/bench/profile.ts

interface Event {
  readonly cat: string
  readonly name: string
  readonly dur: number
  readonly args?: {
    readonly op_name?: string
    readonly input_type_shape?: readonly Record<string, readonly number[]>[]
  }
}

const steps = 30
const prefix = join(tmpdir(), 'asdf-profile')
const engine = onnxEngine({
  threads: Number(process.argv[2] ?? 1),
  session: { enableProfiling: true, profileFilePrefix: prefix },
})
const { step } = await createWganGpStep(engine, 1)
for (let i = 0; i < steps; i++) await step()
await engine.close()
const times = new Map<string, { total: number; runs: number }>()
for (const name of readdirSync(tmpdir()).filter((file) => file.startsWith('asdf-profile'))) {
  const events = JSON.parse(readFileSync(join(tmpdir(), name), 'utf8')) as readonly Event[]
  for (const { cat, name: event, dur, args } of events) {
    if (cat !== 'Node' || !event.endsWith('kernel_time')) continue
    const shapes = (args?.input_type_shape ?? []).map((input) => Object.values(input)[0]!.join('×')).join(' ')
    const key = `${args?.op_name} ${process.argv[3] === 'shapes' ? shapes : ''}`
    const known = times.get(key) ?? { total: 0, runs: 0 }
    times.set(key, { total: known.total + dur, runs: known.runs + 1 })
  }
  rmSync(join(tmpdir(), name))
}
const rows = [...times].sort(([, a], [, b]) => b.total - a.total)
let all = 0
for (const [, { total }] of rows) all += total
console.log('all', (all / steps / 1000).toFixed(2), 'ms a step')
for (const [key, { total, runs }] of rows.slice(0, 45)) {
  console.log((total / steps / 1000).toFixed(3).padStart(8), 'ms', String(runs / steps).padStart(6), key)
}

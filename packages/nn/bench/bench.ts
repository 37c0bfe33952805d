import { onnxEngine } from '@asdf/nn/onnx'
import { createWganGpStep } from './wgan-gp.ts'

// Milliseconds of a training step: node --conditions=@asdf/source --import tsx packages/nn/bench/bench.ts [threads] [steps]

const [threads, steps] = [Number(process.argv[2] ?? 2), Number(process.argv[3] ?? 100)]
const engine = onnxEngine({ threads })
const compiling = performance.now()
const { step, times } = await createWganGpStep(engine, 1)
console.log('compile', (performance.now() - compiling).toFixed(0), 'ms')
for (let i = 0; i < 20; i++) await step()
times.native = times.all = 0
const each: number[] = []
for (let i = 0; i < steps; i++) {
  const start = performance.now()
  await step()
  each.push(performance.now() - start)
}
each.sort((a, b) => a - b)
console.log(
  'median',
  each[steps >> 1]!.toFixed(2),
  'min',
  each[0]!.toFixed(2),
  'native',
  (times.native / steps).toFixed(2),
)
await engine.close()

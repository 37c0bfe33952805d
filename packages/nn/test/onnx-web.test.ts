import * as nn from '@asdf/nn'
import { engineChecks } from '@asdf/nn/checks'
import { onnxEngine } from '@asdf/nn/onnx/web'
import { afterAll, describe, expect, test } from 'vitest'

// What browsers run, on WebAssembly in Node.
const engine = onnxEngine({ executionProviders: ['wasm'] })
afterAll(() => engine.close())

describe('ONNX Runtime for browsers computes what the reference computes', () => {
  for (const { name, run } of engineChecks(engine)) test(name, run)
})

test('results are written to the arrays that were given, at every run', async () => {
  const program = await engine.compile(nn.createGraph({ y: nn.multiply(nn.input('x', [2]), 2) }))
  const [x, y] = [Float32Array.of(1, 2), new Float32Array(2)]
  await program.run({ x }, { y })
  expect(y).toEqual(Float32Array.of(2, 4))
  x.fill(5)
  await program.run({ x }, { y })
  expect(y).toEqual(Float32Array.of(10, 10))
})

test('runs that overlap each compute with the arrays that they were given', async () => {
  const program = await engine.compile(nn.createGraph({ y: nn.multiply(nn.input('x', [1]), 2) }))
  const results = Array.from({ length: 5 }, () => ({ y: new Float32Array(1) }))
  await Promise.all(results.map((into, i) => program.run({ x: Float32Array.of(i) }, into)))
  expect(results.map(({ y }) => y[0])).toEqual([0, 2, 4, 6, 8])
})

test('what fails in the runtime is a typed error', async () => {
  const picking = nn.createGraph({ y: nn.gather(nn.input('x', [2]), nn.input('i', [1], 'i32')) })
  const program = await engine.compile(picking)
  const feeds = { x: new Float32Array(2), i: Int32Array.of(2) }
  await expect(program.run(feeds, { y: new Float32Array(1) })).rejects.toMatchObject({ code: 'ASDF_DATA_INVALID' })
  const unknown = onnxEngine({ executionProviders: ['nonsense'] }).compile(picking)
  await expect(unknown).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID' })
})

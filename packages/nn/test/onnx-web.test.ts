import { afterAll, describe, expect, test } from 'vitest'
import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx/web'
import { engineChecks } from './suite/checks.ts'

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

import { afterAll, describe, test } from 'vitest'
import { onnxEngine } from '@asdf/nn/onnx'
import { derivativeChecks, engineChecks } from './suite/checks.ts'

describe('derivatives on the reference engine equal finite differences', () => {
  for (const { name, run } of derivativeChecks()) test(name, run)
})

describe('ONNX Runtime computes what the reference computes', () => {
  const engine = onnxEngine({ threads: 1 })
  afterAll(() => engine.close())
  for (const { name, run } of engineChecks(engine)) test(name, run)
})

import { input } from '@asdf/nn'
import { engineChecks } from '@asdf/nn/checks'
import { onnxEngine } from '@asdf/nn/onnx'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { compareWithReference, derivativeChecks } from '../src/checks/engine-checks.ts'
import { randomCases } from './random-shapes.ts'

describe('derivatives on the reference engine equal finite differences', () => {
  for (const { name, run } of derivativeChecks()) test(name, run)
})

describe('ONNX Runtime computes what the reference computes', () => {
  const engine = onnxEngine({ threads: 1 })
  afterAll(() => engine.close())
  for (const { name, run } of engineChecks(engine)) test(name, run)
})

test('operations on tensors of any shapes give the shape that follows from them', () => {
  fc.assert(
    fc.property(randomCases, ({ inputs, build, expected, name }) => {
      const result = build(...inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype)))
      expect(result.shape, name).toEqual(expected)
    }),
    { numRuns: 1000 },
  )
})

test('values and first derivatives are those of the reference for any shapes', async () => {
  const engine = onnxEngine({ threads: 1 })
  await fc.assert(
    fc.asyncProperty(randomCases, (operation) => compareWithReference(engine, operation, 1, 1e-5)),
    { numRuns: 400, seed: 1 },
  )
  await engine.close()
})

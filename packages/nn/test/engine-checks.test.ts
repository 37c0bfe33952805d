import type { Engine } from '@asdf/nn'
import { engineChecks } from '@asdf/nn/checks'
import { referenceEngine } from '@asdf/nn/reference'
import { expect, it } from 'vitest'

/** The reference engine, with something else done to its results. */
function withFault(spoil: (values: { [index: number]: number; length: number }) => void): Engine {
  const engine = referenceEngine()
  return {
    ...engine,
    async compile(graph) {
      const program = await engine.compile(graph)
      return {
        ...program,
        async run(feeds, into) {
          await program.run(feeds, into)
          for (const values of Object.values(into)) if (values instanceof Float32Array) spoil(values)
        },
      }
    },
  }
}

const ofMatmul = (engine: Engine) => engineChecks(engine).filter(({ name }) => name.startsWith('matmul'))

it('notice one element that is off, in a result or in a derivative of any order', async () => {
  const broken = ofMatmul(withFault((values) => (values[values.length - 1]! += 0.01)))
  expect(broken.length).toBeGreaterThan(2)
  for (const { run } of broken) await expect(run()).rejects.toThrow(/expected .* within/)
})

it('notice results that are not numbers, and pass an engine that is right', async () => {
  for (const { run } of ofMatmul(withFault((values) => (values[0] = Number.NaN)))) await expect(run()).rejects.toThrow()
  for (const { run } of ofMatmul(referenceEngine())) await run()
})

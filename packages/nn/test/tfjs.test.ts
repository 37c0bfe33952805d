import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { createRng } from '@asdf/core'
import * as nn from '@asdf/nn'
import { engineChecks } from '@asdf/nn/checks'
import { referenceEngine } from '@asdf/nn/reference'
import { tfjsEngine } from '@asdf/nn/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareWithReference } from '../src/checks/engine-checks.ts'
import { randomCases } from './random-shapes.ts'

// Without it TensorFlow.js advertises its native package.
tf.enableProdMode()

for (const backend of ['cpu', 'wasm']) {
  describe(`TensorFlow.js on its backend ${backend}`, () => {
    const engine = tfjsEngine(tf)
    let tensorsBefore: number
    beforeAll(async () => {
      await tf.setBackend(backend)
      tensorsBefore = tf.memory().numTensors
    })
    afterAll(() => engine.close())

    describe('computes what the reference computes', () => {
      for (const { name, run } of engineChecks(engine)) test(name, run)
    })

    test('computes it for any shapes', async () => {
      await fc.assert(
        fc.asyncProperty(randomCases, (operation) => compareWithReference(engine, operation, 1, 1e-5)),
        { numRuns: 200, seed: 1 },
      )
    })

    test('is the backend that all of that ran on, and holds no tensor afterwards', () => {
      expect(tf.getBackend()).toBe(backend)
      expect(tf.memory().numTensors).toBe(tensorsBefore)
    })

    test('holds as much memory after 1,000 steps as after one, and nothing once it is closed', async () => {
      const before = tf.memory()
      const own = tfjsEngine(tf)
      const { step } = await createRegression(own)
      const first = await step()
      const { numTensors, numDataBuffers, numBytes } = tf.memory()
      let last = 0
      for (let i = 0; i < 1000; i++) last = await step()
      expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes })
      expect(last).toBeLessThan(first / 3)
      await own.close()
      expect(tf.memory()).toMatchObject({
        numTensors: before.numTensors,
        numDataBuffers: before.numDataBuffers,
        numBytes: before.numBytes,
      })
    })

    test('closes what is being compiled when the engine is', async () => {
      const own = tfjsEngine(tf)
      const compiling = own.compile(nn.createGraph({ y: nn.ones([1]) }))
      await own.close()
      const running = (await compiling).run({}, { y: new Float32Array(1) })
      await expect(running).rejects.toMatchObject({ code: 'ASDF_UNSUPPORTED' })
    })

    test('trains to the weights that the reference trains to', async () => {
      // Not Adam, which blows up the rounding of gradients that are zero, as that of a bias before batch norm.
      const create = (which: nn.Engine) => createRegression(which, nn.sgd({ learningRate: 0.05 }))
      const networks = [await create(engine), await create(referenceEngine())]
      const start = networks[0]!.weights.values.slice()
      for (let i = 0; i < 20; i++) for (const { step } of networks) await step()
      const [received, expected] = networks.map(({ weights }) => weights.values)
      expected!.forEach((value, i) => expect(received![i]).toBeCloseTo(value, 5))
      expect(received!.some((value, i) => Math.abs(value - start[i]!) > 0.05)).toBe(true)
    })
  })
}

/** A small convolutional network with an embedding, trained to reproduce a sum: `step` gives the loss. */
async function createRegression(engine: nn.Engine, optimizer: nn.Optimizer = nn.adam({ learningRate: 0.01 })) {
  const scope = nn.parameterScope('net')
  const [x, row] = [nn.input('x', [8, 4, 4, 1]), nn.input('row', [8], 'i32')]
  const y = nn.input('y', [8, 1])
  const seen = nn.convolution(scope.at('seen'), x, { filters: 2, padding: 'same' })
  const flat = nn.concat(
    [nn.reshape(nn.tanh(seen), [8, 32]), nn.embedding(scope.at('row'), row, { count: 3, size: 2 })],
    1,
  )
  const hidden = nn.batchNorm(scope.at('norm'), nn.dense(scope.at('in'), flat, 8)).output
  const loss = nn.meanSquaredError(nn.dense(scope.at('out'), nn.relu(hidden), 1), y)
  const program = await engine.compile(nn.createGraph({ loss, ...nn.gradientOutputs(loss, scope.list()) }))
  const rng = createRng(1)
  const weights = nn.createWeights(scope.list(), { rng: rng.fork('weights'), optimizer })
  const noise = rng.fork('noise')
  const feeds = {
    x: new Float32Array(8 * 16),
    row: Int32Array.from([0, 1, 2, 0, 1, 2, 0, 1]),
    y: new Float32Array(8),
    ...weights.feeds,
  }
  const into = { loss: new Float32Array(1), ...weights.into }
  return {
    weights,
    async step() {
      nn.fillUniform(noise, feeds.x)
      feeds.y.forEach((_, i) => (feeds.y[i] = feeds.x.subarray(16 * i, 16 * (i + 1)).reduce((a, b) => a + b) / 4))
      await program.run(feeds, into)
      weights.update()
      return into.loss[0]!
    },
  }
}

describe('the engine', () => {
  beforeAll(async () => void (await tf.setBackend('cpu')))

  test('trains two networks at once without mixing them up', async () => {
    const engine = tfjsEngine(tf)
    const [a, b, alone] = [
      await createRegression(engine),
      await createRegression(engine),
      await createRegression(engine),
    ]
    for (let i = 0; i < 20; i++) await Promise.all([a.step(), b.step()])
    for (let i = 0; i < 20; i++) await alone.step()
    expect(a.weights.values).toEqual(alone.weights.values)
    expect(b.weights.values).toEqual(alone.weights.values)
    await engine.close()
  })

  test('frees what no later operation needs while it runs', async () => {
    let y = nn.input('x', [100_000])
    for (let i = 0; i < 20; i++) y = nn.sin(y)
    const engine = tfjsEngine(tf)
    const program = await engine.compile(nn.createGraph({ y: nn.sum(y) }))
    const [feeds, into] = [{ x: new Float32Array(100_000) }, { y: new Float32Array(1) }]
    const { peakBytes } = await tf.profile(async () => {
      await program.run(feeds, into)
      return []
    })
    expect(peakBytes).toBeLessThan(4 * 400_000)
    await engine.close()
  })

  test('gives results of every element type, also those that are inputs, constants or asked for twice', async () => {
    const engine = tfjsEngine(tf)
    const x = nn.input('x', [3])
    const y = nn.exp(x)
    const whole = nn.cast(x, 'i32')
    const fixed = nn.constant([1, 2])
    const program = await engine.compile(
      nn.createGraph({ y, again: y, isAbove: nn.greater(x, 0), whole, same: x, fixed, ones: nn.ones([2]) }),
    )
    for (const values of [
      [-1, 0, 2],
      [4, -5, 0],
    ]) {
      const into = nn.allocate(program.outputs)
      await program.run({ x: Float32Array.from(values) }, into)
      expect([...into['isAbove']!]).toEqual(values.map((value) => Number(value > 0)))
      expect([...into['whole']!]).toEqual(values)
      expect([...into['same']!]).toEqual(values)
      expect([...into['fixed']!]).toEqual([1, 2])
      expect([...into['ones']!]).toEqual([1, 1])
      expect(into['again']).toEqual(into['y'])
      into['y']!.forEach((value, i) => expect(value).toBeCloseTo(Math.exp(values[i]!), 4))
    }
    await engine.close()
  })

  test('refuses arrays that do not fit, and runs of a closed program', async () => {
    const program = await tfjsEngine(tf).compile(nn.createGraph({ y: nn.exp(nn.input('x', [2])) }))
    const y = new Float32Array(2)
    await expect(program.run({}, { y })).rejects.toThrow(/feeds 'x' is missing/)
    await expect(program.run({ x: new Float32Array(3) }, { y })).rejects.toThrow(/of shape \[2\] needs 2/)
    await program.close()
    await program.close()
    await expect(program.run({ x: y }, { y })).rejects.toThrow(/closed/)
  })

  test('frees everything when an operation fails', async () => {
    const [x, at] = [nn.input('x', [2]), nn.input('at', [1], 'i32')]
    const program = await tfjsEngine(tf).compile(nn.createGraph({ y: nn.gather(nn.exp(x), at) }))
    const { numTensors } = tf.memory()
    const into = { y: new Float32Array(1) }
    await expect(program.run({ x: new Float32Array(2), at: Int32Array.of(7) }, into)).rejects.toThrow()
    expect(tf.memory().numTensors).toBe(numTensors)
  })

  test('refuses what is not the namespace of TensorFlow.js', () => {
    const invalid = expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }) as Error
    expect(() => tfjsEngine({ default: tf } as never)).toThrow(invalid)
    expect(() => tfjsEngine(undefined as never)).toThrow(/import \* as tf from '@tensorflow\/tfjs'/)
  })

  test('without a backend says what to install', async () => {
    const broken = { ...tf, ready: () => Promise.reject(new Error('No backend found in registry.')) }
    await expect(tfjsEngine(broken).compile(nn.createGraph({ y: nn.ones([1]) }))).rejects.toMatchObject({
      code: 'ASDF_ENGINE_MISSING',
      details: { engine: '@asdf/nn/tfjs', package: '@tensorflow/tfjs-backend-wasm' },
      message: expect.stringContaining('npm install @tensorflow/tfjs-backend-wasm') as string,
    })
  })
})

import { spawnSync } from 'node:child_process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRng } from '@asdf/core'
import * as nn from '@asdf/nn'
import { exportOnnx, onnxEngine } from '@asdf/nn/onnx'
import { expect, test } from 'vitest'

/** A network with dropout, trained to reproduce a sine: `run` makes one step and gives the loss. */
async function createRegression(engine: nn.Engine, seed: number, rows = 32, units = 16) {
  const scope = nn.parameterScope('net')
  const x = nn.input('x', [rows, 1])
  const y = nn.input('y', [rows, 1])
  const mask = nn.input('mask', [rows, units])
  const first = nn.batchNorm(scope.at('norm'), nn.dense(scope.at('in'), x, units)).output
  const hidden = nn.dense(scope.at('hidden'), nn.dropout(nn.tanh(first), mask), units)
  const loss = nn.meanSquaredError(nn.dense(scope.at('out'), nn.tanh(hidden), 1), y)
  const program = await engine.compile(nn.createGraph({ loss, ...nn.gradientOutputs(loss, scope.list()) }))
  const rng = createRng(seed)
  const weights = nn.createWeights(scope.list(), {
    rng: rng.fork('weights'),
    optimizer: nn.adam({ learningRate: 0.01 }),
  })
  const noise = rng.fork('noise')
  const arrays = { x: new Float32Array(rows), y: new Float32Array(rows), mask: new Float32Array(rows * units) }
  const [feeds, into] = [
    { ...arrays, ...weights.feeds },
    { loss: new Float32Array(1), ...weights.into },
  ]
  return {
    weights,
    async step() {
      nn.fillUniform(noise, feeds.x)
      feeds.x.forEach((value, i) => (feeds.y[i] = Math.sin(6 * value)))
      nn.fillDropoutMask(noise, 0.1, feeds.mask)
      await program.run(feeds, into)
      weights.update()
      return into.loss[0]!
    },
  }
}

async function train(steps: number, threads: number, rows?: number, units?: number): Promise<Float32Array> {
  const engine = onnxEngine({ threads })
  const { weights, step } = await createRegression(engine, 1, rows, units)
  for (let i = 0; i < steps; i++) await step()
  const values = weights.values.slice()
  await engine.close()
  return values
}

test('the same seed gives the same weights after 100 steps, bit for bit', async () => {
  expect(await train(100, 1)).toEqual(await train(100, 1))
})

test('so it does on two threads, with matrices that are large enough to be parted', async () => {
  // Sums over the 500 rows are: on one thread most of the weights come out another, in their last bits.
  expect(await train(30, 2, 500, 256)).toEqual(await train(30, 2, 500, 256))
})

test('two networks that train at once do not disturb each other', async () => {
  const engine = onnxEngine({ threads: 1 })
  const [a, b] = [await createRegression(engine, 1), await createRegression(engine, 1)]
  for (let i = 0; i < 50; i++) await Promise.all([a.step(), b.step()])
  expect(a.weights.values).toEqual(b.weights.values)
  await engine.close()
  expect(a.weights.values).toEqual(await train(50, 1))
})

test('10,000 steps learn, and memory does not grow with them', async () => {
  const engine = onnxEngine({ threads: 1 })
  const { step } = await createRegression(engine, 1)
  const losses: number[] = []
  const grown = await growthOf(async () => void losses.push(await step()))
  await engine.close()
  expect(losses).toHaveLength(10_000)
  expect(losses.slice(-8000).reduce((a, b) => a + b) / 8000).toBeLessThan(losses[0]! / 3)
  expect(grown.held).toBeLessThan(1e6)
  expect(grown.resident).toBeLessThan(6e6)
})

test('a leak of two kilobytes a step would be seen', async () => {
  const leaked: unknown[] = []
  const grown = await growthOf(() => Promise.resolve(void leaked.push(new Float32Array(512).fill(1))))
  expect(leaked).toHaveLength(10_000)
  expect(grown.held).toBeGreaterThan(10e6)
})

/**
 * Bytes that memory grows by in 6000 steps, after 2000: what JavaScript holds, with its arrays, and what the process does,
 * with native code. Each is the least of five looks in 2000 steps, so that garbage does not count.
 */
async function growthOf(step: () => Promise<void>) {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const least = async () => {
    const found = { held: Infinity, resident: Infinity }
    for (let look = 0; look < 5; look++) {
      for (let i = 0; i < 400; i++) await step()
      collectGarbage()
      const { heapUsed, external, rss } = process.memoryUsage()
      found.held = Math.min(found.held, heapUsed + external)
      found.resident = Math.min(found.resident, rss)
    }
    return found
  }
  for (let i = 0; i < 2000; i++) await step()
  const before = await least()
  for (let i = 0; i < 4000; i++) await step()
  const after = await least()
  return { held: after.held - before.held, resident: after.resident - before.resident }
}

test('equal indices are added up alike at every run on two threads', async () => {
  const rows = 20_000
  const engine = onnxEngine({ threads: 2 })
  const added = nn.scatterAdd(nn.input('x', [rows, 4]), nn.input('i', [rows], 'i32'), { size: 3 })
  const program = await engine.compile(nn.createGraph({ added }))
  const rng = createRng(1)
  const feeds = {
    x: Float32Array.from({ length: rows * 4 }, () => rng.next()),
    i: Int32Array.from({ length: rows }, () => Math.floor(3 * rng.next())),
  }
  const [first, again] = [{ added: new Float32Array(12) }, { added: new Float32Array(12) }]
  await program.run(feeds, first)
  for (let run = 0; run < 20; run++) {
    await program.run(feeds, again)
    expect(again).toEqual(first)
  }
  expect(first.added.reduce((a, b) => a + b)).toBeCloseTo(
    feeds.x.reduce((a, b) => a + b),
    -2,
  )
  await engine.close()
})

test('an exported network is a file that ONNX Runtime loads by itself, weights and all', async () => {
  const scope = nn.parameterScope('net')
  const x = nn.input('x', [4, 3])
  const output = nn.softmax(nn.dense(scope.at('out'), nn.relu(nn.dense(scope.at('in'), x, 8)), 2))
  const weights = nn.createWeights(scope.list(), { rng: createRng(1) })
  const bytes = exportOnnx({ output }, weights.feeds)

  const ort = await import('onnxruntime-node')
  const session = await ort.InferenceSession.create(bytes)
  expect(session.inputNames).toEqual(['x'])
  const values = Float32Array.from({ length: 12 }, (_, i) => i / 12)
  const result = await session.run({ x: new ort.Tensor('float32', values, [4, 3]) })

  const program = await onnxEngine().compile(nn.createGraph({ output }))
  const into = { output: new Float32Array(8) }
  await program.run({ x: values, ...weights.feeds }, into)
  expect(result['output']!.dims).toEqual([4, 2])
  expect(result['output']!.data).toEqual(into.output)
})

test('an exported file takes any number of rows, and results in double precision that were added to it', async () => {
  const x = nn.input('x', [2, 3])
  const bytes = exportOnnx(
    { y: nn.multiply(x, 2) },
    {},
    {
      openRows: true,
      finish(emit, { y }) {
        const wide = emit.node('Cast', [y!], { to: 11 })
        const value = emit.node('Add', [wide, emit.doubles([2 ** 52 + 1, 0.1, -0.1], [3])])
        const place = emit.node('ArgMax', [y!], { axis: 1, keepdims: 0 })
        return { sum: { value, dtype: 'f64', shape: [2, 3] }, place: { value: place, dtype: 'i64', shape: [2] } }
      },
    },
  )
  const ort = await import('onnxruntime-node')
  const session = await ort.InferenceSession.create(bytes)
  expect(session.outputNames).toEqual(['sum', 'place'])
  const result = await session.run({ x: new ort.Tensor('float32', Float32Array.of(0, 1, 2, 3, 2, 1, 0, 4, 0), [3, 3]) })
  const sums = [
    [0, 2, 4],
    [6, 4, 2],
    [0, 8, 0],
  ].flatMap(([a, b, c]) => [a! + 2 ** 52 + 1, b! + 0.1, c! - 0.1])
  expect([result['sum']!.dims, Array.from(result['sum']!.data as Float64Array)]).toEqual([[3, 3], sums])
  expect(Array.from(result['place']!.data as BigInt64Array, Number)).toEqual([2, 0, 1])
})

test('arrays that do not fit are refused by name', async () => {
  const engine = onnxEngine()
  const program = await engine.compile(nn.createGraph({ y: nn.exp(nn.input('x', [2])) }))
  const fine = { x: new Float32Array(2), y: new Float32Array(2) }
  const run = (feeds: nn.Buffers, into: nn.Buffers) => program.run(feeds, into)
  await expect(run({}, { y: fine.y })).rejects.toThrow(/feeds 'x' is missing/)
  await expect(run({ x: new Float32Array(3) }, { y: fine.y })).rejects.toThrow(/feeds 'x' of shape \[2\] needs 2/)
  await expect(run({ x: new Float64Array(2) }, { y: fine.y })).rejects.toThrow(
    /must be a Float32Array, got Float64Array/,
  )
  await expect(run({ x: fine.x, z: fine.x }, { y: fine.y })).rejects.toThrow(/feeds 'z' is not an input/)
  await expect(run({ x: fine.x }, {})).rejects.toThrow(/into 'y' is missing/)
  await program.close()
  await program.close()
  await expect(run({ x: fine.x }, { y: fine.y })).rejects.toThrow(/closed/)
  await engine.close()
})

test('a run takes new arrays, and results of every element type', async () => {
  const engine = onnxEngine()
  const x = nn.input('x', [3])
  const graph = nn.createGraph({ y: nn.exp(x), isAbove: nn.greater(x, 0), whole: nn.cast(x, 'i32'), same: x })
  const program = await engine.compile(graph)
  for (const values of [
    [-1, 0, 2],
    [4, -5, 0],
  ]) {
    const into = nn.allocate(program.outputs)
    await program.run({ x: Float32Array.from(values) }, into)
    expect([...into['isAbove']!]).toEqual(values.map((value) => Number(value > 0)))
    expect([...into['whole']!]).toEqual(values)
    expect([...into['same']!]).toEqual(values)
    into['y']!.forEach((value, i) => expect(value).toBeCloseTo(Math.exp(values[i]!), 4))
  }
  await engine.close()
})

test('importing the package and its engine loads no native code', () => {
  const program = `
    await import('@asdf/nn'); await import('@asdf/nn/onnx')
    const { sharedObjects } = process.report.getReport()
    if (sharedObjects.some((path) => path.includes('onnxruntime'))) process.exit(1)`
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=@asdf/source', '--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: new URL('..', import.meta.url) },
  )
  expect(status).toBe(0)
})

test('a loss that is not finite stops training with an error that names the step', async () => {
  const seen: number[] = []
  const training = nn.trainSteps({ seed: 1, onProgress: ({ step }) => void seen.push(step) }, 'fit', 5, (index) =>
    Promise.resolve({ loss: index === 2 ? NaN : index }),
  )
  await expect(training).rejects.toMatchObject({ code: 'ASDF_FIT_DIVERGED', details: { step: 3, loss: 'loss' } })
  expect(seen).toEqual([1, 2])
})

test('a number of steps that is none is refused', async () => {
  for (const count of [NaN, Infinity, -1, 1.5]) {
    const training = nn.trainSteps({ seed: 1 }, 'fit', count, () => Promise.resolve({ loss: 1 }))
    await expect(training).rejects.toMatchObject({ code: 'ASDF_OPTION_INVALID', details: { option: 'totalSteps' } })
  }
})

test('an abort stops training between steps with its own reason', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  let steps = 0
  const training = nn.trainSteps({ seed: 1, signal: controller.signal }, 'fit', 5, () => {
    if (++steps === 2) controller.abort(reason)
    return Promise.resolve({ loss: 1 })
  })
  await expect(training).rejects.toBe(reason)
  expect(steps).toBe(2)
})

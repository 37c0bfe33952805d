import type { Graph } from '@asdf/nn'
import type { OnnxOptions } from '@asdf/nn/onnx'
import { spawnSync } from 'node:child_process'
import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'
import { expect, test } from 'vitest'
import { createOnnxEngine } from '../src/onnx/engine.ts'

const doubling = () => nn.createGraph({ y: nn.multiply(nn.input('x', [1]), 2) })

test('runs of one program that overlap each compute with the arrays that they were given', async () => {
  const engine = onnxEngine({ threads: 1 })
  const program = await engine.compile(doubling())
  const results = Array.from({ length: 20 }, () => ({ y: new Float32Array(1) }))
  await Promise.all(results.map((into, i) => program.run({ x: Float32Array.of(i) }, into)))
  expect(results.map(({ y }) => y[0])).toEqual(results.map((_, i) => 2 * i))
  await engine.close()
})

test('a run that fails does not stop the one that waits behind it', async () => {
  const engine = onnxEngine({ threads: 1 })
  const program = await engine.compile(picking())
  const [bad, good] = [new Float32Array(1), new Float32Array(1)]
  const x = Float32Array.of(3, 4)
  const [first, second] = await Promise.allSettled([
    program.run({ x, i: Int32Array.of(7) }, { y: bad }),
    program.run({ x, i: Int32Array.of(1) }, { y: good }),
  ])
  expect([first.status, second.status, good[0]]).toEqual(['rejected', 'fulfilled', 4])
  await engine.close()
})

test('a program that is closed during its runs finishes them first', async () => {
  const engine = onnxEngine({ threads: 1 })
  const program = await engine.compile(doubling())
  const y = new Float32Array(1)
  const run = program.run({ x: Float32Array.of(3) }, { y })
  await program.close()
  expect(y[0]).toBe(6)
  await run
  await expect(program.run({ x: y }, { y })).rejects.toMatchObject({ code: 'ASDF_UNSUPPORTED' })
})

test('an engine that is closed during a compilation closes its program too', async () => {
  const engine = onnxEngine({ threads: 1 })
  const compiling = engine.compile(doubling())
  await engine.close()
  const program = await compiling
  const running = program.run({ x: Float32Array.of(3) }, { y: new Float32Array(1) })
  await expect(running).rejects.toThrow(/the program is closed/)
})

test('an index outside of what is picked from is a typed error', async () => {
  const engine = onnxEngine({ threads: 1 })
  const program = await engine.compile(picking())
  const running = program.run({ x: Float32Array.of(3, 4), i: Int32Array.of(2) }, { y: new Float32Array(1) })
  await expect(running).rejects.toMatchObject({
    code: 'ASDF_DATA_INVALID',
    message: expect.stringContaining('indices from 0 to size - 1') as string,
    cause: expect.any(Error) as Error,
  })
  await engine.close()
})

test.each<[string, OnnxOptions, string, RegExp]>([
  ['unknown execution providers', { executionProviders: ['nonsense'] }, 'ASDF_OPTION_INVALID', /'executionProviders'/],
  [
    'session options that are refused',
    { session: { graphOptimizationLevel: '?' } },
    'ASDF_OPTION_INVALID',
    /'session'/,
  ],
  ['a runtime that cannot make a session', { runtime: brokenRuntime() }, 'ASDF_ENGINE_MISSING', /onnxruntime-node/],
])('a typed error is what comes of %s', async (_, options, code, message) => {
  const compiling = onnxEngine(options).compile(doubling())
  await expect(compiling).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
})

test('a graph that the runtime refuses is a typed error', async () => {
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  // Refuses the first graph alone, so that the one that it is tried with works.
  let calls = 0
  const create = (model: Uint8Array, options: object) =>
    calls++ === 0 ? Promise.reject(new Error('too long')) : InferenceSession.create(model, options)
  const runtime = { InferenceSession: { create }, Tensor } as unknown as NonNullable<OnnxOptions['runtime']>
  const compiling = onnxEngine({ runtime }).compile(doubling())
  await expect(compiling).rejects.toMatchObject({ code: 'ASDF_UNSUPPORTED', details: { feature: 'compile' } })
})

test('execution providers that are not set up say how to, and nothing is printed', () => {
  const program = `
    import * as nn from '@asdf/nn'
    import { onnxEngine } from '@asdf/nn/onnx'
    const graph = nn.createGraph({ y: nn.ones([1]) })
    const error = await onnxEngine({ executionProviders: ['cuda', 'cpu'] }).compile(graph).catch((error) => error)
    const isFine = error.code === 'ASDF_ENGINE_MISSING' && /CUDA: npm install/.test(error.message)
    process.exitCode = isFine || hasCuda(error) ? 0 : 1
    function hasCuda(program) { return program.run !== undefined }`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@asdf/source', '--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: new URL('..', import.meta.url), encoding: 'utf8' },
  )
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('a runtime that is missing says how to install it', async () => {
  const loader = {
    id: '@asdf/nn/onnx',
    package: 'onnxruntime-node',
    flags: '--ignore-scripts ',
    load: () => Promise.reject(new Error('Cannot find package')),
    writesInPlace: true,
  }
  const compiling = createOnnxEngine(loader, {}).compile(doubling())
  await expect(compiling).rejects.toMatchObject({
    code: 'ASDF_ENGINE_MISSING',
    details: { engine: '@asdf/nn/onnx', package: 'onnxruntime-node' },
    message: expect.stringContaining('npm install --ignore-scripts onnxruntime-node') as string,
  })
})

test('options are checked', () => {
  const invalid = expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }) as Error
  const refused: object[] = [
    { threads: 0 },
    { thread: 2 },
    { runtime: {} },
    { runtime: null },
    { runtime: { InferenceSession: {} } },
    { executionProviders: 'cuda' },
  ]
  for (const options of refused) expect(() => onnxEngine(options), JSON.stringify(options)).toThrow(invalid)
})

function picking(): Graph {
  return nn.createGraph({ y: nn.gather(nn.input('x', [2]), nn.input('i', [1], 'i32')) })
}

function brokenRuntime(): NonNullable<OnnxOptions['runtime']> {
  return { InferenceSession: { create: () => Promise.reject(new Error('no')) }, Tensor: Object as never }
}

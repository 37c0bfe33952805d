import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'
import { referenceEngine } from '@asdf/nn/reference'
import { expect, test } from 'vitest'

const a = nn.input('a', [2, 3])

const shapeErrors: readonly [string, () => unknown, RegExp][] = [
  ['add', () => nn.add(a, nn.input('b', [2, 4])), /^add: shapes \[2, 3\] and \[2, 4\] do not broadcast/],
  ['where', () => nn.where(nn.greater(a, 0), nn.ones([5]), 0), /^where: shapes .*\[5\].*\[2, 3\]/],
  ['matmul', () => nn.matmul(a, a), /^matmul: cannot multiply matrices of shapes \[2, 3\] and \[2, 3\]/],
  ['matmul of a vector', () => nn.matmul(a, nn.ones([3])), /^matmul: .*\[2, 3\] and \[3\]/],
  ['batched matmul', () => nn.matmul(nn.ones([2, 3, 4]), nn.ones([3, 4, 2])), /^matmul: shapes \[2\] and \[3\]/],
  ['reshape', () => nn.reshape(a, [4]), /^reshape: cannot turn \[2, 3\] into \[4\]/],
  ['reshape with -1', () => nn.reshape(a, [4, -1]), /^reshape: cannot turn \[2, 3\] into \[4, -1\]/],
  ['expand', () => nn.expand(a, [2, 6]), /^expand: shapes \[2, 3\] and \[2, 6\]/],
  ['expand to smaller', () => nn.expand(a, [1, 3]), /^expand: cannot stretch \[2, 3\] to \[1, 3\]/],
  ['concat', () => nn.concat([a, nn.ones([3, 3])], 1), /^concat: shapes \[2, 3\] and \[3, 3\] differ off axis 1/],
  ['constant', () => nn.constant([1, 2, 3], [2]), /^constant: shape \[2\] needs 2 values, got 3/],
  [
    'conv2d',
    () => nn.conv2d(nn.ones([1, 4, 4, 2]), nn.ones([3, 3, 3, 1])),
    /^conv2d: .*\[1, 4, 4, 2\].*\[3, 3, 3, 1\]/,
  ],
  ['conv2d that does not fit', () => nn.conv2d(nn.ones([1, 2, 2, 1]), nn.ones([3, 3, 1, 1])), /does not fit/],
  ['averagePool', () => nn.averagePool(nn.ones([1, 3, 4, 1]), 2), /^averagePool: .*\[1, 3, 4, 1\]/],
  ['scatterAdd', () => nn.scatterAdd(a, nn.input('i', [3], 'i32'), { size: 4 }), /^scatterAdd: .*\[2, 3\].*\[3\]/],
  ['grad', () => nn.grad(nn.sum(a), [a], nn.ones([2])), /^grad: seed \[2\].*\[\]/],
  ['crossEntropy', () => nn.crossEntropy(a, nn.ones([3, 2])), /^crossEntropy: .*\[2, 3\] and \[3, 2\]/],
]

test.each(shapeErrors)('%s names itself and both shapes when they do not fit', (_, make, message) => {
  expect(make).toThrow(expect.objectContaining({ code: 'ASDF_SHAPE_MISMATCH' }) as Error)
  expect(make).toThrow(message)
})

const optionErrors: readonly [string, () => unknown][] = [
  ['an axis outside', () => nn.sum(a, { axes: 2 })],
  ['a size of zero', () => nn.input('x', [0])],
  ['an input without a name', () => nn.input('', [1])],
  ['an order that names an axis twice', () => nn.transpose(a, [0, 0])],
  ['a slice beyond the end', () => nn.slice(a, 1, 2, 4)],
  ['an empty slice', () => nn.slice(a, 1, 2, 2)],
  ['a negative pad', () => nn.pad(a, 0, -1, 0)],
  ['nothing to concatenate', () => nn.concat([], 0)],
  ['a slope of zero', () => nn.leakyRelu(a, 0)],
  ['a factor of a half', () => nn.upsampleNearest(nn.ones([1, 2, 2, 1]), 0.5)],
  ['a stride of zero', () => nn.conv2d(nn.ones([1, 4, 4, 1]), nn.ones([3, 3, 1, 1]), { stride: 0 })],
  ['no outputs', () => nn.createGraph({})],
  ['two inputs of one name', () => nn.createGraph({ y: nn.sum(nn.input('a', [1])), z: a })],
  ['two inputs of one name and shape', () => nn.createGraph({ y: nn.add(nn.input('a', [2, 3]), a) })],
  ['an output with the name of an input', () => nn.createGraph({ a: nn.exp(a) })],
  ['a name that begins with a point', () => nn.createGraph({ '.0': nn.exp(a) })],
]

test.each(optionErrors)('%s is refused', (_, make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'ASDF_OPTION_INVALID' }) as Error)
})

test('inputs and outputs may have the names of what objects have by themselves', async () => {
  const graph = nn.createGraph({ valueOf: nn.add(nn.input('constructor', [1]), nn.input('toString', [1])) })
  expect(Object.keys(graph.inputs)).toEqual(['constructor', 'toString'])
  for (const engine of [referenceEngine(), onnxEngine({ threads: 1 })]) {
    const program = await engine.compile(graph)
    const into = { valueOf: new Float32Array(1) }
    await program.run({ constructor: Float32Array.of(1), toString: Float32Array.of(2) }, into)
    expect(into.valueOf[0]).toBe(3)
    await expect(program.run({}, into)).rejects.toThrow(/feeds 'constructor' is missing/)
    await engine.close()
  }
  const plain = await referenceEngine().compile(nn.createGraph({ y: nn.exp(nn.input('x', [1])) }))
  const feeds = { x: new Float32Array(1), constructor: new Float32Array(1) } as nn.Buffers
  await expect(plain.run(feeds, { y: new Float32Array(1) })).rejects.toThrow(/feeds 'constructor' is not an input/)
})

test('element types are checked when a graph is written', () => {
  const unsupported = expect.objectContaining({ code: 'ASDF_UNSUPPORTED' }) as Error
  const whole = nn.input('i', [2, 3], 'i32')
  for (const make of [
    () => nn.add(a, whole),
    () => nn.exp(whole),
    () => nn.matmul(whole, whole),
    () => nn.gather(a, a),
    () => nn.where(a, a, a),
    () => nn.and(a, a),
    () => nn.add(nn.greater(a, 0), nn.greater(a, 0)),
    () => nn.grad(whole, [a]),
  ]) {
    expect(make).toThrow(unsupported)
  }
})

test('an input that the loss does not depend on has a gradient of zeros', async () => {
  const unused = nn.input('unused', [2])
  expect(await valuesOf(nn.grad(nn.sum(a), [a, unused]))).toEqual([
    [1, 1, 1, 1, 1, 1],
    [0, 0],
  ])
})

test('operations without a derivative stop the gradient', async () => {
  const stopped = [
    nn.stopGradient(a),
    nn.sign(a),
    nn.cast(nn.cast(a, 'i32'), 'f32'),
    nn.cast(nn.greater(a, 0), 'f32'),
    nn.cast(nn.argMax(a), 'f32'),
    nn.oneHot(nn.argMax(a), 3),
  ]
  for (const x of stopped) expect(await valuesOf(nn.grad(nn.sum(x), [a]))).toEqual([[0, 0, 0, 0, 0, 0]])
})

test('gradients are taken with respect to tensors inside the graph too', async () => {
  const inner = nn.multiply(a, 2)
  expect(await valuesOf(nn.grad(nn.sum(nn.square(inner)), [inner]))).toEqual([[4, 8, 12, 16, 20, 24]])
  expect(await valuesOf(nn.grad(inner, [inner]))).toEqual([[1, 1, 1, 1, 1, 1]])
})

test('a tensor that is used twice gets both gradients, and a seed weighs the elements of the loss', async () => {
  const seed = nn.constant([1, 0, 2, 0, 0, 1], [2, 3])
  expect(await valuesOf(nn.grad(nn.add(a, nn.multiply(a, a)), [a], seed))).toEqual([[3, 0, 14, 0, 0, 13]])
})

test('operands that tie share the gradient', async () => {
  expect(await valuesOf(nn.grad(nn.sum(nn.maximum(a, 2)), [a]))).toEqual([[0, 0.5, 1, 1, 1, 1]])
  expect(await valuesOf(nn.grad(nn.sum(nn.minimum(a, 2)), [a]))).toEqual([[1, 0.5, 0, 0, 0, 0]])
  const tied = nn.constant([3, 1, 3], [1, 3])
  expect(await valuesOf(nn.grad(nn.max(tied), [tied]))).toEqual([[0.5, 0, 0.5]])
})

test('powers of zero have the derivatives that PyTorch gives them', async () => {
  const [base, exponent] = [nn.constant([0, 0, 0, 2]), nn.constant([0, 1, 2, 0])]
  const slopes = nn.grad(nn.sum(nn.pow(base, exponent)), [base, exponent])
  expect(await valuesOf(slopes)).toEqual([
    [0, 1, 0, 0],
    [0, 0, 0, Math.fround(Math.log(2))],
  ])
  const curvatures = slopes.flatMap((slope) => nn.grad(nn.sum(slope), [base, exponent]))
  for (const value of (await valuesOf(curvatures)).flat()) expect(Number.isFinite(value)).toBe(true)
})

test('options that no operation can use are refused', () => {
  const [images, weights] = [nn.input('m', [1, 4, 4, 4]), nn.input('w', [3, 3, 4, 2])]
  const [indices, scope] = [nn.input('i', [2], 'i32'), nn.parameterScope('net')]
  const attention = (heads: number) => nn.multiHeadAttention(scope, nn.input('t', [1, 2, 4]), { heads })
  const refused: [option: string, values: number[], make: (value: number) => unknown][] = [
    ['padding', [0.5, -1, NaN], (padding) => nn.conv2d(images, weights, { padding })],
    ['temperature', [0, -1, NaN], (temperature) => nn.gumbelSoftmax(a, a, { temperature })],
    ['size', [0, -1, 1.5, NaN], (size) => nn.scatterAdd(a, indices, { size })],
    ['groups', [-2, 0, NaN], (groups) => nn.groupNorm(scope, images, groups)],
    ['heads', [-2, 0, NaN], attention],
  ]
  for (const [option, values, make] of refused) {
    const error = { code: 'ASDF_OPTION_INVALID', details: expect.objectContaining({ option }) as object }
    for (const value of values) expect(() => make(value), option).toThrow(expect.objectContaining(error) as Error)
  }
})

test('a graph ten thousand operations deep can be differentiated and run', async () => {
  let x: nn.SymbolicTensor = a
  for (let i = 0; i < 10_000; i++) x = nn.add(x, 1e-4)
  const [gradient] = await valuesOf(nn.grad(nn.sum(x), [a]))
  expect(gradient).toEqual([1, 1, 1, 1, 1, 1])
})

/** Values where `a` is 1, 2, …, 6. */
async function valuesOf(tensors: readonly nn.SymbolicTensor[]): Promise<number[][]> {
  const graph = nn.createGraph(Object.fromEntries(tensors.map((tensor, i) => [`y${i}`, tensor])))
  const program = await referenceEngine().compile(graph)
  const into = nn.allocate(program.outputs)
  await program.run('a' in graph.inputs ? { a: Float32Array.of(1, 2, 3, 4, 5, 6) } : {}, into)
  return tensors.map((_, i) => [...into[`y${i}`]!].map((value) => value + 0))
}

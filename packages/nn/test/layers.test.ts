import { createRng } from '@asdf/core'
import * as nn from '@asdf/nn'
import { referenceEngine } from '@asdf/nn/reference'
import { expect, test } from 'vitest'
import { normalizeGroups } from '../src/ops/group-norm.ts'

const rng = createRng(5)

/** Runs a network on the reference engine, with weights from seed 1 and each input drawn from a normal distribution. */
async function runNetwork(scope: nn.ParameterScope, outputs: Record<string, nn.SymbolicTensor>) {
  const graph = nn.createGraph(outputs)
  const weights = nn.createWeights(scope.list(), { rng: createRng(1) })
  const feeds: Record<string, nn.NumberArray> = { ...weights.feeds }
  for (const name in graph.inputs) {
    if (name in feeds) continue
    const values = new Float32Array(graph.inputs[name]!.shape.reduce((a, b) => a * b, 1))
    nn.fillNormal(rng.fork(name), values)
    feeds[name] = values
  }
  const program = await referenceEngine().compile(graph)
  const into = Object.fromEntries(
    Object.entries(program.outputs).map(([name, { shape }]) => [
      name,
      new Float64Array(shape.reduce((a, b) => a * b, 1)),
    ]),
  )
  await program.run(feeds, into)
  return { feeds, into }
}

test('a network that is applied twice has one set of weights', () => {
  const scope = nn.parameterScope('critic')
  const critic = (x: nn.SymbolicTensor) => nn.dense(scope.at('out'), nn.dense(scope.at('hidden'), x, 4), 1)
  critic(nn.ones([2, 3]))
  critic(nn.ones([5, 3]))
  expect(scope.list().map(({ name }) => name)).toEqual([
    'critic/hidden/weight',
    'critic/hidden/bias',
    'critic/out/weight',
    'critic/out/bias',
  ])
  expect(scope.at('out').list()).toHaveLength(2)
  expect(() => critic(nn.ones([2, 7]))).toThrow(/'critic\/hidden\/weight': has shape \[3, 4\].*\[7, 4\]/)
})

test('names that would be mixed up are refused', () => {
  expect(() => nn.parameterScope('')).toThrow(/parameterScope/)
  expect(() => nn.parameterScope('a').at('b/c')).toThrow(/parameterScope/)
})

test('batch norm gives each feature mean zero and variance one, and says which statistics it used', async () => {
  const scope = nn.parameterScope('n')
  const x = nn.input('x', [200, 3])
  const { output, mean, variance } = nn.batchNorm(scope, nn.add(nn.multiply(x, 3), 7))
  const checks = nn.moments(output, 0)
  const { into } = await runNetwork(scope, { mean, variance, m: checks.mean, v: checks.variance })
  into['m']!.forEach((value) => expect(value).toBeCloseTo(0, 10))
  into['v']!.forEach((value) => expect(value).toBeCloseTo(1, 5))
  into['mean']!.forEach((value) => expect(Math.abs(value - 7)).toBeLessThan(1))
  into['variance']!.forEach((value) => expect(Math.abs(value - 9)).toBeLessThan(3))
})

test('batch norm with the statistics of the batch is the same in training and in use', async () => {
  const scope = nn.parameterScope('n')
  const x = nn.input('x', [10, 4, 3])
  const { output, mean, variance } = nn.batchNorm(scope, x)
  const { into } = await runNetwork(scope, { output, used: nn.batchNormWith(scope, x, { mean, variance }) })
  into['used']!.forEach((value, i) => expect(value).toBeCloseTo(into['output']![i]!, 10))
})

test('running statistics move toward those of the batch, with the unbiased variance', () => {
  const running = { mean: Float32Array.of(0), variance: Float32Array.of(1) }
  nn.updateStatistics(running, { mean: Float32Array.of(10), variance: Float32Array.of(4) }, 5)
  expect(running.mean[0]).toBeCloseTo(1)
  expect(running.variance[0]).toBeCloseTo(0.9 + (0.1 * 4 * 5) / 4)
})

test('the hand-written derivative of batch norm is that of its parts, of both orders', async () => {
  const [x, scale, shift, weight] = [
    nn.input('x', [6, 3]),
    nn.input('s', [3]),
    nn.input('t', [3]),
    nn.input('w', [6, 3]),
  ]
  const { centered, variance } = nn.moments(x, 0)
  const parts = nn.add(nn.multiply(nn.divide(centered, nn.sqrt(nn.add(variance, 1e-5))), scale), shift)
  const outputs: Record<string, nn.SymbolicTensor> = {}
  for (const [kind, output] of Object.entries({ whole: nn.normalizeBatch(x, scale, shift), parts })) {
    const first = nn.grad(nn.sum(nn.multiply(nn.square(output), weight)), [x, scale, shift])
    const loss = first.map((gradient) => nn.sum(nn.square(gradient))).reduce(nn.add)
    const second = nn.grad(loss, [x, scale, shift, weight])
    ;[...first, ...second].forEach((gradient, i) => (outputs[`${kind}${i}`] = gradient))
  }
  const { into } = await runNetwork(nn.parameterScope('n'), outputs)
  for (let i = 0; i < 7; i++) {
    const size = Math.max(...into[`parts${i}`]!.map(Math.abs))
    into[`parts${i}`]!.forEach((value, at) =>
      expect(Math.abs(into[`whole${i}`]![at]! - value)).toBeLessThan(1e-9 * size),
    )
  }
})

test('the hand-written derivative of group norm is that of its parts, of both orders', async () => {
  const inputs = [nn.input('x', [2, 5, 6]), nn.input('s', [6]), nn.input('t', [6])] as const
  const [x, scale, shift] = inputs
  const weight = nn.input('w', [2, 5, 6])
  const { centered, variance } = nn.moments(nn.reshape(x, [2, 5, 3, 2]), [1, 3])
  const normalized = nn.reshape(nn.divide(centered, nn.sqrt(nn.add(variance, 1e-5))), x.shape)
  const parts = nn.add(nn.multiply(normalized, scale), shift)
  const outputs: Record<string, nn.SymbolicTensor> = {}
  const whole = normalizeGroups(x, scale, shift, { groups: 3, epsilon: 1e-5 })
  for (const [kind, output] of Object.entries({ whole, parts })) {
    const first = nn.grad(nn.sum(nn.multiply(nn.square(output), weight)), inputs)
    const loss = first.map((gradient) => nn.sum(nn.square(gradient))).reduce(nn.add)
    const second = nn.grad(loss, [...inputs, weight])
    ;[output, ...first, ...second].forEach((tensor, i) => (outputs[`${kind}${i}`] = tensor))
  }
  const { into } = await runNetwork(nn.parameterScope('n'), outputs)
  for (let i = 0; i < 8; i++) {
    const size = Math.max(...into[`parts${i}`]!.map(Math.abs))
    into[`parts${i}`]!.forEach((value, at) =>
      expect(Math.abs(into[`whole${i}`]![at]! - value)).toBeLessThan(1e-9 * size),
    )
  }
})

test('layer norm and group norm standardize their groups', async () => {
  const scope = nn.parameterScope('n')
  const rows = nn.moments(nn.layerNorm(scope.at('l'), nn.input('x', [4, 50])), 1)
  const images = nn.groupNorm(scope.at('g'), nn.input('y', [2, 3, 3, 8]), 2)
  const groups = nn.moments(nn.reshape(images, [2, 9, 2, 4]), [1, 3])
  const { into } = await runNetwork(scope, { a: rows.mean, b: rows.variance, c: groups.mean, d: groups.variance })
  for (const name of ['a', 'c']) into[name]!.forEach((value) => expect(value).toBeCloseTo(0, 10))
  for (const name of ['b', 'd']) into[name]!.forEach((value) => expect(value).toBeCloseTo(1, 3))
})

test('attention over equal keys is the mean of the values, and a mask hides keys', async () => {
  const scope = nn.parameterScope('n')
  const tokens = nn.input('x', [2, 3, 8])
  const plain = nn.multiHeadAttention(scope, tokens, { heads: 2, context: nn.ones([2, 5, 8]) })
  const single = nn.multiHeadAttention(scope, tokens, { heads: 2, context: nn.ones([2, 1, 8]) })
  const context = nn.input('c', [2, 3, 8])
  const mask = nn.constant([0, -1e9, -1e9])
  const masked = nn.multiHeadAttention(scope, tokens, { heads: 2, context, mask })
  const first = nn.multiHeadAttention(scope, tokens, { heads: 2, context: nn.slice(context, 1, 0, 1) })
  const { into } = await runNetwork(scope, { plain, single, masked, first })
  into['plain']!.forEach((value, i) => expect(value).toBeCloseTo(into['single']![i]!, 10))
  into['masked']!.forEach((value, i) => expect(value).toBeCloseTo(into['first']![i]!, 10))
})

test('losses have the values of their formulas', async () => {
  const [x, t] = [nn.constant([1, -2, 0.5, 3], [2, 2]), nn.constant([1, 0, 0.25, 0.75], [2, 2])]
  const { into } = await runNetwork(nn.parameterScope('n'), {
    cross: nn.crossEntropy(x, t),
    binary: nn.binaryCrossEntropyWithLogits(x, t),
    huge: nn.binaryCrossEntropyWithLogits(nn.constant([1000, -1000]), nn.constant([1, 0])),
    squared: nn.meanSquaredError(x, t),
    gaussian: nn.gaussianKl(x, t),
    categorical: nn.categoricalKl(x, t),
    same: nn.categoricalKl(x, nn.add(x, 5)),
  })
  const soft = (a: number, b: number) => [1 / (1 + Math.exp(b - a)), 1 / (1 + Math.exp(a - b))] as const
  const [p, q] = [soft(1, -2), soft(0.5, 3)]
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
  const binary = (z: number, y: number) => -y * Math.log(sigmoid(z)) - (1 - y) * Math.log(1 - sigmoid(z))
  expect(into['cross']![0]).toBeCloseTo((-Math.log(p[0]) - 0.25 * Math.log(q[0]) - 0.75 * Math.log(q[1])) / 2, 10)
  expect(into['binary']![0]).toBeCloseTo((binary(1, 1) + binary(-2, 0) + binary(0.5, 0.25) + binary(3, 0.75)) / 4, 10)
  expect(into['huge']![0]).toBe(0)
  expect(into['squared']![0]).toBeCloseTo((0 + 4 + 0.0625 + 5.0625) / 4, 10)
  const divergence = (m: number, v: number) => 0.5 * (m * m + Math.exp(v) - v - 1)
  expect(into['gaussian']![0]).toBeCloseTo(divergence(1, 1) + divergence(-2, 0), 10)
  const [r] = [soft(1, 0)]
  expect(into['categorical']![0]).toBeCloseTo(p[0] * Math.log(p[0] / r[0]) + p[1] * Math.log(p[1] / r[1]), 10)
  into['same']!.forEach((value) => expect(value).toBeCloseTo(0, 10))
})

test('the hand-written derivative of cross-entropy is that of its formula, of both orders', async () => {
  const [x, weights] = [nn.input('x', [4, 3]), nn.input('w', [4, 3])]
  // Rows that do not sum to one too.
  const targets = nn.input('t', [4, 3])
  const formula = nn.negate(nn.mean(nn.sum(nn.multiply(targets, nn.logSoftmax(x)), { axes: -1 })))
  const outputs: Record<string, nn.SymbolicTensor> = {}
  for (const [kind, loss] of Object.entries({ whole: nn.crossEntropy(x, targets), parts: formula })) {
    const first = nn.grad(nn.square(loss), [x, targets])
    const second = nn.grad(nn.sum(nn.multiply(first[0]!, weights)), [x, targets])
    ;[loss, ...first, ...second].forEach((tensor, i) => (outputs[`${kind}${i}`] = tensor))
  }
  const { into } = await runNetwork(nn.parameterScope('n'), outputs)
  for (let i = 0; i < 5; i++) {
    into[`parts${i}`]!.forEach((value, at) => expect(into[`whole${i}`]![at]).toBeCloseTo(value, 12))
  }
})

test('hard draws from categories are one-hot and have the gradient of soft ones', async () => {
  const [logits, noise, weight] = [nn.input('l', [5, 3]), nn.input('n', [5, 3]), nn.input('w', [5, 3])]
  const soft = nn.gumbelSoftmax(logits, noise, { temperature: 0.5 })
  const hard = nn.gumbelSoftmax(logits, noise, { temperature: 0.5, isHard: true })
  const gradient = (x: nn.SymbolicTensor) => nn.grad(nn.sum(nn.multiply(x, weight)), [logits])[0]!
  const { into } = await runNetwork(nn.parameterScope('x'), { hard, a: gradient(soft), b: gradient(hard) })
  expect(into['hard']!.map((value) => Math.abs(value * (1 - value))).reduce((a, b) => Math.max(a, b))).toBeLessThan(
    1e-12,
  )
  into['a']!.forEach((value, i) => expect(into['b']![i]).toBeCloseTo(value, 12))
})

test('a gated unit that does not update keeps its state', async () => {
  const scope = nn.parameterScope('n')
  const state = nn.input('state', [4, 3])
  const next = nn.gruCell(scope, nn.input('x', [4, 2]), state)
  expect(next.shape).toEqual([4, 3])
  const weights = nn.createWeights(scope.list(), { rng: createRng(1) })
  // An input bias of 100 at the update gate holds it at one.
  weights.feeds['n/input-bias']!.fill(100, 3, 6)
  const program = await referenceEngine().compile(nn.createGraph({ next }))
  const held = Float32Array.from({ length: 12 }, (_, i) => i / 10)
  const into = { next: new Float64Array(12) }
  await program.run({ ...weights.feeds, x: new Float32Array(8).fill(1), state: held }, into)
  into.next.forEach((value, i) => expect(value).toBeCloseTo(held[i]!, 10))
})

test('first values have the ranges of PyTorch', () => {
  const scope = nn.parameterScope('n')
  nn.dense(scope.at('dense'), nn.ones([2, 64]), 500)
  nn.convolution(scope.at('convolution'), nn.ones([1, 4, 4, 4]), { filters: 200 })
  nn.embedding(scope.at('embedding'), nn.input('i', [3], 'i32'), { count: 100, size: 100 })
  const { feeds } = nn.createWeights(scope.list(), { rng: createRng(1) })
  const largest = (name: string) => feeds[name]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(largest('n/dense/weight')).toBeLessThanOrEqual(1 / 8)
  expect(largest('n/dense/weight')).toBeGreaterThan(0.99 / 8)
  expect(largest('n/dense/bias')).toBeGreaterThan(0.95 / 8)
  expect(largest('n/convolution/weight')).toBeLessThanOrEqual(1 / 6)
  expect(largest('n/convolution/weight')).toBeGreaterThan(0.99 / 6)
  const normal = feeds['n/embedding/weight']!
  const variance = normal.reduce((total, value) => total + value * value, 0) / normal.length
  expect(Math.abs(variance - 1)).toBeLessThan(0.05)
})

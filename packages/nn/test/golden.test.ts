import type { NumberArray, ParameterScope, SymbolicTensor } from '@asdf/nn'
import { readFileSync } from 'node:fs'
import { createRng } from '@asdf/core'
import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'
import { afterAll, expect, test } from 'vitest'

// Whole training steps against those of PyTorch, which golden/make_golden.py wrote.

type Values = Readonly<Record<string, readonly number[]>>

/** A step of an optimizer: the loss and its gradients, and parameters before and after. */
interface Step {
  readonly loss: number
  readonly parameters: Values
  readonly gradients: Values
  readonly updated: Values
}

const engine = onnxEngine({ threads: 1 })
afterAll(() => engine.close())
const adamOptions = { learningRate: 0.01, epsilon: 1e-3, weightDecay: 0.01 } as const

test('a step of a Wasserstein GAN with gradient penalty, dropout and packs is that of PyTorch', async () => {
  const golden = read<{ feeds: Values; generatorFeeds: Values; critic: Step; generator: Step }>('wgan-gp')
  const [batch, packs, units] = [8, 4, 5]
  const [generatorScope, criticScope] = [nn.parameterScope('generator'), nn.parameterScope('critic')]
  const condition = nn.input('condition', [batch, 2])
  const packed = (data: SymbolicTensor) => nn.reshape(nn.concat([data, condition], 1), [packs, 12])
  const masksOf = (count: number) => [1, 2].map((i) => nn.input(`mask${i}`, [count * packs, units]))
  const criticize = (x: SymbolicTensor, masks: readonly SymbolicTensor[]) => {
    const hidden = masks.reduce(
      (rows, mask, i) => nn.dropout(nn.leakyRelu(nn.dense(criticScope.at(`hidden${i}`), rows, units), 0.2), mask),
      x,
    )
    return nn.dense(criticScope.at('out'), hidden, 1)
  }
  let rows = nn.concat([nn.input('noise', [batch, 3]), condition], 1)
  for (const name of ['first', 'second']) {
    const hidden = nn.dense(generatorScope.at(name), rows, units)
    rows = nn.concat([nn.relu(nn.batchNorm(generatorScope.at(`${name}-norm`), hidden).output), rows], 1)
  }
  const fake = packed(nn.tanh(nn.dense(generatorScope.at('last'), rows, 4)))
  const real = packed(nn.input('real', [batch, 4]))
  const mixed = nn.add(fake, nn.multiply(nn.input('mix', [packs, 1]), nn.subtract(real, fake)))
  const all = nn.concat([fake, real, mixed], 0)
  const scores = criticize(all, masksOf(3))
  const part = (tensor: SymbolicTensor, i: number) => nn.slice(tensor, 0, i * packs, (i + 1) * packs)
  const slope = part(nn.grad(nn.sum(part(scores, 2)), [all])[0]!, 2)
  const length = nn.sqrt(nn.add(nn.sum(nn.square(slope), { axes: 1 }), 1e-12))
  const penalty = nn.multiply(nn.mean(nn.square(nn.subtract(length, 1))), 10)
  const distance = nn.subtract(nn.mean(part(scores, 0)), nn.mean(part(scores, 1)))

  const optimizer = nn.adam({ ...adamOptions, beta1: 0.5, beta2: 0.9 })
  const critic = await takeStep(criticScope, nn.add(distance, penalty), optimizer, golden.critic, {
    ...golden.feeds,
    ...golden.generator.parameters,
  })
  const generatorLoss = nn.negate(nn.mean(criticize(fake, masksOf(1))))
  await takeStep(generatorScope, generatorLoss, optimizer, golden.generator, {
    ...golden.feeds,
    ...golden.generatorFeeds,
    ...critic.feeds,
  })
})

test('a step of a variational autoencoder is that of PyTorch', async () => {
  const { feeds, step } = read<{ feeds: Values; step: Step }>('tvae')
  const [batch, units, latent] = [6, 5, 3]
  const scope = nn.parameterScope('tvae')
  const [real, noise] = [nn.input('real', [batch, 6]), nn.input('noise', [batch, latent])]
  const encoded = nn.relu(nn.dense(scope.at('encoder'), real, units))
  const [mean, logVariance] = [nn.dense(scope.at('mean'), encoded, 3), nn.dense(scope.at('log-variance'), encoded, 3)]
  const drawn = nn.add(nn.multiply(nn.exp(nn.multiply(logVariance, 0.5)), noise), mean)
  const decoded = nn.dense(scope.at('output'), nn.relu(nn.dense(scope.at('decoder'), drawn, units)), 6)
  const logDeviation = scope.parameter('log-deviation', [1], nn.constantInitializer(0))
  const [from, to] = [decoded, real].map((x) => nn.slice(x, 1, 0, 1)) as [SymbolicTensor, SymbolicTensor]
  const scaled = nn.divide(nn.subtract(to, nn.tanh(from)), nn.exp(logDeviation))
  const ofScalar = nn.add(nn.multiply(nn.mean(nn.square(scaled)), 0.5), nn.sum(logDeviation))
  const ofChoice = (start: number, end: number) =>
    nn.crossEntropy(nn.slice(decoded, 1, start, end), nn.slice(real, 1, start, end))
  const error = nn.add(ofScalar, nn.add(ofChoice(1, 4), ofChoice(4, 6)))
  const loss = nn.add(nn.multiply(error, 2), nn.mean(nn.gaussianKl(mean, logVariance)))
  await takeStep(scope, loss, nn.adam(adamOptions), step, feeds)
})

test('a step of a convolutional block, down and up, with clipped gradients is that of PyTorch', async () => {
  const { feeds, step } = read<{ feeds: Values; step: Step }>('convolution-block')
  const scope = nn.parameterScope('block')
  const images = nn.input('images', [2, 6, 6, 4])
  const convolved = (name: string, x: SymbolicTensor) =>
    nn.convolution(scope.at(name), nn.silu(nn.groupNorm(scope.at(`${name}-norm`), x, 2)), {
      filters: 4,
      padding: 'same',
    })
  const shift = nn.reshape(nn.dense(scope.at('time'), nn.silu(nn.input('time', [2, 3])), 4), [2, 1, 1, 4])
  const x = nn.residual(images, (inner) => convolved('second', nn.add(convolved('first', inner), shift)))
  const down = nn.gelu(nn.convolution(scope.at('down'), x, { filters: 4, stride: 2, padding: 1 }))
  const pooled = nn.averagePool(nn.add(x, nn.upsampleNearest(down, 2)), 2)
  const loss = nn.meanSquaredError(pooled, nn.input('target', [2, 3, 3, 4]))
  await takeStep(scope, loss, nn.adamW({ ...adamOptions, weightDecay: 0.1, clipNorm: 0.5 }), step, feeds)
})

test('a step of an embedding, attention, layer norm and a gated unit is that of PyTorch', async () => {
  const { feeds, step } = read<{ feeds: Values; step: Step }>('sequence')
  const [batch, tokens, size, units] = [3, 4, 6, 5]
  const scope = nn.parameterScope('sequence')
  const indices = nn.input('indices', [batch, tokens], 'i32')
  const embedded = nn.embedding(scope.at('embedding'), indices, { count: 7, size })
  const mask = nn.constant(
    Array.from({ length: tokens * tokens }, (_, i) => (i % tokens > Math.floor(i / tokens) ? -1e9 : 0)),
    [tokens, tokens],
  )
  const attended = nn.multiHeadAttention(scope.at('attention'), embedded, { heads: 2, mask })
  const x = nn.layerNorm(scope.at('norm'), nn.add(embedded, attended))
  let state = nn.input('state', [batch, units])
  for (let token = 0; token < tokens; token++) {
    const at = nn.reshape(nn.slice(x, 1, token, token + 1), [batch, size])
    state = nn.gruCell(scope.at('unit'), at, state)
  }
  const loss = nn.binaryCrossEntropyWithLogits(state, nn.sigmoid(nn.input('target', [batch, units])))
  await takeStep(scope, loss, nn.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }), step, feeds)
})

/** Makes one step from the golden parameters, and compares all that comes of it with the golden values. */
async function takeStep(
  scope: ParameterScope,
  loss: SymbolicTensor,
  optimizer: nn.Optimizer,
  golden: Step,
  feeds: Readonly<Record<string, readonly number[] | NumberArray>>,
): Promise<nn.Weights> {
  const weights = nn.createWeights(scope.list(), { rng: createRng(1), optimizer })
  for (const [name, values] of Object.entries(weights.feeds)) values.set(golden.parameters[name]!)
  const program = await engine.compile(nn.createGraph({ loss, ...nn.gradientOutputs(loss, scope.list()) }))
  const all = nn.allocate(program.inputs)
  for (const [name, values] of Object.entries(feeds)) all[name]?.set(values)
  Object.assign(all, weights.feeds)
  const value = new Float32Array(1)
  await program.run(all, { loss: value, ...weights.into })
  expect(Math.abs(value[0]! / golden.loss - 1)).toBeLessThan(1e-5)
  expect(Object.keys(weights.feeds).sort()).toEqual(Object.keys(golden.gradients).sort())
  const gradients = Object.fromEntries(
    scope.list().map(({ name }) => [name, weights.into[`gradient of ${name}`]!] as const),
  )
  expectClose(gradients, golden.gradients)
  weights.update()
  expectClose(weights.feeds, golden.updated)
  await program.close()
  return weights
}

/** Equal within 1e-5 of the largest element, and of a hundredth of the largest of all where all others are tiny. */
function expectClose(received: Readonly<Record<string, NumberArray>>, golden: Values): void {
  const largest = Math.max(...Object.values(golden).map(largestOf))
  for (const [name, expected] of Object.entries(golden)) {
    const scale = Math.max(largestOf(expected), largest / 100)
    const errors = expected.map((value, i) => Math.abs(received[name]![i]! - value) / scale)
    expect(largestOf(errors), name).toBeLessThan(1e-5)
  }
}

function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

function read<Golden>(name: string): Golden {
  return JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8')) as Golden
}

import type { ParameterScope, SymbolicTensor } from '@asdf/nn'
import type { Sizes, Step, Training } from './trainer.ts'
import * as nn from '@asdf/nn'
import { createUpdate, gatherRows } from './trainer.ts'

// CTGAN's networks and sizes (Xu et al. 2019): rows are judged in packs of ten, with their conditions.
const [noiseSize, conditionSize, pack, hiddenSize, dropoutRate] = [128, 100, 10, 256, 0.5] as const

/** One update of the critic with gradient penalty, then one of the generator. */
export async function createWganGpStep(training: Training, { batch }: Sizes): Promise<Step> {
  const { rng, rows } = training
  const [generatorScope, criticScope] = [nn.parameterScope('generator'), nn.parameterScope('critic')]
  const losses = writeLosses(generatorScope, criticScope, batch, rows.width)
  const optimizer = nn.adam({ learningRate: 2e-4, beta1: 0.5, beta2: 0.9, weightDecay: 1e-6 })
  const critic = nn.createWeights(criticScope.list(), { rng, optimizer })
  const generator = nn.createWeights(generatorScope.list(), { rng, optimizer })
  const criticUpdate = await createUpdate(training, {
    loss: losses.critic,
    scope: criticScope,
    weights: [critic, generator],
  })
  const generatorUpdate = await createUpdate(training, {
    loss: losses.generator,
    scope: generatorScope,
    weights: [generator, critic],
  })
  const { real, condition, noise, mix, ...criticMasks } = criticUpdate.feeds

  function drawMasks(feeds: Readonly<Record<string, Float32Array>>): void {
    for (const i of [1, 2]) nn.fillDropoutMask(rng, dropoutRate, feeds[`mask${i}`]!)
  }

  return async () => {
    gatherRows(rng, rows, real!, { start: rows.width - conditionSize, out: condition! })
    nn.fillNormal(rng, noise!)
    nn.fillUniform(rng, mix!)
    drawMasks(criticMasks)
    await criticUpdate.run()
    nn.fillNormal(rng, generatorUpdate.feeds['noise']!)
    generatorUpdate.feeds['condition']!.set(condition!)
    drawMasks(generatorUpdate.feeds)
    return generatorUpdate.run()
  }
}

function writeLosses(generatorScope: ParameterScope, criticScope: ParameterScope, batch: number, dataSize: number) {
  const packs = batch / pack
  const packedSize = pack * (dataSize + conditionSize)
  const noise = nn.input('noise', [batch, noiseSize])
  const condition = nn.input('condition', [batch, conditionSize])
  const packed = (data: SymbolicTensor) => nn.reshape(nn.concat([data, condition], 1), [packs, packedSize])
  const masksOf = (count: number) => [1, 2].map((i) => nn.input(`mask${i}`, [count * packs, hiddenSize]))
  const real = packed(nn.input('real', [batch, dataSize]))
  const fake = packed(generate(generatorScope, nn.concat([noise, condition], 1), dataSize))

  // Fake, real and mixed rows go through the critic as one batch, so that its weights are read once.
  const mixed = nn.add(fake, nn.multiply(nn.input('mix', [packs, 1]), nn.subtract(real, fake)))
  const all = nn.concat([fake, real, mixed], 0)
  const scores = criticize(criticScope, all, masksOf(3))
  const part = (tensor: SymbolicTensor, i: number) => nn.slice(tensor, 0, i * packs, (i + 1) * packs)
  const slope = nn.grad(nn.sum(part(scores, 2)), [all])[0]!
  const length = nn.sqrt(nn.add(nn.sum(nn.square(part(slope, 2)), { axes: 1 }), 1e-12))
  const penalty = nn.multiply(nn.mean(nn.square(nn.subtract(length, 1))), 10)
  const distance = nn.subtract(nn.mean(part(scores, 0)), nn.mean(part(scores, 1)))
  return {
    critic: nn.add(distance, penalty),
    generator: nn.negate(nn.mean(criticize(criticScope, fake, masksOf(1)))),
  }
}

function generate(scope: ParameterScope, x: SymbolicTensor, dataSize: number): SymbolicTensor {
  let rows = x
  for (const name of ['first', 'second']) {
    const hidden = nn.batchNorm(scope.at(`${name}-norm`), nn.dense(scope.at(name), rows, hiddenSize)).output
    rows = nn.concat([nn.relu(hidden), rows], 1)
  }
  return nn.tanh(nn.dense(scope.at('last'), rows, dataSize))
}

function criticize(scope: ParameterScope, x: SymbolicTensor, masks: readonly SymbolicTensor[]): SymbolicTensor {
  let rows = x
  masks.forEach((mask, i) => {
    rows = nn.dropout(nn.leakyRelu(nn.dense(scope.at(`hidden${i}`), rows, hiddenSize), 0.2), mask)
  })
  return nn.dense(scope.at('out'), rows, 1)
}

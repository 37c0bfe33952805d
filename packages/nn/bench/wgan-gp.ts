import { createRng } from '@asdf/core'
import type { Engine, ParameterScope, SymbolicTensor } from '@asdf/nn'
import * as nn from '@asdf/nn'

// The sizes of CTGAN (Xu et al. 2019) on a table of Adult's width.
const [batch, noiseSize, conditionSize, dataSize, pack] = [500, 128, 100, 156, 10] as const
const packs = batch / pack
const packedSize = pack * (dataSize + conditionSize)
const tableRows = 10_000

/** One step: a batch of rows and conditions is drawn, the critic updated, then the generator. */
export async function createWganGpStep(engine: Engine, seed: number) {
  const [generatorScope, criticScope] = [nn.parameterScope('generator'), nn.parameterScope('critic')]
  const graphs = writeGraphs(generatorScope, criticScope)
  const criticProgram = await engine.compile(graphs.critic)
  const generatorProgram = await engine.compile(graphs.generator)
  const rng = createRng(seed)
  const optimizer = nn.adam({ learningRate: 2e-4, beta1: 0.5, beta2: 0.9, weightDecay: 1e-6 })
  const critic = nn.createWeights(criticScope.list(), { rng, optimizer })
  const generator = nn.createWeights(generatorScope.list(), { rng, optimizer })
  const table = new Float32Array(tableRows * (dataSize + conditionSize))
  nn.fillNormal(rng.fork('table'), table)
  const criticFeeds = nn.allocate(criticProgram.inputs) as Record<string, Float32Array>
  const generatorFeeds = nn.allocate(generatorProgram.inputs) as Record<string, Float32Array>
  Object.assign(criticFeeds, critic.feeds, generator.feeds)
  Object.assign(generatorFeeds, critic.feeds, generator.feeds)
  const loss = new Float32Array(1)
  const criticInto = { loss, ...critic.into }
  const generatorInto = { loss, ...generator.into }
  const times = { native: 0, all: 0 }

  function gatherBatch(): void {
    const width = dataSize + conditionSize
    for (let i = 0; i < batch; i++) {
      const row = Math.floor(rng.next() * tableRows) * width
      criticFeeds['real']!.set(table.subarray(row, row + width), i * width)
      criticFeeds['condition']!.set(table.subarray(row + dataSize, row + width), i * conditionSize)
    }
  }

  async function step(): Promise<readonly [critic: number, generator: number]> {
    const start = performance.now()
    gatherBatch()
    nn.fillNormal(rng, criticFeeds['noise']!)
    nn.fillUniform(rng, criticFeeds['mix']!)
    nn.fillDropoutMask(rng, 0.5, criticFeeds['mask1']!)
    nn.fillDropoutMask(rng, 0.5, criticFeeds['mask2']!)
    const beforeCritic = performance.now()
    await criticProgram.run(criticFeeds, criticInto)
    const afterCritic = performance.now()
    critic.update()
    const criticLoss = loss[0]!
    nn.fillNormal(rng, generatorFeeds['noise']!)
    generatorFeeds['condition']!.set(criticFeeds['condition']!)
    nn.fillDropoutMask(rng, 0.5, generatorFeeds['mask1']!)
    nn.fillDropoutMask(rng, 0.5, generatorFeeds['mask2']!)
    const beforeGenerator = performance.now()
    await generatorProgram.run(generatorFeeds, generatorInto)
    const afterGenerator = performance.now()
    generator.update()
    times.native += afterCritic - beforeCritic + afterGenerator - beforeGenerator
    times.all += performance.now() - start
    return [criticLoss, loss[0]!]
  }

  return { step, times, critic, generator }
}

function writeGraphs(generatorScope: ParameterScope, criticScope: ParameterScope) {
  const noise = nn.input('noise', [batch, noiseSize])
  const condition = nn.input('condition', [batch, conditionSize])
  const real = nn.input('real', [batch, dataSize + conditionSize])
  const mix = nn.input('mix', [packs, 1])
  const made = generate(generatorScope, nn.concat([noise, condition], 1))
  const fake = nn.reshape(nn.concat([made, condition], 1), [packs, packedSize])
  const masksOf = (count: number) => [1, 2].map((i) => nn.input(`mask${i}`, [count * packs, 256]))

  // Fake, real and mixed rows go through the critic as one batch, so that its weights are read once.
  const [realPacked, masks] = [nn.reshape(real, [packs, packedSize]), masksOf(3)]
  const mixed = nn.add(fake, nn.multiply(mix, nn.subtract(realPacked, fake)))
  const all = nn.concat([fake, realPacked, mixed], 0)
  const scores = criticize(criticScope, all, masks)
  const part = (tensor: SymbolicTensor, i: number) => nn.slice(tensor, 0, i * packs, (i + 1) * packs)
  const slope = nn.grad(nn.sum(part(scores, 2)), [all])[0]!
  const length = nn.sqrt(nn.add(nn.sum(nn.square(part(slope, 2)), { axes: 1 }), 1e-12))
  const penalty = nn.multiply(nn.mean(nn.square(nn.subtract(length, 1))), 10)
  const distance = nn.subtract(nn.mean(part(scores, 0)), nn.mean(part(scores, 1)))
  const criticLoss = nn.add(distance, penalty)
  const generatorLoss = nn.negate(nn.mean(criticize(criticScope, fake, masksOf(1))))
  return {
    critic: nn.createGraph({ loss: criticLoss, ...nn.gradientOutputs(criticLoss, criticScope.list()) }),
    generator: nn.createGraph({ loss: generatorLoss, ...nn.gradientOutputs(generatorLoss, generatorScope.list()) }),
  }
}

function generate(scope: ParameterScope, x: SymbolicTensor): SymbolicTensor {
  let rows = x
  for (const name of ['first', 'second']) {
    const hidden = nn.batchNorm(scope.at(`${name}-norm`), nn.dense(scope.at(name), rows, 256)).output
    rows = nn.concat([nn.relu(hidden), rows], 1)
  }
  return nn.tanh(nn.dense(scope.at('last'), rows, dataSize))
}

function criticize(scope: ParameterScope, x: SymbolicTensor, masks: readonly SymbolicTensor[]): SymbolicTensor {
  let rows = x
  masks.forEach((mask, i) => {
    rows = nn.dropout(nn.leakyRelu(nn.dense(scope.at(`hidden${i}`), rows, 256), 0.2), mask)
  })
  return nn.dense(scope.at('out'), rows, 1)
}

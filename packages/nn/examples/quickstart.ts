import { writeFileSync } from 'node:fs'
import { createRng, standardNormal } from '@asdf/core'
import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'

// A Wasserstein GAN with gradient penalty learns eight Gaussians on a circle.
const [batch, count, rng, engine] = [128, 1024, createRng(1), onnxEngine({ threads: 1 })]

// Networks are functions of tensors; a scope gives each layer its parameters by name.
const network = (scope: nn.ParameterScope, x: nn.SymbolicTensor, units: number) => {
  const first = nn.tanh(nn.dense(scope.at('first'), x, 128))
  return nn.dense(scope.at('last'), nn.tanh(nn.dense(scope.at('second'), first, 128)), units)
}
const [generatorScope, criticScope] = [nn.parameterScope('generator'), nn.parameterScope('critic')]
const criticize = (x: nn.SymbolicTensor) => network(criticScope, x, 1)

// One graph for each update. The gradient penalty is the derivative of a derivative.
const [real, noise, mix] = [nn.input('real', [batch, 2]), nn.input('noise', [batch, 4]), nn.input('mix', [batch, 1])]
const fake = network(generatorScope, noise, 2)
const between = nn.add(fake, nn.multiply(mix, nn.subtract(real, fake)))
const slope = nn.grad(criticize(between), [between])[0]!
const length = nn.sqrt(nn.add(nn.sum(nn.square(slope), { axes: 1 }), 1e-12))
const penalty = nn.mean(nn.square(nn.subtract(length, 1)))
const compile = (loss: nn.SymbolicTensor, scope: nn.ParameterScope) =>
  engine.compile(nn.createGraph({ loss, ...nn.gradientOutputs(loss, scope.list()) }))
const [onReal, onFake] = [nn.mean(criticize(real)), nn.mean(criticize(fake))]
const criticStep = await compile(nn.add(nn.subtract(onFake, onReal), penalty), criticScope)
const generatorStep = await compile(nn.negate(onFake), generatorScope)

const optimizer = nn.adam({ learningRate: nn.linearSchedule(1e-3, 4000), beta1: 0.5, beta2: 0.9 })
const critic = nn.createWeights(criticScope.list(), { rng, optimizer })
const generator = nn.createWeights(generatorScope.list(), { rng, optimizer, averageDecay: 0.99 })
const feeds = { real: new Float32Array(2 * batch), noise: new Float32Array(4 * batch), mix: new Float32Array(batch) }
const [loss, draws, points] = [new Float32Array(1), new Float32Array(4 * count), new Float32Array(2 * count)]
const angles = Array.from({ length: 8 }, (_, mode) => (mode * Math.PI) / 4)
const centers = angles.map((angle) => [2 * Math.cos(angle), 2 * Math.sin(angle)] as const)

await nn.trainSteps({ seed: 1 }, 'train', 3000, async (step) => {
  feeds.real.forEach((_, i) => (feeds.real[i] = centers[(i >> 1) % 8]![i % 2]! + 0.1 * standardNormal(rng)))
  nn.fillNormal(rng, feeds.noise)
  nn.fillUniform(rng, feeds.mix)
  await criticStep.run({ ...feeds, ...critic.feeds, ...generator.feeds }, { loss, ...critic.into })
  critic.update()
  if (step % 3 !== 0) return { critic: loss[0]! }
  await generatorStep.run({ noise: feeds.noise, ...critic.feeds, ...generator.feeds }, { loss, ...generator.into })
  generator.update()
  return { generator: loss[0]! }
})

const draw = await engine.compile(nn.createGraph({ points: network(generatorScope, nn.input('noise', [count, 4]), 2) }))
nn.fillNormal(rng, draws)
await draw.run({ noise: draws, ...generator.averageFeeds }, { points })
await engine.close()
const made = Array.from({ length: count }, (_, i) => [points[2 * i]!, points[2 * i + 1]!] as const)
const near = centers.map(([x, y]) => made.filter((point) => Math.hypot(point[0] - x, point[1] - y) < 0.3).length)
console.log(`${near.filter((some) => some >= count / 16).length} of 8 modes found`)
const dot = ([x, y]: readonly [number, number], r: number) => `<circle cx="${x}" cy="${y}" r="${r}" />`
const dots = [...centers.map((center) => dot(center, 0.3)), '<g fill="red">', ...made.map((point) => dot(point, 0.02))]
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 6 6" fill="silver">${dots.join('')}</g></svg>`
if (process.argv[2] !== undefined) writeFileSync(process.argv[2], svg)

import { writeFileSync } from 'node:fs'
import { createRng, standardNormal } from '@asdf/core'
import * as nn from '@asdf/nn'
import { onnxEngine } from '@asdf/nn/onnx'

// A Wasserstein GAN with gradient penalty learns eight Gaussians on a circle.
const [batch, count] = [128, 1024]
const rng = createRng(1)
const engine = onnxEngine({ threads: 1 })

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
const distance = nn.subtract(nn.mean(criticize(real)), nn.mean(criticize(fake)))
const compile = (loss: nn.SymbolicTensor, scope: nn.ParameterScope) =>
  engine.compile(nn.createGraph({ loss, ...nn.gradientOutputs(loss, scope.list()) }))
const criticStep = await compile(nn.subtract(nn.mean(nn.square(nn.subtract(length, 1))), distance), criticScope)
const generatorStep = await compile(nn.negate(nn.mean(criticize(fake))), generatorScope)

const optimizer = nn.adam({ learningRate: nn.linearSchedule(1e-3, 4000), beta1: 0.5, beta2: 0.9 })
const critic = nn.createWeights(criticScope.list(), { rng, optimizer })
const generator = nn.createWeights(generatorScope.list(), { rng, optimizer, averageDecay: 0.99 })
const feeds = { real: new Float32Array(2 * batch), noise: new Float32Array(4 * batch), mix: new Float32Array(batch) }
const loss = new Float32Array(1)
const center = (mode: number) => [2 * Math.cos((mode * Math.PI) / 4), 2 * Math.sin((mode * Math.PI) / 4)]
const draw = (mode: number) => center(mode).map((value) => value + 0.1 * standardNormal(rng))

await nn.trainSteps({ seed: 1 }, 'train', 3000, async (step) => {
  for (let i = 0; i < batch; i++) feeds.real.set(draw(i % 8), 2 * i)
  nn.fillNormal(rng, feeds.noise)
  nn.fillUniform(rng, feeds.mix)
  await criticStep.run({ ...feeds, ...critic.feeds, ...generator.feeds }, { loss, ...critic.into })
  critic.update()
  if (step % 3 !== 0) return { critic: loss[0]! }
  await generatorStep.run({ noise: feeds.noise, ...critic.feeds, ...generator.feeds }, { loss, ...generator.into })
  generator.update()
  return { generator: loss[0]! }
})

const points = network(generatorScope, nn.input('noise', [count, 4]), 2)
const sampling = await engine.compile(nn.createGraph({ points }))
const [draws, made] = [new Float32Array(4 * count), new Float32Array(2 * count)]
nn.fillNormal(rng, draws)
await sampling.run({ noise: draws, ...generator.averageFeeds }, { points: made })
const modes = Array.from({ length: 8 }, (_, mode) => {
  const [x, y] = center(mode) as [number, number]
  // Within three standard deviations of the mode.
  return Array.from({ length: count }, (_, i) => Math.hypot(made[2 * i]! - x, made[2 * i + 1]! - y) < 0.3)
})
const dot = (x: number, y: number, color: string) => `<circle cx="${x}" cy="${y}" r=".02" fill="${color}"/>`
const dots = modes[0]!.flatMap((_, i) => [
  dot(...(draw(i % 8) as [number, number]), 'gray'),
  dot(made[2 * i]!, made[2 * i + 1]!, 'red'),
])
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 6 6">${dots.join('')}</svg>`
if (process.argv[2] !== undefined) writeFileSync(process.argv[2], svg)
console.log(`${modes.filter((near) => near.filter(Boolean).length >= count / 16).length} of 8 modes found`)
await engine.close()

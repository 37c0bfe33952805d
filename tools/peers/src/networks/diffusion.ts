import type { ParameterScope, SymbolicTensor } from '@asdf/nn'
import type { Sizes, Step, Training } from './trainer.ts'
import * as nn from '@asdf/nn'
import { createUpdate, gatherRows } from './trainer.ts'

// The network of TabDDPM (Kotelnikov et al. 2023) with Gaussian noise in every column.
const [timeSize, hiddenSize, layers, levels] = [128, 512, 3, 1000] as const

/** One update of a network that tells the noise in noisy rows. */
export async function createDiffusionStep(training: Training, { batch }: Sizes): Promise<Step> {
  const { rng, rows } = training
  const scope = nn.parameterScope('diffusion')
  const loss = writeLoss(scope, batch, rows.width)
  const weights = nn.createWeights(scope.list(), {
    rng,
    optimizer: nn.adamW({ learningRate: 1e-3, weightDecay: 1e-4 }),
  })
  const update = await createUpdate(training, { loss, scope, weights: [weights] })
  const kept = keptShares()
  const { real, noise, time, signal, spread } = update.feeds
  return async () => {
    gatherRows(rng, rows, real!)
    nn.fillNormal(rng, noise!)
    nn.fillUniform(rng, time!)
    for (let i = 0; i < batch; i++) {
      const level = Math.floor(levels * time![i]!)
      time![i] = level
      signal![i] = Math.sqrt(kept[level]!)
      spread![i] = Math.sqrt(1 - kept[level]!)
    }
    return update.run()
  }
}

function writeLoss(scope: ParameterScope, batch: number, width: number): SymbolicTensor {
  const [real, noise] = [nn.input('real', [batch, width]), nn.input('noise', [batch, width])]
  const [time, signal, spread] = ['time', 'signal', 'spread'].map((name) => nn.input(name, [batch, 1])) as [
    SymbolicTensor,
    SymbolicTensor,
    SymbolicTensor,
  ]
  const noisy = nn.add(nn.multiply(real, signal), nn.multiply(noise, spread))
  const embedded = nn.silu(nn.dense(scope.at('time-first'), embedTime(time), timeSize))
  let x = nn.add(nn.dense(scope.at('input'), noisy, timeSize), nn.dense(scope.at('time-second'), embedded, timeSize))
  for (let i = 0; i < layers; i++) x = nn.relu(nn.dense(scope.at(`hidden${i}`), x, hiddenSize))
  return nn.meanSquaredError(nn.dense(scope.at('output'), x, width), noise)
}

/** Sines and cosines of a time, [batch, 1], at frequencies from 1 down to 1 / 10,000. */
function embedTime(time: SymbolicTensor): SymbolicTensor {
  const half = timeSize / 2
  const frequencies = nn.constant(
    Array.from({ length: half }, (_, i) => Math.exp((-Math.log(10_000) * i) / half)),
    [half],
  )
  const angles = nn.multiply(time, frequencies)
  return nn.concat([nn.cos(angles), nn.sin(angles)], 1)
}

/** The share of a row's variance that is left at each level, for noise that grows linearly (Ho et al. 2020). */
function keptShares(): Float64Array {
  let product = 1
  return Float64Array.from({ length: levels }, (_, i) => (product *= 1 - (1e-4 + (i * (0.02 - 1e-4)) / (levels - 1))))
}

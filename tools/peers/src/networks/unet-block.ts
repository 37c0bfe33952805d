import type { ParameterScope, SymbolicTensor } from '@asdf/nn'
import type { Sizes, Step, Training } from './trainer.ts'
import * as nn from '@asdf/nn'
import { createUpdate } from './trainer.ts'

// A residual block of a diffusion U-Net (Ho et al. 2020, appendix B).
const [side, channels, timeSize, groups] = [32, 64, 128, 8] as const

/** One update of a block that is to give back what noisy images hold. */
export async function createUnetBlockStep(training: Training, { batch }: Sizes): Promise<Step> {
  const { rng } = training
  const scope = nn.parameterScope('block')
  const images = nn.input('images', [batch, side, side, channels])
  const target = nn.input('target', [batch, side, side, channels])
  const loss = nn.meanSquaredError(block(scope, images, nn.input('time', [batch, timeSize])), target)
  const weights = nn.createWeights(scope.list(), { rng, optimizer: nn.adam({ learningRate: 1e-3 }) })
  const update = await createUpdate(training, { loss, scope, weights: [weights] })
  // Within a U-Net images come from other layers: they are drawn once.
  for (const name of ['images', 'target', 'time']) nn.fillNormal(rng, update.feeds[name]!)
  return update.run
}

function block(scope: ParameterScope, x: SymbolicTensor, time: SymbolicTensor): SymbolicTensor {
  const convolved = (name: string, images: SymbolicTensor) => {
    const active = nn.silu(nn.groupNorm(scope.at(`${name}-norm`), images, groups))
    return nn.convolution(scope.at(name), active, { filters: channels, padding: 'same' })
  }
  const shift = nn.dense(scope.at('time'), nn.silu(time), channels)
  return nn.residual(x, (images) => {
    const first = nn.add(convolved('first', images), nn.reshape(shift, [-1, 1, 1, channels]))
    return convolved('second', first)
  })
}

import type { ParameterScope, SymbolicTensor } from '@asdf/nn'
import type { Sizes, Step, Training } from './trainer.ts'
import * as nn from '@asdf/nn'
import { parts, scalarCount } from './layout.ts'
import { createUpdate, gatherRows } from './trainer.ts'

// TVAE's networks and loss (Xu et al. 2019).
const [hiddenSize, latentSize, lossFactor] = [128, 128, 2] as const

/** One update of the encoder and the decoder. */
export async function createTvaeStep(training: Training, { batch }: Sizes): Promise<Step> {
  const { rng, rows } = training
  const scope = nn.parameterScope('tvae')
  const loss = writeLoss(scope, batch, rows.width)
  const optimizer = nn.adam({ learningRate: 1e-3, weightDecay: 1e-5 })
  const weights = nn.createWeights(scope.list(), { rng, optimizer })
  const update = await createUpdate(training, { loss, scope, weights: [weights] })
  const deviations = weights.feeds['tvae/deviation']!
  const { real, noise } = update.feeds
  return async () => {
    gatherRows(rng, rows, real!)
    nn.fillNormal(rng, noise!)
    const value = await update.run()
    for (let i = 0; i < deviations.length; i++) deviations[i] = Math.min(1, Math.max(0.01, deviations[i]!))
    return value
  }
}

function writeLoss(scope: ParameterScope, batch: number, width: number): SymbolicTensor {
  const real = nn.input('real', [batch, width])
  const noise = nn.input('noise', [batch, latentSize])
  const encoded = hidden(scope.at('encoder'), real)
  const mean = nn.dense(scope.at('mean'), encoded, latentSize)
  const logVariance = nn.dense(scope.at('log-variance'), encoded, latentSize)
  const latent = nn.add(nn.multiply(nn.exp(nn.multiply(logVariance, 0.5)), noise), mean)
  const decoded = nn.dense(scope.at('output'), hidden(scope.at('decoder'), latent), width)
  const divergence = nn.mean(nn.gaussianKl(mean, logVariance))
  const error = nn.divide(reconstructionError(scope, decoded, real), batch)
  return nn.add(nn.multiply(error, lossFactor), divergence)
}

function hidden(scope: ParameterScope, x: SymbolicTensor): SymbolicTensor {
  return ['first', 'second'].reduce((rows, name) => nn.relu(nn.dense(scope.at(name), rows, hiddenSize)), x)
}

/** Gaussian with trained deviations for scalars, cross-entropy for choices; summed over rows. */
function reconstructionError(scope: ParameterScope, decoded: SymbolicTensor, real: SymbolicTensor): SymbolicTensor {
  const batch = real.shape[0]!
  const deviation = scope.parameter('deviation', [scalarCount], nn.constantInitializer(0.1))
  const [scalars, targets] = [decoded, real].map((rows) => nn.slice(rows, 1, 0, scalarCount)) as [
    SymbolicTensor,
    SymbolicTensor,
  ]
  const scaled = nn.divide(nn.subtract(targets, nn.tanh(scalars)), deviation)
  const ofScalars = nn.add(nn.multiply(nn.sum(nn.square(scaled)), 0.5), nn.multiply(nn.sum(nn.log(deviation)), batch))
  const ofChoices = parts
    .filter(({ kind }) => kind === 'choice')
    .map(({ start, size }) => {
      const [logits, chosen] = [decoded, real].map((rows) => nn.slice(rows, 1, start, start + size))
      return nn.multiply(nn.crossEntropy(logits!, chosen!), batch)
    })
  return nn.add(ofScalars, ofChoices.reduce(nn.add))
}

import type { Graph, Parameter, ParameterScope, SymbolicTensor } from '@asdf/nn'
import type { ConditionInputs } from '@asdf/nn/table'
import type { NetworkPlan } from './network-plan.ts'
import * as nn from '@asdf/nn'
import { activate, conditionInputs, embedConditions, gumbelInput, part } from '@asdf/nn/table'
import { criticize, maskInputs } from './critic.ts'
import { batchNormalizer, generate } from './generator.ts'

/** The objective of both networks. */
export interface Objective {
  /**
   * `minimax`: log D(x) + log(1 - D(G(z))), which the generator lowers. `non-saturating`: the generator raises
   * log D(G(z)) instead (both Goodfellow et al. 2014). `wasserstein`: the critic's mean difference (Arjovsky et al. 2017).
   */
  readonly kind: 'minimax' | 'non-saturating' | 'wasserstein'
  /** λ of the gradient penalty (Gulrajani et al. 2017); 0 for none. */
  readonly penalty: number
  /** Rows of a batch, a multiple of the pack. */
  readonly batchSize: number
}

/** Both updates as graphs, with the parameters that they move. */
export interface TrainingGraphs {
  readonly generator: readonly Parameter[]
  readonly critic: readonly Parameter[]
  /** Reads real and made rows, gives `loss` and the critic's gradients. */
  readonly criticStep: Graph
  /** Reads noise and conditions, gives `loss` and the generator's gradients. */
  readonly generatorStep: Graph
}

/** Writes both updates for an objective. */
export function writeTrainingGraphs(plan: NetworkPlan, objective: Objective): TrainingGraphs {
  const scopes = { generator: nn.parameterScope('generator'), critic: nn.parameterScope('critic') }
  const made = makeRows(scopes.generator, plan, objective.batchSize)
  const criticLoss = writeCriticLoss(scopes.critic, plan, objective, made)
  const generatorLoss = writeGeneratorLoss(scopes.critic, plan, objective, made)
  const [generator, critic] = [scopes.generator.list(), scopes.critic.list()]
  return {
    generator,
    critic,
    criticStep: nn.createGraph({ loss: criticLoss, ...nn.gradientOutputs(criticLoss, critic) }),
    generatorStep: nn.createGraph({ loss: generatorLoss, ...nn.gradientOutputs(generatorLoss, generator) }),
  }
}

interface MadeRows {
  readonly inputs: ConditionInputs
  readonly logits: SymbolicTensor
  readonly rows: SymbolicTensor
}

function makeRows(scope: ParameterScope, plan: NetworkPlan, count: number): MadeRows {
  const inputs = conditionInputs(plan, count)
  const noise = nn.input('noise', [count, plan.noiseSize])
  const logits = generate(scope, plan, { noise, ...inputs }, batchNormalizer())
  const gumbel = gumbelInput(plan, count)
  const fixed = plan.conditions.kind === 'embedded' ? inputs.condition : undefined
  return { inputs, logits, rows: activate(plan, logits, gumbel, fixed) }
}

function writeCriticLoss(
  scope: ParameterScope,
  plan: NetworkPlan,
  objective: Objective,
  made: MadeRows,
): SymbolicTensor {
  const packs = objective.batchSize / plan.pack
  const real = nn.input('real', [objective.batchSize, plan.layout.width])
  const fake = withConditions(scope, plan, made.rows, made.inputs)
  const { condition } = made.inputs
  const theirs =
    condition === undefined ? {} : { ...made.inputs, condition: nn.input('realCondition', condition.shape) }
  const packed = [withConditions(scope, plan, real, theirs), fake].map((rows) => nn.reshape(rows, [packs, -1]))
  if (objective.penalty === 0) {
    const scores = criticize(scope, plan, nn.concat(packed, 0), maskInputs(plan, 2 * packs))
    return criticLossOf(objective, rowsOf(scores, 0, packs), rowsOf(scores, 1, packs))
  }
  // Real, made and mixed rows go through the critic as one batch, so that its weights are read once.
  const mixed = nn.add(packed[1]!, nn.multiply(nn.input('mix', [packs, 1]), nn.subtract(packed[0]!, packed[1]!)))
  const all = nn.concat([...packed, mixed], 0)
  const scores = criticize(scope, plan, all, maskInputs(plan, 3 * packs))
  const slope = rowsOf(nn.grad(nn.sum(rowsOf(scores, 2, packs)), [all])[0]!, 2, packs)
  const length = nn.sqrt(nn.add(nn.sum(nn.square(slope), { axes: 1 }), 1e-12))
  const penalty = nn.multiply(nn.mean(nn.square(nn.subtract(length, 1))), objective.penalty)
  return nn.add(criticLossOf(objective, rowsOf(scores, 0, packs), rowsOf(scores, 1, packs)), penalty)
}

function writeGeneratorLoss(
  scope: ParameterScope,
  plan: NetworkPlan,
  objective: Objective,
  made: MadeRows,
): SymbolicTensor {
  const packs = objective.batchSize / plan.pack
  const packed = nn.reshape(withConditions(scope, plan, made.rows, made.inputs), [packs, -1])
  const scores = criticize(scope, plan, packed, maskInputs(plan, packs))
  const loss = generatorLossOf(objective, scores)
  const { condition } = made.inputs
  if (plan.conditions.kind !== 'vector' || condition === undefined) return loss
  return nn.add(loss, conditionLoss(plan, made.logits, condition))
}

function criticLossOf({ kind }: Objective, real: SymbolicTensor, fake: SymbolicTensor): SymbolicTensor {
  if (kind === 'wasserstein') return nn.subtract(nn.mean(fake), nn.mean(real))
  return nn.add(nn.mean(nn.softplus(nn.negate(real))), nn.mean(nn.softplus(fake)))
}

function generatorLossOf({ kind }: Objective, fake: SymbolicTensor): SymbolicTensor {
  if (kind === 'wasserstein') return nn.negate(nn.mean(fake))
  if (kind === 'minimax') return nn.negate(nn.mean(nn.softplus(fake)))
  return nn.mean(nn.softplus(nn.negate(fake)))
}

/** Cross-entropy of the category that a condition names, so that the generator learns to make it. */
function conditionLoss({ layout }: NetworkPlan, logits: SymbolicTensor, condition: SymbolicTensor): SymbolicTensor {
  const terms = layout.blocks
    .slice(0, layout.discreteCount)
    .map((block) => nn.sum(nn.multiply(part(condition, block), nn.logSoftmax(part(logits, block)))))
  return nn.multiply(
    terms.reduce((sum, term) => nn.add(sum, term)),
    -1 / condition.shape[0]!,
  )
}

function withConditions(scope: ParameterScope, plan: NetworkPlan, rows: SymbolicTensor, inputs: ConditionInputs) {
  const conditions = embedConditions(scope, plan, inputs)
  return conditions.length === 0 ? rows : nn.concat([rows, ...conditions], 1)
}

function rowsOf(all: SymbolicTensor, index: number, packs: number): SymbolicTensor {
  return nn.slice(all, 0, index * packs, (index + 1) * packs)
}

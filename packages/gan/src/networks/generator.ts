import type { ParameterScope, SymbolicTensor } from '@asdf/nn'
import type { ConditionInputs } from '@asdf/nn/table'
import type { NetworkPlan } from './network-plan.ts'
import * as nn from '@asdf/nn'
import { embedConditions } from '@asdf/nn/table'

/** Batch norm of one hidden layer: with the statistics of the batch, or with given ones. */
export type Normalizer = (scope: ParameterScope, hidden: SymbolicTensor, layer: number) => SymbolicTensor

/** The mean and the variance of each hidden unit of one layer. */
export interface LayerStatistics {
  readonly mean: SymbolicTensor
  readonly variance: SymbolicTensor
}

/**
 * The generator of CTGAN (Xu et al. 2019, section 4.4): each hidden layer with batch norm, its input set beside its
 * output. From noise [rows, size] and conditions to what `activate` makes rows of.
 */
export function generate(
  scope: ParameterScope,
  plan: NetworkPlan,
  inputs: { readonly noise: SymbolicTensor } & ConditionInputs,
  normalize: Normalizer,
): SymbolicTensor {
  let hidden = nn.concat([inputs.noise, ...embedConditions(scope, plan, inputs)], 1)
  plan.generatorSizes.forEach((units, layer) => {
    const inner = scope.at(`hidden${layer + 1}`)
    const output = nn.relu(normalize(inner.at('norm'), nn.dense(inner, hidden, units), layer))
    hidden = nn.concat([output, hidden], 1)
  })
  return nn.dense(scope.at('last'), hidden, plan.layout.width)
}

/** Batch norm with the statistics of the batch, which are pushed to `found`. */
export function batchNormalizer(found: LayerStatistics[] = []): Normalizer {
  return (scope, hidden) => {
    const { output, mean, variance } = nn.batchNorm(scope, hidden)
    found.push({ mean, variance })
    return output
  }
}

/** Batch norm with inputs of the graph as statistics: `mean1`, `variance1`, `mean2` … */
export function fixedNormalizer(plan: NetworkPlan): Normalizer {
  return (scope, hidden, layer) => {
    const size = [plan.generatorSizes[layer]!]
    const mean = nn.input(statisticName('mean', layer), size)
    return nn.batchNormWith(scope, hidden, { mean, variance: nn.input(statisticName('variance', layer), size) })
  }
}

/** The name of a hidden layer's statistic, as an input or output of graphs. */
export function statisticName(statistic: 'mean' | 'variance', layer: number): string {
  return `${statistic}${layer + 1}`
}

import type { Graph, Parameter, SymbolicTensor } from '@asdf/nn'
import * as nn from '@asdf/nn'
import { gumbelInput, score } from './activate.ts'
import { conditionInputs } from './conditions.ts'
import { batchNormalizer, fixedNormalizer, generate, statisticName } from './generator.ts'
import type { LayerStatistics } from './generator.ts'
import type { NetworkPlan } from './network-plan.ts'

/** A trained generator as a graph, before it has values. */
export interface SamplingGraph {
  readonly parameters: readonly Parameter[]
  /**
   * From `noise` [rows, noise size], `gumbel` [rows, one-hot width] and, where the plan has conditions, `condition` and
   * `context`, to `rows` in the order of the networks. The statistics of batch norm are inputs too (`statisticName`). A
   * one-hot block holds scores, the largest of which stands for its category.
   */
  readonly rows: SymbolicTensor
}

/** Changes the Gumbel noise by what the condition says. */
export type GumbelShift = (gumbel: SymbolicTensor, condition: SymbolicTensor | undefined) => SymbolicTensor

/** Writes the way from noise and conditions to rows, each row on its own. */
export function writeSamplingGraph(plan: NetworkPlan, count: number, shift?: GumbelShift): SamplingGraph {
  const scope = nn.parameterScope('generator')
  const inputs = conditionInputs(plan, count)
  const noise = nn.input('noise', [count, plan.noiseSize])
  const logits = generate(scope, plan, { noise, ...inputs }, fixedNormalizer(plan))
  const drawn = gumbelInput(plan, count)
  const gumbel = drawn && (shift?.(drawn, inputs.condition) ?? drawn)
  const fixed = plan.conditions.kind === 'embedded' ? inputs.condition : undefined
  return { parameters: scope.list(), rows: score(plan, logits, gumbel, fixed) }
}

/** The graph that measures what `fixedNormalizer` is given: the statistics of every hidden layer over one batch. */
export function writeStatisticsGraph(plan: NetworkPlan, count: number): Graph {
  const found: LayerStatistics[] = []
  const noise = nn.input('noise', [count, plan.noiseSize])
  generate(nn.parameterScope('generator'), plan, { noise, ...conditionInputs(plan, count) }, batchNormalizer(found))
  return nn.createGraph(
    Object.fromEntries(
      found.flatMap(({ mean, variance }, layer) => [
        [statisticName('mean', layer), mean],
        [statisticName('variance', layer), variance],
      ]),
    ),
  )
}

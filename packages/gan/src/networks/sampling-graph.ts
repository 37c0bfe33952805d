import type { Graph } from '@asdf/nn'
import type { GumbelShift, RowNetwork, SamplingGraph } from '@asdf/nn/table'
import type { LayerStatistics } from './generator.ts'
import type { NetworkPlan } from './network-plan.ts'
import * as nn from '@asdf/nn'
import { conditionInputs, gumbelInput, score } from '@asdf/nn/table'
import { batchNormalizer, fixedNormalizer, generate, statisticName } from './generator.ts'

/** The generator of a plan, to be sampled. */
export function generatorNetwork(plan: NetworkPlan): RowNetwork {
  return {
    plan,
    noiseSize: plan.noiseSize,
    statistics: Object.fromEntries(
      plan.generatorSizes.flatMap((units, layer) => [
        [statisticName('mean', layer), units],
        [statisticName('variance', layer), units],
      ]),
    ),
    writeSamplingGraph: (count, shift) => writeSamplingGraph(plan, count, shift),
  }
}

/** Writes the way from noise and conditions to rows, each row on its own, with the statistics of batch norm as inputs. */
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

import type { Rng } from '@asdf/contract'
import type { Engine, Program } from '@asdf/nn'
import type { StatisticArrays } from '@asdf/nn/table'
import type { NetworkPlan } from './network-plan.ts'
import * as nn from '@asdf/nn'
import { statisticName } from './generator.ts'
import { writeStatisticsGraph } from './sampling-graph.ts'

/** Measures the statistics that a generator is sampled with. */
export interface StatisticsMeter {
  /** Over a few batches of noise and of conditions that `fillConditions` draws, for these parameters. */
  measure(
    parameters: Readonly<Record<string, Float32Array>>,
    context: Float32Array,
    fillConditions: (rng: Rng, condition: Float32Array) => void,
    rng: Rng,
  ): Promise<StatisticArrays>
}

const batches = 10

/**
 * Training normalizes each batch by itself. Samples take the mean over several batches instead, drawn with the conditions
 * that samples have, so that a row does not depend on the rows it is made with.
 */
export async function statisticsMeter(engine: Engine, plan: NetworkPlan, batchSize: number): Promise<StatisticsMeter> {
  const program: Program = await engine.compile(writeStatisticsGraph(plan, batchSize))
  const names = Object.keys(program.outputs)
  return {
    async measure(parameters, context, fillConditions, rng) {
      const feeds = Object.fromEntries(
        Object.entries(nn.allocate(program.inputs)).map(([name, array]) => [name, parameters[name] ?? array]),
      )
      const into = nn.allocate(program.outputs)
      const sums = Object.fromEntries(names.map((name) => [name, new Float64Array(into[name]!.length)]))
      const squares = Object.fromEntries(names.map((name) => [name, new Float64Array(into[name]!.length)]))
      for (let batch = 0; batch < batches; batch++) {
        nn.fillNormal(rng, feeds['noise'] as Float32Array)
        if (feeds['condition'] !== undefined) fillConditions(rng, feeds['condition'] as Float32Array)
        if (feeds['context'] !== undefined) (feeds['context'] as Float32Array).set(context)
        await program.run(feeds, into)
        for (const name of names) {
          into[name]!.forEach((value, i) => {
            sums[name]![i]! += value / batches
            squares[name]![i]! += value ** 2 / batches
          })
        }
      }
      return combine(plan, sums, squares)
    },
  }
}

/** The variance over all batches: that within batches and that of their means. */
function combine(
  plan: NetworkPlan,
  sums: Readonly<Record<string, Float64Array>>,
  squares: Readonly<Record<string, Float64Array>>,
): StatisticArrays {
  return Object.fromEntries(
    plan.generatorSizes.flatMap((_, layer) => {
      const [mean, variance] = [statisticName('mean', layer), statisticName('variance', layer)]
      const means = sums[mean]!
      const between = Float64Array.from(squares[mean]!, (square, i) => Math.max(0, square - means[i]! ** 2))
      return [
        [mean, Float32Array.from(means)],
        [variance, Float32Array.from(sums[variance]!, (within, i) => within + between[i]!)],
      ]
    }),
  )
}

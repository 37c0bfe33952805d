import type { Graph } from '@asdf/nn'
import type { NetworkPlan } from '../src/networks/network-plan.ts'
import type { Objective } from '../src/networks/training-graphs.ts'
import { readFileSync } from 'node:fs'
import * as nn from '@asdf/nn'
import { rowLayout } from '@asdf/nn/table'
import { describe, expect, it } from 'vitest'
import { writeTrainingGraphs } from '../src/networks/training-graphs.ts'
import { smallNetworks } from './small.ts'

type Values = Readonly<Record<string, readonly number[]>>

interface GoldenStep {
  readonly feeds: Values
  readonly loss: number
  readonly gradients: Values
}

interface GoldenObjective {
  readonly objective: Objective['kind']
  readonly penalty: number
  readonly pack: number
  readonly dropout: number
  readonly conditional: boolean
  readonly parameters: Values
  readonly critic: GoldenStep
  readonly generator: GoldenStep
}

const objectives = JSON.parse(
  readFileSync(new URL('golden/losses.json', import.meta.url), 'utf8'),
) as readonly GoldenObjective[]

describe.each(objectives)('the $objective objective with penalty $penalty', (golden) => {
  const { criticStep, generatorStep } = writeTrainingGraphs(planOf(golden), {
    kind: golden.objective,
    penalty: golden.penalty,
    batchSize: 8,
  })

  it.each([
    ['critic', criticStep],
    ['generator', generatorStep],
  ] as const)('has the loss and the gradients of PyTorch for its %s', async (network, graph) => {
    const { feeds, loss, gradients } = golden[network]
    const found = await run(graph, { ...golden.parameters, ...feeds })
    expect(found['loss']![0]).toBeCloseTo(loss, 5)
    expect(Object.keys(found)).toHaveLength(1 + Object.keys(gradients).length)
    for (const [name, expected] of Object.entries(gradients)) {
      const got = found[`gradient of ${name}`]!
      expect(got).toHaveLength(expected.length)
      expected.forEach((value, i) => expect(Math.abs(got[i]! - value), name).toBeLessThan(2e-5 * (1 + Math.abs(value))))
    }
  })
})

it('has the losses at a score of 0 that the papers say', async () => {
  for (const golden of objectives) {
    const { criticStep, generatorStep } = writeTrainingGraphs(planOf(golden), {
      kind: golden.objective,
      penalty: golden.penalty,
      batchSize: 8,
    })
    // Without weights every row has the score 0 and D = 1/2, and the slope of the critic is 0.
    const nothing = Object.entries(golden.parameters).map(([name, values]) => [name, values.map(() => 0)] as const)
    const lossOf = async (graph: Graph, { feeds }: GoldenStep) =>
      (await run(graph, { ...Object.fromEntries(nothing), ...feeds }))['loss']![0]
    const [critic, generator] = {
      minimax: [2 * Math.log(2), -Math.log(2)],
      'non-saturating': [2 * Math.log(2), Math.log(2)],
      // λ (0 - 1)², and the cross-entropy of one of three categories or of two.
      wasserstein: [10, meanEntropy(golden.generator.feeds['condition'] ?? [])],
    }[golden.objective]
    expect(await lossOf(criticStep, golden.critic)).toBeCloseTo(critic!, 4)
    expect(await lossOf(generatorStep, golden.generator)).toBeCloseTo(generator!, 5)
  }
})

function meanEntropy(condition: readonly number[]): number {
  return condition.reduce((sum, one, i) => sum + one * Math.log(i % 5 < 3 ? 3 : 2), 0) / 8
}

/** Two columns of three and two categories, a number of four modes. */
function planOf({
  pack,
  dropout,
  conditional,
}: Pick<GoldenObjective, 'pack' | 'dropout' | 'conditional'>): NetworkPlan {
  const slots = [
    { column: 0, start: 0, width: 3, kind: 'one-hot' },
    { column: 1, start: 3, width: 2, kind: 'one-hot' },
    { column: 2, start: 5, width: 4, kind: 'one-hot' },
    { column: 2, start: 9, width: 1, kind: 'scalar' },
  ] as const
  return {
    noiseSize: 3,
    generatorSizes: [4, 4],
    criticSizes: [4, 4],
    pack,
    dropout,
    temperature: 0.2,
    hard: false,
    layout: rowLayout({ width: 10, slots, discrete: slots.slice(0, 2) }),
    conditions: { kind: conditional ? 'vector' : 'none' },
  }
}

async function run(graph: Graph, feeds: Values) {
  const program = await smallNetworks.engine.compile(graph)
  const [inputs, outputs] = [nn.allocate(program.inputs), nn.allocate(program.outputs)]
  for (const [name, array] of Object.entries(inputs)) array.set(feeds[name]!)
  await program.run(inputs, outputs)
  await program.close()
  return outputs
}

import type { Rng } from '@asdf/contract'
import type { Engine, NumberArray, Optimizer, Program, Weights } from '@asdf/nn'
import type { ConditionBatch, ConditionSource } from '@asdf/nn/table'
import type { Trainer } from '@asdf/nn/training'
import type { GanLoss } from '../losses.ts'
import type { NetworkPlan } from '../networks/network-plan.ts'
import type { Objective } from '../networks/training-graphs.ts'
import * as nn from '@asdf/nn'
import { writeTrainingGraphs } from '../networks/training-graphs.ts'

export interface TrainerSettings {
  readonly objective: Objective
  /** Updates of the critic before each of the generator. */
  readonly criticSteps: number
  readonly generatorOptimizer: Optimizer
  readonly criticOptimizer: Optimizer
  /** Steps that the moving average of the generator reaches back, which then makes the rows; `null` for none. */
  readonly averageSteps: number | null
}

/** Both networks while they train; a step is one update of the generator. */
export interface GanTrainer extends Trainer<GanLoss> {
  /** One step on these real rows; all randomness comes from the number of the step. */
  step(source: ConditionSource, context: Float32Array): Promise<Readonly<Record<GanLoss, number>>>
  /** The generator's parameters by name: the average where there is one. Views, which change with every step. */
  readonly generatorFeeds: Readonly<Record<string, Float32Array>>
}

/** Prepares both networks to train on `rows`, in the order of the networks. */
export async function createTrainer(
  engine: Engine,
  plan: NetworkPlan,
  settings: TrainerSettings,
  rows: Float32Array,
  rng: Rng,
): Promise<GanTrainer> {
  const graphs = writeTrainingGraphs(plan, settings.objective)
  const { generatorOptimizer, criticOptimizer, averageSteps } = settings
  const weights = {
    critic: nn.createWeights(graphs.critic, { rng, optimizer: criticOptimizer }),
    generator: nn.createWeights(graphs.generator, {
      rng,
      optimizer: generatorOptimizer,
      ...(averageSteps !== null && { averageDecay: (step) => decayAt(step, averageSteps) }),
    }),
  }
  const updates = {
    critic: prepare(await engine.compile(graphs.criticStep), weights, weights.critic),
    generator: prepare(await engine.compile(graphs.generatorStep), weights, weights.generator),
  }
  const updateCritic = criticUpdate(plan, settings.objective, rows, updates.critic)
  const updateGenerator = generatorUpdate(plan, settings.objective, updates.generator)
  let steps = 0

  return {
    get steps() {
      return steps
    },
    async step(source, context) {
      const random = rng.fork(`step ${steps}`)
      let critic = 0
      for (let i = 0; i < settings.criticSteps; i++) critic = await updateCritic(random, source, context)
      const generator = await updateGenerator(random, source, context)
      steps++
      return { critic, generator }
    },
    generatorFeeds: weights.generator.averageFeeds ?? weights.generator.feeds,
    values: weights.generator.average ?? weights.generator.values,
    findUnsound() {
      if (!weights.critic.isFinite()) return 'critic'
      return weights.generator.isFinite() ? undefined : 'generator'
    },
    save: () => ({
      steps,
      networks: { generator: weights.generator.save(), critic: weights.critic.save() },
    }),
    load(state) {
      weights.generator.load(state.networks.generator)
      weights.critic.load(state.networks.critic)
      steps = state.steps
    },
  }
}

/** Updates one of the networks once. */
type Update = (random: Rng, source: ConditionSource, context: Float32Array) => Promise<number>

function criticUpdate(
  plan: NetworkPlan,
  { batchSize }: Objective,
  rows: Float32Array,
  { feeds, run }: PreparedUpdate,
): Update {
  const batch = conditionBatch(batchSize, plan.layout.conditionWidth)
  return (random, source, context) => {
    source.drawBatch(random, batch)
    gatherRows(rows, plan.layout.width, batch.rows, feeds['real'] as Float32Array)
    fillConditions(feeds, batch.condition, context)
    fill(feeds['realCondition'], (out) => out.set(batch.realCondition))
    fillNoise(random, plan, feeds)
    return run()
  }
}

function generatorUpdate(plan: NetworkPlan, { batchSize }: Objective, { feeds, run }: PreparedUpdate): Update {
  const { condition } = conditionBatch(batchSize, plan.layout.conditionWidth)
  return (random, source, context) => {
    source.drawConditions(random, condition)
    fillConditions(feeds, condition, context)
    fillNoise(random, plan, feeds)
    return run()
  }
}

/** The decay of an average that reaches back so many steps, fewer in the beginning: it forgets where it started. */
function decayAt(step: number, averageSteps: number): number {
  return Math.min(1 - 1 / averageSteps, step / (step + 9))
}

interface PreparedUpdate {
  /** What the graph reads besides parameters, to be filled before `run`. */
  readonly feeds: Record<string, NumberArray>
  /** Computes the gradients, moves the parameters, gives the loss. */
  run(): Promise<number>
}

function prepare(program: Program, all: Readonly<Record<string, Weights>>, moved: Weights): PreparedUpdate {
  const parameters = Object.assign({}, ...Object.values(all).map((one) => one.feeds)) as Record<string, NumberArray>
  const own = Object.entries(program.inputs).filter(([name]) => !Object.hasOwn(parameters, name))
  const feeds = nn.allocate(Object.fromEntries(own))
  // The generator's last critic parameters may not show in a loss, such as the bias of the score.
  const used = Object.entries(parameters).filter(([name]) => Object.hasOwn(program.inputs, name))
  const loss = new Float32Array(1)
  const [reads, writes] = [
    { ...Object.fromEntries(used), ...feeds },
    { loss, ...moved.into },
  ]
  return {
    feeds,
    async run() {
      await program.run(reads, writes)
      moved.update()
      return loss[0]!
    },
  }
}

function conditionBatch(size: number, width: number): ConditionBatch {
  return {
    condition: new Float32Array(size * width),
    realCondition: new Float32Array(size * width),
    rows: new Uint32Array(size),
  }
}

function gatherRows(rows: Float32Array, width: number, picked: Uint32Array, out: Float32Array): void {
  for (let i = 0; i < picked.length; i++) {
    const start = picked[i]! * width
    out.set(rows.subarray(start, start + width), i * width)
  }
}

function fillConditions(feeds: Record<string, NumberArray>, condition: Float32Array, context: Float32Array): void {
  fill(feeds['condition'], (out) => out.set(condition))
  fill(feeds['context'], (out) => out.set(context))
}

function fillNoise(rng: Rng, { dropout }: NetworkPlan, feeds: Record<string, NumberArray>): void {
  for (const [name, array] of Object.entries(feeds)) {
    if (name === 'noise') fill(array, (out) => nn.fillNormal(rng, out))
    else if (name === 'gumbel') fill(array, (out) => nn.fillGumbel(rng, out))
    else if (name === 'mix') fill(array, (out) => nn.fillUniform(rng, out))
    else if (name.startsWith('mask')) fill(array, (out) => nn.fillDropoutMask(rng, dropout, out))
  }
}

function fill(array: NumberArray | undefined, write: (out: Float32Array) => void): void {
  if (array !== undefined) write(array as Float32Array)
}

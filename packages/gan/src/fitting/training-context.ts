import type { FitOptions, Rng, Table } from '@asdf/contract'
import type { Engine } from '@asdf/nn'
import type { ConditionPlanner, ConditionSource, GeneratorNumbers, PreparedTable, RowGenerator } from '@asdf/nn/table'
import type { NetworkPlan } from '../networks/network-plan.ts'
import type { GanTrainer } from '../training/trainer.ts'
import type { GanSettings } from './settings.ts'
import { createRng } from '@asdf/core'
import { allFinite } from '@asdf/core/statistics'
import { openEngine } from '@asdf/nn/onnx'
import {
  calibrate,
  conditionPlanner,
  jointCounts,
  labelConditions,
  noConditions,
  oneColumnConditions,
  prepareTable,
  rowGenerator,
} from '@asdf/nn/table'
import { fitDiverged } from '@asdf/nn/training'
import { statisticsMeter } from '../networks/generator-statistics.ts'
import { generatorNetwork } from '../networks/sampling-graph.ts'
import { createTrainer } from '../training/trainer.ts'

/** All that a training needs: the table made ready, both networks, and a way to look at what they make. */
export interface TrainingContext {
  readonly settings: GanSettings
  readonly prepared: PreparedTable
  readonly plan: NetworkPlan
  /** `undefined` when no column is left to model. */
  readonly trainer: GanTrainer | undefined
  readonly stepsPerEpoch: number
  readonly generator: RowGenerator
  readonly rng: Rng
  /** Training rows of each class and category. */
  readonly counts: Float64Array
  /** Conditions of training, with the classes as often as these weights say; as in the rows when absent. */
  conditions(classWeights?: ArrayLike<number>): ConditionSource
  /** The generator as it stands: a copy of its numbers. */
  numbers(context: Float32Array): Promise<GeneratorNumbers>
  /** Rows as the generator makes them, without picking: where classes are told, in the shares of the training rows. */
  make(numbers: GeneratorNumbers, bias: Float32Array, count: number, rng: Rng): Promise<Table>
  /** The bias of categories, where the settings ask for it. */
  bias(numbers: GeneratorNumbers): Promise<Float32Array>
  close(): Promise<void>
}

/** Sets up a training on the table. */
export async function openTraining(table: Table, settings: GanSettings, run: FitOptions): Promise<TrainingContext> {
  const { batchSize } = settings.trainer.objective
  const prepared = await prepareTable(table, { ...settings, batchSize }, run)
  const engine = openEngine(settings.engine)
  try {
    return await assemble(prepared, settings, engine, createRng(run.seed))
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function assemble(
  prepared: PreparedTable,
  settings: GanSettings,
  engine: Engine,
  rng: Rng,
): Promise<TrainingContext> {
  const { rows, target, transform } = prepared
  const plan: NetworkPlan = { ...settings.sizes, ...prepared.plan }
  const { batchSize } = settings.trainer.objective
  const isEmpty = plan.layout.width === 0
  const trainer = isEmpty ? undefined : await createTrainer(engine, plan, settings.trainer, rows, rng.fork('train'))
  const meter = isEmpty ? undefined : await statisticsMeter(engine, plan, batchSize)
  const generator = rowGenerator(engine, generatorNetwork(plan))
  const counts = jointCounts(prepared)
  const planned = (bias: Float32Array) => conditionPlanner({ plan, target, counts, bias }, [])
  const none = new Float32Array(0)
  // Finite parameters can be too large to compute with.
  const unsound = (what: string) => fitDiverged(settings.name, what, trainer?.steps ?? 0, 'generator')

  return {
    settings,
    prepared,
    plan,
    trainer,
    stepsPerEpoch: Math.max(1, Math.floor(prepared.train.rowCount / batchSize)),
    generator,
    rng,
    counts,
    conditions: (classWeights) => conditionSource(prepared, settings, classWeights),
    async numbers(context) {
      if (trainer === undefined || meter === undefined) return { values: none, statistics: {}, context }
      const fill = statisticsConditions(prepared, settings, planned(none))
      const statistics = await meter.measure(trainer.generatorFeeds, context, fill, rng.fork('statistics'))
      if (!Object.values(statistics).every(allFinite)) throw unsound('the batch norm')
      return { values: trainer.values.slice(), statistics, context: context.slice() }
    },
    async make(numbers, bias, count, random) {
      const planner = planned(bias)
      const labels = planner.classes(count, random.fork('classes'))
      const drawn = random.fork('conditions')
      const encoded = await generator.make({
        numbers,
        count,
        rng: random.fork('rows'),
        prepare: (inputs, first, part) => planner.fill(inputs, labels.subarray(first, first + part), drawn),
      })
      if (!allFinite(encoded)) throw unsound('a row')
      return transform.decode(encoded, count, random.fork('decode'))
    },
    bias: async (numbers) =>
      settings.calibrates && plan.layout.scalarStart > 0
        ? calibrate(prepared, generator, numbers, rng.fork('calibrate'))
        : none,
    close: () => engine.close(),
  }
}

/**
 * The conditions that batch norm's statistics are measured with. Where training draws conditions by the logarithm of their
 * frequency, batches hold more rare categories than samples do: statistics of the latter would take the difference out of
 * every row, so that all other columns came out too rare.
 */
function statisticsConditions(prepared: PreparedTable, settings: GanSettings, planner: ConditionPlanner) {
  if (prepared.plan.conditions.kind === 'vector') {
    const source = conditionSource(prepared, settings, undefined)
    return (random: Rng, condition: Float32Array) => source.drawConditions(random, condition)
  }
  return (random: Rng, condition: Float32Array) => {
    const labels = planner.classes(settings.trainer.objective.batchSize, random)
    planner.fill({ condition, gumbel: new Float32Array(0) }, labels, random)
  }
}

function conditionSource(
  { plan, known, target }: PreparedTable,
  { logFrequency, revealShare }: GanSettings,
  classWeights: ArrayLike<number> | undefined,
): ConditionSource {
  const { kind } = plan.conditions
  if (kind === 'none') return noConditions(known.rowCount)
  if (kind === 'vector') return oneColumnConditions(plan.layout, known, logFrequency)
  return labelConditions(plan.layout, known, { target, revealShare, ...(classWeights && { classWeights }) })
}

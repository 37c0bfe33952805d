import type { Rng, RunOptions, Table } from '@asdf/contract'
import type { FeatureBins } from './binning.ts'
import type { Feature } from './features.ts'
import type { ForestOptions } from './forest-options.ts'
import type { GrownForestTree, ForestTask } from './grow-forest-tree.ts'
import type { Link, TreeModel } from './model.ts'
import type { Pace } from './pace.ts'
import type { Targets } from './targets.ts'
import { createRng } from '@asdf/core'
import { binColumns, fitBins } from './binning.ts'
import { featureColumns, trainingFeatures } from './features.ts'
import { featuresPerSplit } from './forest-options.ts'
import { createForestGrower } from './grow-forest-tree.ts'
import { missingBins } from './model.ts'
import { createPace } from './pace.ts'

/** What tells a forest of classes from one of numbers. */
export interface ForestProblem {
  readonly writer: string
  readonly classes: readonly string[] | null
  readonly targets: Targets
  readonly classWeight: 'balanced' | null
}

/** Grows a forest and returns the model. */
export async function fitForest(
  problem: ForestProblem,
  options: ForestOptions,
  table: Table,
  run: RunOptions,
): Promise<TreeModel> {
  run.signal?.throwIfAborted()
  const pace = createPace(run.signal)
  const where = `${problem.writer}: fit`
  const { features, warnings } = trainingFeatures(where, table)
  const columns = featureColumns(where, features, table)
  const rng = createRng(run.seed)
  const rules = { maximumBins: options.maximumBins, rng: rng.fork('bins') }
  const bins = await fitBins(features, columns, rules, pace)
  const task = taskOf(problem, options, table.rowCount, bins)
  await binColumns(bins, columns, task.bins, pace)
  const grown = await growTrees(task, options.trees, rng, run, pace)
  return forestModel(problem, features, bins, grown, warnings)
}

function taskOf(
  problem: ForestProblem,
  options: ForestOptions,
  rowCount: number,
  bins: readonly FeatureBins[],
): ForestTask {
  const classCount = problem.classes?.length ?? 0
  return {
    rowCount,
    featureCount: bins.length,
    bins: new Uint8Array(rowCount * bins.length),
    missing: missingBins(bins),
    isSet: bins.map((feature) => feature.binOfCode !== null),
    values: problem.targets.values,
    weights: rowWeights(problem, rowCount),
    classCount: classCount > 2 ? classCount : 0,
    featuresPerSplit: featuresPerSplit(options, bins.length),
    maximumDepth: options.maximumDepth ?? Infinity,
    minimumRows: options.minimumRowsPerLeaf,
    bootstrap: options.bootstrap,
  }
}

/** The rows' own weights times those of their classes: rows / (classes that occur * rows of the class). */
function rowWeights({ classes, classWeight, targets }: ForestProblem, rowCount: number): Float64Array {
  const weights = targets.weights?.slice() ?? new Float64Array(rowCount).fill(1)
  if (classWeight === null || classes === null) return weights
  const counts = new Float64Array(classes.length)
  for (const code of targets.values) counts[code]!++
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  for (let i = 0; i < rowCount; i++) weights[i]! *= rowCount / (present * counts[targets.values[i]!]!)
  return weights
}

async function growTrees(
  task: ForestTask,
  count: number,
  rng: Rng,
  run: RunOptions,
  pace: Pace,
): Promise<readonly GrownForestTree[]> {
  const grower = createForestGrower(task)
  const grown: GrownForestTree[] = []
  for (let index = 0; index < count; index++) {
    run.signal?.throwIfAborted()
    grown.push(await grower.grow(rng.fork(`tree ${index}`), pace))
    run.onProgress?.({ phase: 'grow', step: index + 1, totalSteps: count })
  }
  return grown
}

function forestModel(
  { writer, classes }: ForestProblem,
  features: readonly Feature[],
  bins: readonly FeatureBins[],
  grown: readonly GrownForestTree[],
  warnings: readonly string[],
): TreeModel {
  const importance = new Float64Array(features.length)
  for (const one of grown) one.importance.forEach((gain, feature) => (importance[feature]! += gain))
  const link: Link = classes === null ? 'mean' : classes.length === 2 ? 'share' : 'shares'
  const leafOutputs = link === 'shares' ? classes!.length : 1
  return {
    writer,
    link,
    classes,
    features,
    bins,
    baseline: new Float64Array(leafOutputs),
    leafOutputs,
    trees: grown.map((one) => one.tree),
    importance,
    report: { steps: grown.length, losses: {}, warnings },
  }
}

import type { RunOptions, Table } from '@asdf/contract'
import type { FeatureBins } from './binning.ts'
import type { Feature } from './features.ts'
import type { ForestOptions } from './forest-options.ts'
import type { ForestTask, GrownForestTree } from './grow-forest-tree.ts'
import type { Link, TreeModel } from './model.ts'
import type { Pace } from './pace.ts'
import type { Targets } from './targets.ts'
import type { ForestHelperResult, ForestHelperTask } from './threads/forest-helper.ts'
import type { HelperPool } from './threads/pool.ts'
import { checkRun, createRng } from '@asdf/core'
import { binTrainingColumns, fitBins, mergedCategories } from './binning.ts'
import { checkBytes } from './check-bytes.ts'
import { featureColumns, trainingFeatures } from './features.ts'
import { featuresPerSplit } from './forest-options.ts'
import { createForestGrower } from './grow-forest-tree.ts'
import { forestBytes, forestWorkspace } from './kernels/forest-workspace.ts'
import { createMemory } from './kernels/wasm.ts'
import { missingBins } from './model.ts'
import { createPace } from './pace.ts'
import { startHelpers } from './threads/pool.ts'
import { threadCount } from './threads/thread-count.ts'

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
  checkRun(`${problem.writer}: fit`, run)
  const visits = table.rowCount * featuresPerSplit(options, table.columns.length) * options.trees * levels
  const pool = startHelpers(threadCount(options.threads, visits) - 1)
  try {
    pool.keepAlive(true)
    return await growForest(problem, options, table, run, pool)
  } finally {
    await pool.close()
  }
}

/** The same, with the help of threads that are already there. */
export async function growForest(
  problem: ForestProblem,
  options: ForestOptions,
  table: Table,
  run: RunOptions,
  pool: HelperPool,
): Promise<TreeModel> {
  const where = `${problem.writer}: fit`
  const { features, warnings } = trainingFeatures(where, table)
  const columns = featureColumns(where, features, table)
  const pace = createPace(run.signal)
  const { classes, targets } = problem
  const rng = createRng(run.seed)
  const rules = { maximumBins: options.maximumBins, rng: rng.fork('bins'), classes, targets }
  const bins = await fitBins(features, columns, rules, pace)
  const task = taskOf(problem, options, table.rowCount, bins, 1 + pool.helpers.length)
  const { data } = forestWorkspace(task.shape, task.memory.buffer, 0)
  data.values.set(targets.values)
  data.weights.set(rowWeights(problem, table.rowCount))
  await binTrainingColumns(bins, columns, { targets, rng: rng.fork('parts') }, data.bins, pace)
  const grown = await growTrees(task, pool, options.trees, run, pace)
  const merged = mergedCategories(features, bins)
  return forestModel(problem, features, bins, grown, [...warnings, ...merged])
}

// How often a tree visits each of its rows, about.
const levels = 20

function taskOf(
  { writer, classes }: ForestProblem,
  options: ForestOptions,
  rowCount: number,
  bins: readonly FeatureBins[],
  threads: number,
): ForestTask {
  const classCount = classes?.length ?? 0
  const shape = { rowCount, featureCount: bins.length, threads }
  return {
    shape,
    memory: createMemory(checkBytes(`${writer}: fit`, forestBytes(shape)), threads > 1),
    missing: missingBins(bins),
    isSet: bins.map((feature) => feature.binOfCode !== null),
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

/** Grows all trees, on this thread and its helpers: each takes the next one when it is done with one. */
async function growTrees(
  task: ForestTask,
  pool: HelperPool,
  trees: number,
  run: RunOptions,
  pace: Pace,
): Promise<readonly GrownForestTree[]> {
  const collector = createCollector(trees, run)
  const next = new Int32Array(pool.helpers.length > 0 ? new SharedArrayBuffer(4) : new ArrayBuffer(4))
  for (const [index, helper] of pool.helpers.entries()) {
    helper.onFailure(collector.fail)
    helper.onMessage((message) => collector.take(message as ForestHelperResult))
    helper.post({ kind: 'forest', task, thread: index + 1, seed: run.seed, trees, next } satisfies ForestHelperTask)
  }
  const grower = createForestGrower(task, 0)
  const rng = createRng(run.seed)
  for (let index = Atomics.add(next, 0, 1); index < trees; index = Atomics.add(next, 0, 1)) {
    collector.take({ index, grown: await grower.grow(rng.fork(`tree ${index}`), pace) })
    collector.check()
  }
  return collector.all
}

/** Gathers the trees as they come from the threads, and reports each. */
function createCollector(trees: number, run: RunOptions) {
  const grown: GrownForestTree[] = []
  let count = 0
  let failure: { readonly error: unknown } | null = null
  let finish = (_: readonly GrownForestTree[]) => {}
  let stop = (_: unknown) => {}
  const all = new Promise<readonly GrownForestTree[]>((resolve, reject) => {
    finish = resolve
    stop = reject
  })
  // This thread may still be growing a tree when another one fails.
  all.catch(() => {})

  function fail(error: unknown): void {
    failure ??= { error }
    stop(error)
  }

  function take({ index, grown: tree }: ForestHelperResult): void {
    grown[index] = tree
    count++
    try {
      run.signal?.throwIfAborted()
      run.onProgress?.({ phase: 'grow', step: count, totalSteps: trees })
    } catch (error) {
      fail(error)
    }
    if (count === trees) finish(grown)
  }

  run.signal?.addEventListener('abort', () => fail(run.signal?.reason), { once: true })
  return {
    all,
    fail,
    take,
    check() {
      if (failure !== null) throw failure.error
    },
  }
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

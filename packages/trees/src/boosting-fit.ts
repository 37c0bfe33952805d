import type { Rng, RunOptions, Table } from '@asdf/contract'
import type { FeatureBins } from './binning.ts'
import type { Booster } from './booster.ts'
import type { BoostingOptions, EarlyStopping } from './boosting-options.ts'
import type { Feature } from './features.ts'
import type { LossName } from './kernels/losses.ts'
import type { Link, TreeModel } from './model.ts'
import type { Pace } from './pace.ts'
import type { Targets } from './targets.ts'
import type { HelperPool } from './threads/pool.ts'
import type { Tree } from './tree.ts'
import { checkRun, createRng, takeRows } from '@asdf/core'
import { binColumns, binTrainingColumns, fitBins, mergedCategories } from './binning.ts'
import { createBooster } from './booster.ts'
import { featureColumns, trainingFeatures } from './features.ts'
import { holdOut } from './hold-out.ts'
import { addTree } from './kernels/add-tree.ts'
import { baseline, meanLoss } from './kernels/losses.ts'
import { missingBins } from './model.ts'
import { createPace } from './pace.ts'
import { startHelpers } from './threads/pool.ts'
import { threadCount } from './threads/thread-count.ts'

/** What tells a boosting of classes from one of numbers. */
export interface BoostingProblem {
  readonly writer: string
  readonly classes: readonly string[] | null
  readonly readTargets: (table: Table) => Targets
}

/** What a boosting run knows before its first tree. */
export interface BoostingStart {
  readonly problem: BoostingProblem
  readonly options: BoostingOptions
  readonly features: readonly Feature[]
  readonly bins: readonly FeatureBins[]
  readonly loss: LossName
  readonly outputs: number
  readonly baseline: Float64Array
  readonly warnings: readonly string[]
  readonly rng: Rng
}

/** What a run works with. */
export interface Means {
  readonly pool: HelperPool
  readonly pace: Pace
}

/** Fits all rounds to a sound table, or fewer when early stopping says so, and returns the model. */
export async function fitBoosting(
  problem: BoostingProblem,
  options: BoostingOptions,
  table: Table,
  run: RunOptions,
): Promise<TreeModel> {
  checkRun(`${problem.writer}: fit`, run)
  const pool = startBoostingHelpers(problem, options, table, options.rounds)
  const pace = createPace(run.signal)
  try {
    const { earlyStopping } = options
    if (earlyStopping === null) {
      const start = await startBoosting(problem, options, table, run.seed, pace)
      return await trainRounds(start, { pool, pace }, table, null, run)
    }
    const targets = problem.readTargets(table)
    const cut = holdOut(problem.writer, table, targets, {
      classes: problem.classes,
      fraction: earlyStopping.fraction,
      seed: run.seed,
    })
    const train = takeRows(table, cut.train)
    const start = await startBoosting(problem, options, train, run.seed, pace)
    const watch = await createWatch(start, takeRows(table, cut.held), earlyStopping, pace)
    return await trainRounds(start, { pool, pace }, train, watch, run)
  } finally {
    await pool.close()
  }
}

/** Starts the threads that a boosting of about `rounds` rounds is worth. */
export function startBoostingHelpers(
  { classes }: BoostingProblem,
  { threads }: BoostingOptions,
  table: Table,
  rounds: number,
): HelperPool {
  const trees = rounds * (classes === null || classes.length === 2 ? 1 : classes.length)
  return startHelpers(threadCount(threads, table.rowCount * table.columns.length * trees) - 1)
}

/** Checks the training rows and fixes what all rounds share: features, bins, classes and baseline. */
export async function startBoosting(
  problem: BoostingProblem,
  options: BoostingOptions,
  table: Table,
  seed: number,
  pace: Pace,
): Promise<BoostingStart> {
  const where = `${problem.writer}: fit`
  const targets = problem.readTargets(table)
  const { values, weights } = targets
  const { features, warnings } = trainingFeatures(where, table)
  const columns = featureColumns(where, features, table)
  const rng = createRng(seed)
  const { maximumBins } = options
  const rules = { maximumBins, rng: rng.fork('bins'), classes: problem.classes, targets }
  const bins = await fitBins(features, columns, rules, pace)
  const loss = lossOf(problem.classes)
  const outputs = loss === 'softmax' ? problem.classes!.length : 1
  const base = baseline(loss, values, weights, outputs)
  const merged = mergedCategories(features, bins)
  return { problem, options, features, bins, loss, outputs, baseline: base, warnings: [...warnings, ...merged], rng }
}

/** A booster for the rows of a table whose raw predictions are those of `trees`. */
export async function boosterFor(
  start: BoostingStart,
  { pool, pace }: Means,
  table: Table,
  trees: readonly Tree[],
  importance: Float64Array,
): Promise<Booster> {
  const { problem, options, features, bins, loss, outputs } = start
  const where = `${problem.writer}: fit`
  const columns = featureColumns(where, features, table)
  const targets = problem.readTargets(table)
  const { values, weights } = targets
  const rules = {
    maximumLeaves: options.maximumLeaves,
    maximumDepth: options.maximumDepth ?? Infinity,
    minimumRows: options.minimumRowsPerLeaf,
    minimumHessian: options.minimumHessianPerLeaf,
    l2: options.l2,
    learningRate: options.learningRate,
    categoricalSmoothing: options.categoricalSmoothing,
    subsample: options.subsample,
    featureFraction: options.featureFraction,
  }
  const { rowCount } = table
  const booster = createBooster({ where, bins, rowCount, values, weights, loss, outputs, pool }, rules, importance)
  await binTrainingColumns(bins, columns, { targets, rng: start.rng.fork('parts') }, booster.bins, pace)
  start.baseline.forEach((value, k) => booster.raw.fill(value, k * rowCount, (k + 1) * rowCount))
  const rows = { bins: booster.bins, stride: rowCount, missing: missingBins(bins), from: 0, to: rowCount }
  for (const [index, tree] of trees.entries()) {
    addTree(tree, rows, booster.raw, { outputs: 1, width: 1, offset: (index % outputs) * rowCount })
    if (pace.isDue()) await pace.turn()
  }
  return booster
}

/** The model of these trees. */
export function boostedModel(
  start: BoostingStart,
  trees: readonly Tree[],
  importance: Float64Array,
  losses: Readonly<Record<string, number>>,
): TreeModel {
  const links: Record<LossName, Link> = { logistic: 'logistic', softmax: 'softmax', squared: 'identity' }
  return {
    writer: start.problem.writer,
    link: links[start.loss],
    classes: start.problem.classes,
    features: start.features,
    bins: start.bins,
    baseline: start.baseline,
    leafOutputs: 1,
    trees,
    importance,
    report: { steps: trees.length / start.outputs, losses, warnings: start.warnings },
  }
}

function lossOf(classes: readonly string[] | null): LossName {
  if (classes === null) return 'squared'
  return classes.length === 2 ? 'logistic' : 'softmax'
}

async function trainRounds(
  start: BoostingStart,
  means: Means,
  table: Table,
  watch: Watch | null,
  run: RunOptions,
): Promise<TreeModel> {
  const { rounds } = start.options
  const importance = new Float64Array(start.features.length)
  const booster = await boosterFor(start, means, table, [], importance)
  try {
    const trees: Tree[] = []
    let bestImportance = importance
    for (let index = 0; index < rounds; index++) {
      run.signal?.throwIfAborted()
      const grown = await booster.round(start.rng.fork(`round ${index}`), means.pace)
      trees.push(...grown)
      const validation = watch?.next(grown)
      run.onProgress?.({
        phase: 'boost',
        step: index + 1,
        totalSteps: rounds,
        ...(validation === undefined ? {} : { values: { validation: validation.loss } }),
      })
      if (validation?.isBest) bestImportance = importance.slice()
      if (validation?.isOver) break
    }
    if (watch === null) return boostedModel(start, trees, importance, { train: booster.loss() })
    const kept = trees.slice(0, watch.bestRounds() * start.outputs)
    return boostedModel(start, kept, bestImportance, { validation: watch.bestLoss() })
  } finally {
    booster.close()
  }
}

/** Follows the loss on rows that were held back. */
interface Watch {
  /** Takes in the trees of one more round. */
  next(trees: readonly Tree[]): { readonly loss: number; readonly isBest: boolean; readonly isOver: boolean }
  bestRounds(): number
  bestLoss(): number
}

async function createWatch(start: BoostingStart, held: Table, rules: EarlyStopping, pace: Pace): Promise<Watch> {
  const { values, weights } = start.problem.readTargets(held)
  const columns = featureColumns(`${start.problem.writer}: fit`, start.features, held)
  const bins = new Uint8Array(held.rowCount * columns.length)
  await binColumns(start.bins, columns, bins, pace)
  const rows = { bins, stride: held.rowCount, missing: missingBins(start.bins), from: 0, to: held.rowCount }
  const raw = new Float64Array(held.rowCount * start.outputs)
  start.baseline.forEach((value, k) => raw.fill(value, k * held.rowCount, (k + 1) * held.rowCount))
  let round = 0
  let bestRounds = 0
  let best = Infinity
  return {
    next(trees) {
      trees.forEach((tree, k) => addTree(tree, rows, raw, { outputs: 1, width: 1, offset: k * held.rowCount }))
      const loss = meanLoss(start.loss, raw, values, weights)
      round++
      const isBest = bestRounds === 0 || loss < best - rules.tolerance
      if (isBest) {
        best = loss
        bestRounds = round
      }
      return { loss, isBest, isOver: round - bestRounds >= rules.rounds }
    },
    bestRounds: () => bestRounds,
    bestLoss: () => best,
  }
}

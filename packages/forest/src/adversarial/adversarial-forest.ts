import type {
  Artifact,
  FitOptions,
  FitReport,
  RunOptions,
  Synthesizer,
  SynthesizerFactory,
  SynthesizerTraits,
  Table,
} from '@asdf/contract'
import type { TableCoder } from '../columns/table-coder.ts'
import type { FittedAdversarialForest } from './fitted.ts'
import type { TwoClasses } from './kernels/tree.ts'
import type { Layout } from './layout.ts'
import type { LeafModel } from './leaf-model.ts'
import type { AdversarialForestOptions } from './options.ts'
import type { RoundRules, Rounds } from './rounds.ts'
import { checkKinds, checkRowCount, checkRun, checkTable, releaseTableInTurns } from '@asdf/core'
import { startHelpers, threadCount } from '@asdf/trees/matrix'
import { valuePromises } from '../columns/promises.ts'
import { encodeColumns, fitTableCoder } from '../columns/table-coder.ts'
import { modelName } from './adversarial-model.ts'
import { fittedAdversarialForest } from './fitted.ts'
import { forestCrew, roomFor } from './grow-forest.ts'
import { collectLeaves } from './kernels/collect-leaves.ts'
import { bagShare } from './kernels/grow-tree.ts'
import { leafDensity } from './kernels/leaf-density.ts'
import { planLayout } from './layout.ts'
import { adversarialForestDefaults, checkOptions, sharedRows } from './options.ts'
import { adversarialRounds } from './rounds.ts'
import { nullFlags, restoreModel } from './state.ts'

const id = '@asdf/forest/adversarial'

const traits: SynthesizerTraits = {
  kinds: ['numeric', 'categorical', 'boolean', 'datetime', 'text'],
  nulls: 'modelled',
  target: 'optional',
  conditional: true,
  reproducible: 'bitwise',
  keepsTrainingRows: false,
  privacy: 'none',
  imputes: ['numeric', 'categorical', 'boolean', 'datetime'],
  minimumRows: 10,
}

/** `adversarialForest` with its options chosen. */
export interface AdversarialForest extends Synthesizer {
  fit(train: Table, run: FitOptions): Promise<FittedAdversarialForest>
}

/** `adversarialForest`: call it to configure, `load` to restore. */
export interface AdversarialForestFactory extends SynthesizerFactory<AdversarialForestOptions> {
  (options?: Partial<AdversarialForestOptions>): AdversarialForest
  load(artifact: Artifact): FittedAdversarialForest
}

/**
 * Adversarial random forests (Watson, Blesch, Kapar and Wright, "Adversarial random forests for density estimation and
 * generative modeling", AISTATS 2023): forests learn to tell training rows from synthetic ones until none can, and so cut
 * the table into leaves in which columns are about independent. A mixture of these leaves is a density that can be drawn
 * from, also given any columns, and evaluated.
 *
 * Departs from the paper in this: all columns are codes, numbers too, whose shares in a leaf are smoothed over their
 * neighbors in place of a truncated normal distribution; columns that another one determines follow it; a row is in a
 * tree's bag once or not at all, so that a leaf's rows are different rows.
 */
export const adversarialForest: AdversarialForestFactory = Object.assign(
  (given: Partial<AdversarialForestOptions> = {}): AdversarialForest => {
    const options = checkOptions(given)
    return { specVersion: 1, id, traits, options: { ...options }, fit: (train, run) => fit(train, options, run) }
  },
  {
    id,
    traits,
    defaults: adversarialForestDefaults,
    load: (artifact: Artifact) => fittedAdversarialForest(restoreModel(artifact, id)),
  },
)

/** Leaves of a tree, about, at most: what bounds the model of a large table. */
const mostLeaves = 4096

async function fit(given: Table, options: AdversarialForestOptions, run: FitOptions): Promise<FittedAdversarialForest> {
  checkRun(`${modelName}.fit`, run)
  checkTable(`${modelName}.fit`, given)
  checkKinds(`${modelName}.fit`, given.schema, traits.kinds)
  checkRowCount(`${modelName}.fit`, given, Math.max(traits.minimumRows, sharedRows(options)))
  const released = await releaseTableInTurns(given, { ...run, minimumRows: sharedRows(options) })
  const train = released.table
  const coder = await fitTableCoder(train, { minimumRows: sharedRows(options), bins: options.bins }, run.signal)
  const codes = await encodeColumns(coder, train, run.signal)
  const layout = planLayout(coder, codes, train.rowCount)
  const threads = Math.min(options.trees, threadCount(options.threads, visitsOf(options, layout, train.rowCount)))
  const data = twoClasses(coder, layout, { codes, rowCount: train.rowCount, isShared: threads > 1 })
  const leafRows = Math.max(options.minimumRows, Math.ceil(train.rowCount / mostLeaves))
  const rules = {
    trees: options.trees,
    maximumRounds: options.maximumRounds,
    tolerance: options.tolerance,
    minimumRows: leafRows,
    minimumBagRows: Math.ceil(leafRows * bagShare),
    columnsPerSplit: options.columnsPerSplit ?? Math.max(1, Math.floor(Math.sqrt(data.columnCount))),
  }
  const rounds = await trainRounds(data, rules, threads, run)
  const collector = collectLeaves(data)
  for (const tree of rounds.trees) collector.add(tree)
  const leaves = collector.finish()
  const { pseudoCount, bandwidth } = options
  return fittedAdversarialForest({
    id,
    coder,
    layout,
    leaves,
    pseudoCount,
    bandwidth,
    density: leafDensity(leaves, { pseudoCount, bandwidth, hasNull: nullFlags(coder, layout) }),
    accuracies: rounds.accuracies,
    report: await reportOf({ options, coder, train, notes: released.warnings, signal: run.signal }, rounds, leaves),
  })
}

/** What helper threads run. It lies beside this file in the source, and under the build's root in the build. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './threads/worker-from-source.mjs' : './adversarial/threads/forest-worker.js',
  import.meta.url,
)

async function trainRounds(data: TwoClasses, rules: RoundRules, threads: number, run: RunOptions): Promise<Rounds> {
  if (data.columnCount === 0) return { trees: [], accuracies: [], end: 'indistinguishable' }
  const pool = startHelpers(threads - 1, workerFile)
  try {
    pool.keepAlive(true)
    return await adversarialRounds(data, rules, forestCrew(pool), run)
  } finally {
    await pool.close()
  }
}

/** How often a tree visits each of its rows, about. */
const levels = 15

function visitsOf(
  { trees, columnsPerSplit }: AdversarialForestOptions,
  { modelled }: Layout,
  rowCount: number,
): number {
  return 2 * rowCount * levels * trees * (columnsPerSplit ?? Math.sqrt(modelled.length))
}

interface TrainingCodes {
  readonly codes: readonly (Uint8Array | undefined)[]
  readonly rowCount: number
  readonly isShared: boolean
}

/** The real rows, with room for the synthetic ones. */
function twoClasses(
  { coders }: TableCoder,
  { modelled }: Layout,
  { codes, rowCount, isShared }: TrainingCodes,
): TwoClasses {
  const all = new Uint8Array(roomFor(modelled.length * 2 * rowCount, isShared))
  modelled.forEach((column, place) => all.set(codes[column]!, place * 2 * rowCount))
  return {
    rowCount,
    columnCount: modelled.length,
    codes: all,
    sizes: Int32Array.from(modelled, (column) => coders[column]!.size),
    ordered: Uint8Array.from(modelled, (column) => (coders[column]!.ordered ? 1 : 0)),
  }
}

interface Learned {
  readonly options: AdversarialForestOptions
  readonly coder: TableCoder
  readonly train: Table
  /** What happened to the training rows before. */
  readonly notes: readonly string[]
  readonly signal: AbortSignal | undefined
}

async function reportOf(
  { options, coder, train, notes, signal }: Learned,
  { accuracies, end }: Rounds,
  { leafRows, rowCount, sizes, roots }: LeafModel,
): Promise<FitReport> {
  const rows = leafRows.filter((count) => count > 0)
  const fewest = rows.reduce((least, count) => Math.min(least, count), Infinity)
  return {
    steps: accuracies.length,
    losses: Object.fromEntries(accuracies.map((accuracy, index) => [`accuracy of round ${index + 1}`, accuracy])),
    warnings: [
      ...notes,
      ...coder.warnings,
      ...(rows.length === roots.length && sizes.length > 1 ? [noSplits(rowCount, options)] : []),
      ...(end === 'limit' ? [stillTold(accuracies)] : []),
    ],
    promises: [
      ...(await valuePromises(coder, train, sharedRows(options), signal)),
      ...(rows.length > 0 ? [`every leaf has ${fewest} or more training rows`] : []),
    ],
  }
}

function noSplits(rowCount: number, { minimumRows }: AdversarialForestOptions): string {
  return `no tree found a split among ${rowCount} rows with ${minimumRows} in each leaf, so all columns are drawn independently of each other; give it more rows or lower minimumRows`
}

function stillTold(accuracies: readonly number[]): string {
  const share = ((accuracies.at(-1) ?? 0.5) * 100).toFixed(1)
  return `the last of ${accuracies.length} forests still told ${share} % of the rows right; raise maximumRounds`
}

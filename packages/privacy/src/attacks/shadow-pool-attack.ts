import type { Classifier, Metric, MetricInput, MetricResult, Rng, RunOptions, Synthesizer, Table } from '@asdf/contract'
import type { MixedRows, MixedSpace } from '../mixed-rows.ts'
import {
  appendTables,
  checkNumberOption,
  checkOptionNames,
  checkRun,
  chooseRows,
  compareTables,
  compareWithHoldout,
  createRng,
  nearestNeighbors,
  optionError,
  takeRows,
} from '@asdf/core'
import { attackAuc } from '../attack-scores.ts'
import { aucInterval } from '../intervals.ts'
import { createSpace } from '../mixed-rows.ts'
import { scaledPoints } from '../scaled-points.ts'
import { exposure, rowsWhere } from './groups.ts'
import { attackDetails, parts, sortScores } from './judge.ts'
import { normalScores } from './normal-scores.ts'
import { checkSynthesizer } from './shadow-attack.ts'

const where = 'shadowPoolAttack'
const id = '@asdf/privacy/shadow-pool-attack'

export interface ShadowPoolOptions {
  /** Generators that are fitted, 16 to 1,000; 64 to 256 give what single rows lose. */
  readonly shadows: number
  /** The most exposed training rows that are attacked, 2 to 200. */
  readonly targets: number
  /** Most other training rows that each generator learns from. */
  readonly rows: number
}

const defaults: ShadowPoolOptions = Object.freeze({ shadows: 64, targets: 20, rows: 2000 })

const folds = 4
const neighbors = 5

/**
 * What the rows that stand out most lose to an attacker who knows all others: a pool of generators is fitted on the same training
 * rows, each with about half of the exposed rows, by the toss of a coin. For each exposed row a classifier learns from three
 * quarters of the generators what their rows look like with it and without: how near the nearest are, and the mean and
 * spread of each number and the share of each category in the whole set. It guesses on the last quarter, and so on.
 *
 * The value is the AUC over all rows and generators, scores taken by rank within a row; `breakdown` has the mean over rows and the `worst row`, which
 * is a maximum. It measures the synthesizer on these training rows; the synthetic rows of the input count by their number
 * only. The classifier is handed in, such as `randomForest()` of `@asdf/trees`.
 *
 * Exposed rows as in Meeus et al., "Achilles' heels: vulnerable record identification in synthetic data publishing", 2023.
 * Shokri et al., S&P 2017; Stadler et al., "Synthetic data: anonymisation groundhog day", USENIX Security 2022; Houssiau et
 * al., TAPAS, 2022; one pool for many rows as in Carlini et al., "Membership inference attacks from first principles", S&P 2022. Cost:
 * `shadows` fits on at most `rows` rows, and 4 fits of the classifier a target. Reports a step for each generator and can be
 * aborted between them. Believe it before all others for single rows: with 64 generators an AUC is known to about 0.03.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, those of `nearestNeighborAttack`, of the synthesizer and of the classifier.
 */
export function shadowPoolAttack(
  synthesizer: Synthesizer,
  classifier: Classifier,
  options: Partial<ShadowPoolOptions> = {},
): Metric {
  checkSynthesizer(where, synthesizer)
  if (typeof (classifier as Partial<Classifier> | null | undefined)?.fit !== 'function') {
    throw optionError(where, 'classifier', classifier, 'must be a configured classifier, such as randomForest()')
  }
  checkOptionNames(where, options, defaults)
  const checked = { ...defaults, ...options }
  checkNumberOption(where, 'shadows', checked.shadows, { integer: true, minimum: 16, maximum: 1000 })
  checkNumberOption(where, 'targets', checked.targets, { integer: true, minimum: 2, maximum: 200 })
  checkNumberOption(where, 'rows', checked.rows, { integer: true, minimum: 20 })
  return {
    specVersion: 1,
    id,
    label: 'shadow pool AUC',
    group: 'privacy',
    goal: 'minimize',
    range: [0, 1],
    needsHoldout: true,
    needsTarget: false,
    compute: (input, run) => computePool(synthesizer, classifier, checked, input, run),
  }
}

async function computePool(
  synthesizer: Synthesizer,
  classifier: Classifier,
  options: ShadowPoolOptions,
  input: MetricInput,
  run: RunOptions,
): Promise<MetricResult> {
  checkRun(where, run)
  run.signal?.throwIfAborted()
  const { train } = compareWithHoldout(where, input)
  const rng = createRng(run.seed).fork(id)
  const { exposed, others } = await cutExposed(train, options, run, rng)
  const pool: Shadow[] = []
  const { onProgress, ...quiet } = run
  for (let shadow = 0; shadow < options.shadows; shadow++) {
    pool.push(await fitShadow(synthesizer, exposed, others, quiet, rng.fork(shadow)))
    onProgress?.({ phase: 'shadow models', step: shadow + 1, totalSteps: options.shadows })
    run.signal?.throwIfAborted()
  }
  return judgePool(classifier, pool, exposed.rowCount, run)
}

interface ExposedRows {
  readonly exposed: Table
  readonly others: Table
}

async function cutExposed(
  train: Table,
  { targets, rows }: ShadowPoolOptions,
  run: RunOptions,
  rng: Rng,
): Promise<ExposedRows> {
  const known = chooseRows(train, rows + targets, rng.fork('rows'))
  const space = createSpace(where, known)
  const distances = await exposure(space, space.encode(known), known.rowCount, run)
  const order = Uint32Array.from(distances.keys()).sort((a, b) => distances[b]! - distances[a]! || a - b)
  const count = Math.min(targets, known.rowCount >> 1)
  return { exposed: takeRows(known, order.slice(0, count)), others: takeRows(known, order.slice(count).sort()) }
}

interface Shadow {
  /** Whether each exposed row was in. */
  readonly isIn: readonly boolean[]
  /** What each exposed row sees: how near the rows are, then what they are like as a set. */
  readonly features: readonly Float64Array[]
}

async function fitShadow(
  synthesizer: Synthesizer,
  exposed: Table,
  others: Table,
  run: RunOptions,
  rng: Rng,
): Promise<Shadow> {
  const coin = rng.fork('coins')
  const isIn = Array.from({ length: exposed.rowCount }, () => coin.next() < 0.5)
  const inside = takeRows(
    exposed,
    rowsWhere(exposed.rowCount, (row) => isIn[row]!),
  )
  const fitted = await synthesizer.fit(appendTables(others, inside), { ...run, seed: rng.fork('fit').nextUint32() })
  const drawn = await fitted.sample(others.rowCount, { ...run, seed: rng.fork('sample').nextUint32() })
  const tables = compareTables(where, { train: others, synthetic: drawn, holdout: exposed })
  const space = createSpace(where, tables.train)
  const [made, targets] = [space.encode(tables.synthetic), space.encode(tables.holdout!)]
  const set = describeSet(space, made)
  const search = { metric: 'manhattan' as const, mismatchCosts: scaledPoints(space, made).costs, nullCost: 1 }
  const found = nearestNeighbors(scaledPoints(space, targets), scaledPoints(space, made), neighbors, search)
  const features = isIn.map((_, row) =>
    Float64Array.of(...found.distances.subarray(row * found.count, (row + 1) * found.count), ...set),
  )
  return { isIn, features }
}

/** Most shares of categories that describe a set. */
const mostShares = 100

/** Mean and spread of every number, and the shares of the first categories. */
function describeSet({ ranges, codeColumns }: MixedSpace, { rowCount, numbers, codes }: MixedRows): Float64Array {
  const described: number[] = []
  ranges.forEach((_, c) => {
    let [count, sum, squares] = [0, 0, 0]
    for (let row = 0; row < rowCount; row++) {
      const value = numbers[row * ranges.length + c]!
      if (Number.isNaN(value)) continue
      count++
      sum += value
      squares += value * value
    }
    const mean = sum / Math.max(1, count)
    described.push(mean, Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)))
  })
  const perColumn = Math.floor(mostShares / Math.max(1, codeColumns))
  for (let c = 0; c < codeColumns; c++) {
    const shares = new Float64Array(perColumn)
    for (let row = 0; row < rowCount; row++) {
      const code = codes[row * codeColumns + c]!
      if (code >= 0 && code < perColumn) shares[code]! += 1 / rowCount
    }
    described.push(...shares)
  }
  return Float64Array.from(described)
}

async function judgePool(
  classifier: Classifier,
  pool: readonly Shadow[],
  targets: number,
  run: RunOptions,
): Promise<MetricResult> {
  const { onProgress, ...quiet } = run
  const aucs: number[] = []
  const inside: number[] = []
  const outside: number[] = []
  for (let target = 0; target < targets; target++) {
    run.signal?.throwIfAborted()
    const scores = normalScores(await guess(classifier, pool, target, quiet))
    const sides = { members: [] as number[], nonMembers: [] as number[] }
    pool.forEach(({ isIn }, shadow) => (isIn[target] ? sides.members : sides.nonMembers).push(scores[shadow]!))
    inside.push(...sides.members)
    outside.push(...sides.nonMembers)
    if (sides.members.length > 0 && sides.nonMembers.length > 0) {
      const ascending = (side: readonly number[]) => Float64Array.from(side, (score) => -score).sort()
      aucs.push(attackAuc(ascending(sides.members), ascending(sides.nonMembers)))
    }
    onProgress?.({ phase: 'exposed rows', step: target + 1, totalSteps: targets })
  }
  const sorted = sortScores(Float64Array.of(...inside, ...outside), inside.length)
  const value = attackAuc(sorted.members, sorted.nonMembers)
  const mean = aucs.reduce((sum, auc) => sum + auc / aucs.length, 0)
  return {
    value,
    interval: aucInterval(value, inside.length, outside.length),
    breakdown: { 'mean over rows': mean, 'worst row': Math.max(...aucs) },
    details: { ...attackDetails(sorted), counts: parts({ targets, shadows: pool.length }) },
  }
}

/** What a classifier of the other folds thinks of each generator: the probability that the target was in. */
async function guess(
  classifier: Classifier,
  pool: readonly Shadow[],
  target: number,
  run: RunOptions,
): Promise<Float64Array> {
  const scores = new Float64Array(pool.length)
  for (let fold = 0; fold < folds; fold++) {
    const [learned, asked] = [
      rowsWhere(pool.length, (shadow) => shadow % folds !== fold),
      rowsWhere(pool.length, (shadow) => shadow % folds === fold),
    ]
    const classes = new Set(Array.from(learned, (shadow) => pool[shadow]!.isIn[target]))
    if (classes.size < 2) continue
    const fitted = await classifier.fit(poolTable(pool, target, learned), run)
    const { data } = await fitted.predictProbability(poolTable(pool, target, asked))
    asked.forEach((shadow, i) => (scores[shadow] = data[2 * i + 1]!))
  }
  return scores
}

function poolTable(pool: readonly Shadow[], target: number, shadows: Uint32Array): Table {
  const width = pool[0]!.features[target]!.length
  const columns = Array.from({ length: width }, (_, c) => ({
    kind: 'numeric' as const,
    values: Float64Array.from(shadows, (shadow) => pool[shadow]!.features[target]![c]!),
  }))
  const fields = columns.map((_, c) => ({
    kind: 'numeric' as const,
    name: `feature ${c + 1}`,
    role: 'feature' as const,
    nullable: false,
    integer: false,
  }))
  return {
    schema: { fields: [...fields, { kind: 'boolean', name: 'in', role: 'target', nullable: false }] },
    rowCount: shadows.length,
    columns: [
      ...columns,
      { kind: 'boolean', values: Uint8Array.from(shadows, (shadow) => (pool[shadow]!.isIn[target] ? 1 : 0)) },
    ],
  }
}

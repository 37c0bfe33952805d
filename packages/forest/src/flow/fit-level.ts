import type { Rng } from '@asdf/contract'
import type { MatrixBooster, MatrixRules, Pace, Tree } from '@asdf/trees/matrix'
import type { ForestFlowOptions } from './flow-options.ts'
import type { PackedTrees } from './kernels/add-packed-trees.ts'
import type { LinearStart, Moments } from './linear-start.ts'
import { createMatrixBooster } from '@asdf/trees/matrix'
import { copiesOf } from './flow-options.ts'
import { fillNormals } from './kernels/fill-normals.ts'
import { gaussianStart, publishedStart, startInto } from './linear-start.ts'
import { packTrees } from './pack-trees.ts'
import { mixtureAt, noiseLevels } from './process.ts'

/** The training rows of one field, as points. */
export interface FieldRows {
  readonly points: readonly Float64Array[]
  readonly discrete: Uint8Array
  readonly rowCount: number
  readonly moments: Moments
}

/** What is fitted at one noise level: where rows are expected, given a point between them and noise. */
export interface LevelModel {
  readonly start: LinearStart
  /** Thresholds of each dimension. */
  readonly edges: readonly Float64Array[]
  /** `rounds` trees for each dimension, one dimension after the other. */
  readonly trees: PackedTrees
}

export interface FittedLevel {
  readonly model: LevelModel
  /** Mean squared error of the expected row, over dimensions and training rows. */
  readonly loss: number
}

export interface LevelFitter {
  /** Fits one level of a field. The stream decides the noise. */
  fit(field: FieldRows, level: number, rng: Rng, pace: Pace): Promise<FittedLevel>
}

/** How many levels have a model: the flow needs none at the last, where noise is gone; the diffusion ends on it. */
export function fittedLevels({ process, levels }: ForestFlowOptions): number {
  return process === 'flow' ? levels - 1 : levels
}

/** Fits levels one after the other in one piece of memory, with room for each of `fields`. */
export function createLevelFitter(
  where: string,
  fields: readonly FieldRows[],
  options: ForestFlowOptions,
): LevelFitter {
  const rowCount = Math.max(...fields.map((field) => field.rowCount * copiesOf(options, field.rowCount)))
  const featureCount = fields[0]!.points.length
  const { maximumBins, maximumLeaves } = options
  const booster = createMatrixBooster(where, { rowCount, featureCount, maximumBins, maximumLeaves })
  const mixed = Array.from({ length: featureCount }, () => new Float64Array(rowCount))
  const target = new Float64Array(rowCount)
  return { fit: (field, level, rng, pace) => fitLevel({ booster, mixed, target, options }, field, level, rng, pace) }
}

interface Bench {
  readonly booster: MatrixBooster
  /** Room for the copies, mixed with noise, and for what is left to learn. */
  readonly mixed: readonly Float64Array[]
  readonly target: Float64Array
  readonly options: ForestFlowOptions
}

/**
 * Algorithm 1 of Jolicoeur-Martineau et al. 2024 for one noise level, with the expected row in place of the velocity: the
 * one is the other times 1 - t, plus x. A regression of the row has the same solution, and is easier for trees.
 */
async function fitLevel(bench: Bench, field: FieldRows, level: number, rng: Rng, pace: Pace): Promise<FittedLevel> {
  const { booster, mixed, target, options } = bench
  const mixture = mixtureAt(options.process, noiseLevels(options.levels)[level]!)
  const count = field.rowCount * copiesOf(options, field.rowCount)
  mixRows(bench, field, count, mixture, rng.fork('noise'))
  const edges = booster.load(mixed, count)
  const start = options.linearStart
    ? gaussianStart(field.moments, field.discrete, mixture)
    : publishedStart(field.moments, options.process, mixture)
  const trees: (Tree | null)[] = []
  let loss = 0
  for (const [j, points] of field.points.entries()) {
    startInto(start, j, mixed, count, target)
    for (let row = 0; row < count; row++) target[row] = points[row % field.rowCount]! - target[row]!
    const boosted = await booster.boost(target.subarray(0, count), rulesOf(options, j), rng.fork(j), pace)
    for (let round = 0; round < options.rounds; round++) trees.push(boosted.trees[round] ?? null)
    loss += boosted.loss / field.points.length
  }
  return { model: { start, edges, trees: packTrees(trees) }, loss }
}

/** Copies every row, one copy of all rows after the other, and mixes each with its own noise. */
function mixRows(
  { mixed }: Bench,
  { points, rowCount }: FieldRows,
  count: number,
  { signal, noise }: { readonly signal: number; readonly noise: number },
  rng: Rng,
): void {
  for (const [j, column] of points.entries()) {
    const out = mixed[j]!.subarray(0, count)
    fillNormals(out, rng.fork(j))
    for (let row = 0; row < count; row++) out[row] = signal * column[row % rowCount]! + noise * out[row]!
  }
}

function rulesOf(options: ForestFlowOptions, dimension: number): MatrixRules {
  const { rounds, learningRate, maximumLeaves, maximumDepth, maximumFeatures } = options
  return {
    rounds,
    learningRate,
    maximumLeaves,
    maximumDepth,
    minimumRows: 1,
    l2: 0,
    subsample: 1,
    features: { always: dimension, count: maximumFeatures },
  }
}

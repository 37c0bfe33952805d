import type { MetricFactory, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import type { SearchOptions } from './search-options.ts'
import { checkNumberOption, checkOptionNames, checkRun, chooseRows, compareWithHoldout, createRng } from '@asdf/core'
import { distanceCurves } from './distance-curves.ts'
import { shareInterval } from './intervals.ts'
import { createSpace } from './mixed-rows.ts'
import { nearestDistances } from './nearest-distances.ts'

const where = 'distanceToClosestRecordShare'
const id = '@asdf/privacy/distance-to-closest-record-share'

export interface DistanceToClosestRecordShareOptions extends SearchOptions {}

const defaults: DistanceToClosestRecordShareOptions = { rows: 3000 }

/**
 * The share of synthetic rows that are nearer to the training rows than to as many hold-out rows, ties split: 0.5 when they
 * are no nearer to what the synthesizer saw than to what it did not. `breakdown.nearer` is the share that is strictly
 * nearer, `breakdown.tied` that of ties; many scripts publish `nearer` alone, which copies of common rows lower. `details` has the
 * shares of synthetic rows up to each distance, to training and to hold-out rows, as curves.
 *
 * The distance is city-block: for numeric and datetime columns |difference| / range of the training rows (a constant
 * column's range is taken as 1), for others 2 where they differ. A null counts 1 against a number, and is a category of its own
 * elsewhere; text is compared as a whole. Identifiers and weights are left out. The larger of the training and hold-out
 * tables is cut to the size of the smaller by the seed, so are the synthetic rows searched. The interval (Wilson's, 95 %)
 * is about the synthetic rows searched, with the real rows as they are.
 *
 * Zhang et al., "Mixed-type tabular data synthesis with score-based diffusion in latent space" (TabSyn), ICLR 2024,
 * appendix; ties as Platzer and Reutterer, "Holdout-based empirical assessment of mixed-type synthetic data", 2021.
 *
 * Cost: two exact searches. Believe that something leaks where the interval lies above 0.5; that it does not says no attack fails:
 * Yao et al., "The DCR delusion: measuring the privacy risk of synthetic data", 2025. Read `attackBattery` beside it.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured; `ASDF_METRIC_UNDEFINED` without a hold-out or for a table without rows,
 * `ASDF_SCHEMA_MISMATCH` for columns that differ from the training table's, `ASDF_DATA_INVALID` for numbers that are not
 * finite.
 */
export const distanceToClosestRecordShare: MetricFactory<DistanceToClosestRecordShareOptions> = Object.assign(
  (options: Partial<DistanceToClosestRecordShareOptions> = {}) => {
    checkOptionNames(where, options, defaults)
    const { rows } = { ...defaults, ...options }
    checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
    return {
      specVersion: 1 as const,
      id,
      label: 'share nearer to training than to hold-out rows',
      group: 'privacy' as const,
      goal: 'minimize' as const,
      range: [0, 1] as const,
      needsHoldout: true,
      needsTarget: false,
      compute: (input: MetricInput, run: RunOptions) => computeShare(input, rows, run),
    }
  },
  { id, defaults },
)

async function computeShare(input: MetricInput, rows: number, run: RunOptions): Promise<MetricResult> {
  checkRun(where, run)
  const { train, synthetic, holdout } = compareWithHoldout(where, input)
  const rng = createRng(run.seed).fork(id)
  const space = createSpace(where, train)
  const size = Math.min(train.rowCount, holdout.rowCount)
  const queries = space.encode(chooseRows(synthetic, rows, rng.fork('synthetic')))
  const members = space.encode(chooseRows(train, size, rng.fork('train')))
  const others = space.encode(chooseRows(holdout, size, rng.fork('holdout')))
  const toTrain = await nearestDistances(space, queries, members, run, 'distances to training rows')
  const toHoldout = await nearestDistances(space, queries, others, run, 'distances to hold-out rows')
  const count = queries.rowCount
  const nearer = toTrain.reduce((sum, distance, i) => sum + (distance < toHoldout[i]! ? 1 : 0), 0)
  const tied = toTrain.reduce((sum, distance, i) => sum + (distance === toHoldout[i] ? 1 : 0), 0)
  const value = (nearer + tied / 2) / count
  return {
    value,
    interval: shareInterval(value, count),
    breakdown: { nearer: nearer / count, tied: tied / count },
    details: distanceCurves({ 'distances to training rows': toTrain, 'distances to hold-out rows': toHoldout }),
  }
}

import type { Metric, MetricFactory, MetricResult } from '@asdf/contract'
import type { RowSample } from '../rows/row-metric.ts'
import type { NeighborhoodOptions } from './neighborhood-options.ts'
import { encodeRows } from '../rows/encoded-rows.ts'
import { rowMetric } from '../rows/row-metric.ts'
import { neighborhoodDefaults, neighborhoodOptions } from './neighborhood-options.ts'
import { ballCounts, ballsAround } from './neighborhoods.ts'

const where = 'density'
const id = '@asdf/metrics/density'
const defaults = neighborhoodDefaults(5)

/**
 * Density: how many training rows' balls hold a synthetic row, over `k`; the mean over synthetic rows. A ball reaches to the k-th nearest
 * other training row. About 1 for fresh real rows; above 1 where synthetic rows crowd in the densest places, so the highest value is not the
 * best one. One outlier counts little, unlike in `improvedPrecision`. Naeem et al., "Reliable fidelity and diversity metrics for
 * generative models", ICML 2020.
 *
 * Rows are encoded as in `maximumMeanDiscrepancy` and cut to `rows` by the seed. Cost O(rows² × columns). Texts, images and
 * series are not measured; errors are those of `columnShapes`, `ASDF_OPTION_INVALID` when configured, and
 * `ASDF_METRIC_UNDEFINED` for `k` rows or fewer on a side.
 */
export const density: MetricFactory<NeighborhoodOptions> = Object.assign(
  (options: Partial<NeighborhoodOptions> = {}): Metric => {
    const resolved = neighborhoodOptions(where, options, defaults)
    const traits = { id, label: 'density', group: 'fidelity', goal: 'maximize', range: [0, Infinity] } as const
    return rowMetric(where, traits, resolved.rows, (sample) => compute(sample, resolved))
  },
  { id, defaults },
)

async function compute(sample: RowSample, options: NeighborhoodOptions): Promise<Omit<MetricResult, 'n'>> {
  const { train, synthetic } = encodeRows(sample.columns)
  const balls = await ballsAround(where, train, options, sample)
  const counts = await ballCounts(where, synthetic, balls, Infinity, sample.run)
  const value = counts.reduce((sum, count) => sum + count, 0) / counts.length / options.k
  return { value, mode: options.mode }
}

import type { Metric, MetricFactory, MetricResult } from '@asdf/contract'
import type { RowSample } from '../rows/row-metric.ts'
import type { NeighborhoodOptions } from './neighborhood-options.ts'
import { encodeRows } from '../rows/encoded-rows.ts'
import { rowMetric } from '../rows/row-metric.ts'
import { neighborhoodDefaults, neighborhoodOptions } from './neighborhood-options.ts'
import { ballsAround, shareInside } from './neighborhoods.ts'

const where = 'improvedPrecision'
const id = '@asdf/metrics/improved-precision'
const defaults = neighborhoodDefaults(3)

/**
 * Improved precision: the share of synthetic rows within the reach of a training row, that is no farther from one than its k-th
 * nearest other training row is; from 0 to 1. Are synthetic rows plausible? Kynkäänniemi et al., "Improved precision and recall
 * metric for assessing generative models", NeurIPS 2019. One outlier among the training rows has a large ball: see `density`.
 *
 * Rows are encoded as in `maximumMeanDiscrepancy` and cut to `rows` by the seed. Cost O(rows² × columns). Texts, images and
 * series are not measured; errors are those of `columnShapes`, `ASDF_OPTION_INVALID` when configured, and
 * `ASDF_METRIC_UNDEFINED` for `k` rows or fewer on a side.
 */
export const improvedPrecision: MetricFactory<NeighborhoodOptions> = Object.assign(
  (options: Partial<NeighborhoodOptions> = {}): Metric => {
    const resolved = neighborhoodOptions(where, options, defaults)
    const traits = { id, label: 'improved precision', group: 'fidelity', goal: 'maximize', range: [0, 1] } as const
    return rowMetric(where, traits, resolved.rows, (sample) => compute(sample, resolved))
  },
  { id, defaults },
)

async function compute(sample: RowSample, options: NeighborhoodOptions): Promise<Omit<MetricResult, 'n'>> {
  const { train, synthetic } = encodeRows(sample.columns)
  const balls = await ballsAround(where, train, options, sample)
  const value = await shareInside(where, synthetic, balls, sample.run)
  return { value, mode: options.mode }
}

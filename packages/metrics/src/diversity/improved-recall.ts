import type { Metric, MetricFactory, MetricResult } from '@asdf/contract'
import type { RowSample } from '../rows/row-metric.ts'
import type { NeighborhoodOptions } from './neighborhood-options.ts'
import { encodeRows } from '../rows/encoded-rows.ts'
import { rowMetric } from '../rows/row-metric.ts'
import { neighborhoodDefaults, neighborhoodOptions } from './neighborhood-options.ts'
import { ballsAround, shareInside } from './neighborhoods.ts'

const where = 'improvedRecall'
const id = '@asdf/metrics/improved-recall'
const defaults = neighborhoodDefaults(3)

/**
 * Improved recall: the share of training rows within the reach of a synthetic row, that is no farther from one than its k-th
 * nearest other synthetic row is; from 0 to 1. Do synthetic rows cover the training rows? Kynkäänniemi et al., NeurIPS 2019. Synthetic rows that are
 * scattered widely have large balls, and cover much: read it with `improvedPrecision`, and see `coverage`.
 *
 * Rows are encoded as in `maximumMeanDiscrepancy` and cut to `rows` by the seed. Cost O(rows² × columns). Texts, images and
 * series are not measured; errors are those of `columnShapes`, `ASDF_OPTION_INVALID` when configured, and
 * `ASDF_METRIC_UNDEFINED` for `k` rows or fewer on a side.
 */
export const improvedRecall: MetricFactory<NeighborhoodOptions> = Object.assign(
  (options: Partial<NeighborhoodOptions> = {}): Metric => {
    const resolved = neighborhoodOptions(where, options, defaults)
    const traits = { id, label: 'improved recall', group: 'diversity', goal: 'maximize', range: [0, 1] } as const
    return rowMetric(where, traits, resolved.rows, (sample) => compute(sample, resolved))
  },
  { id, defaults },
)

async function compute(sample: RowSample, options: NeighborhoodOptions): Promise<Omit<MetricResult, 'n'>> {
  const { train, synthetic } = encodeRows(sample.columns)
  const balls = await ballsAround(where, synthetic, options, sample)
  const value = await shareInside(where, train, balls, sample.run)
  return { value, mode: options.mode }
}

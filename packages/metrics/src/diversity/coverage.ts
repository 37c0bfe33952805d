import type { Metric, MetricFactory, MetricResult } from '@asdf/contract'
import type { RowSample } from '../rows/row-metric.ts'
import type { NeighborhoodOptions } from './neighborhood-options.ts'
import { encodeRows } from '../rows/encoded-rows.ts'
import { nearestRows } from '../rows/nearest-rows.ts'
import { rowMetric } from '../rows/row-metric.ts'
import { neighborhoodDefaults, neighborhoodOptions } from './neighborhood-options.ts'
import { ballsAround } from './neighborhoods.ts'

const where = 'coverage'
const id = '@asdf/metrics/coverage'
const defaults = neighborhoodDefaults(5)

/**
 * Coverage: the share of training rows with a synthetic row in their ball, which reaches to their k-th nearest other training row; from 0 to
 * 1. Its balls are of real rows, so scattered synthetic rows do not cover more, unlike in `improvedRecall`. Naeem et al., ICML
 * 2020.
 *
 * Rows are encoded as in `maximumMeanDiscrepancy` and cut to `rows` by the seed. Cost O(rows² × columns). Texts, images and
 * series are not measured; errors are those of `columnShapes`, `ASDF_OPTION_INVALID` when configured, and
 * `ASDF_METRIC_UNDEFINED` for `k` rows or fewer on a side.
 */
export const coverage: MetricFactory<NeighborhoodOptions> = Object.assign(
  (options: Partial<NeighborhoodOptions> = {}): Metric => {
    const resolved = neighborhoodOptions(where, options, defaults)
    const traits = { id, label: 'coverage', group: 'diversity', goal: 'maximize', range: [0, 1] } as const
    return rowMetric(where, traits, resolved.rows, (sample) => compute(sample, resolved))
  },
  { id, defaults },
)

async function compute(sample: RowSample, options: NeighborhoodOptions): Promise<Omit<MetricResult, 'n'>> {
  const { train, synthetic } = encodeRows(sample.columns)
  const { radii, isOpen } = await ballsAround(where, train, options, sample)
  const { distances } = await nearestRows(train, synthetic, 1, {
    run: sample.run,
    phase: `${where}: to synthetic rows`,
  })
  let inside = 0
  for (let row = 0; row < radii.length; row++) {
    if (isOpen ? distances[row]! < radii[row]! : distances[row]! <= radii[row]!) inside++
  }
  const value = inside / radii.length
  return { value, mode: options.mode }
}

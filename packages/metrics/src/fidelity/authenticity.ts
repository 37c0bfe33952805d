import type { Metric, MetricFactory, MetricResult } from '@asdf/contract'
import type { RowSample } from '../rows/row-metric.ts'
import type { SupportOptions } from './support-options.ts'
import { AsdfError } from '@asdf/contract'
import { encodeRows } from '../rows/encoded-rows.ts'
import { nearestRows } from '../rows/nearest-rows.ts'
import { needRows, rowMetric } from '../rows/row-metric.ts'
import { supportDefaults, supportOptions } from './support-options.ts'

const where = 'authenticity'
const id = '@asdf/metrics/authenticity'

/**
 * Authenticity: the share of synthetic rows that are farther from their nearest training row than that one is from its nearest
 * other training row, from 0 (all copies) to 1. Fresh real rows have about one half, and noise has 1: it tells copies from
 * new rows, not good ones from bad. Alaa et al., ICML 2022; encoding and cut as in `alphaPrecision`.
 *
 * `compat` is as synthcity, which looks up distances of training rows by the places of synthetic rows: a number without a
 * meaning, for tables of equal size alone (`ASDF_METRIC_UNDEFINED` for others). Cost O(rows² × columns).
 * `ASDF_METRIC_UNDEFINED` for fewer than two rows on a side; other errors are those of `alphaPrecision`.
 */
export const authenticity: MetricFactory<SupportOptions> = Object.assign(
  (options: Partial<SupportOptions> = {}): Metric => {
    const { rows, mode } = supportOptions(where, options)
    const traits = { id, label: 'authenticity', group: 'privacy', goal: 'maximize', range: [0, 1] } as const
    return rowMetric(where, traits, rows, (sample) => computeAuthenticity(sample, mode))
  },
  { id, defaults: supportDefaults },
)

async function computeAuthenticity(sample: RowSample, mode: SupportOptions['mode']): Promise<Omit<MetricResult, 'n'>> {
  needRows(where, sample, 2)
  const { columns, run, trainRows, syntheticRows } = sample
  if (mode === 'compat' && trainRows !== syntheticRows) {
    throw new AsdfError(
      'ASDF_METRIC_UNDEFINED',
      `${where}: compat needs equal numbers of rows, got ${trainRows} and ${syntheticRows}; use mode 'fixed'`,
      { metric: where },
    )
  }
  const { train, synthetic } = encodeRows(columns)
  const others = await nearestRows(train, train, 1, { run, phase: `${where}: among training rows`, excludeSelf: true })
  const [from, to] = mode === 'compat' ? [train, synthetic] : [synthetic, train]
  const { indices, distances } = await nearestRows(from, to, 1, { run, phase: `${where}: between both` })
  let authentic = 0
  for (let row = 0; row < indices.length; row++) if (others.distances[indices[row]!]! < distances[row]!) authentic++
  return { value: authentic / indices.length, mode }
}

import type { Metric, MetricFactory, MetricResult } from '@asdf/contract'
import type { RowSample } from '../rows/row-metric.ts'
import type { SupportOptions } from './support-options.ts'
import { distancesToCenter } from '../rows/center.ts'
import { encodeRows } from '../rows/encoded-rows.ts'
import { nearestRows } from '../rows/nearest-rows.ts'
import { needRows, rowMetric } from '../rows/row-metric.ts'
import { curveDetails, curveScore, levels, radiiOf, sharesWithin } from './support-curve.ts'
import { supportDefaults, supportOptions } from './support-options.ts'

const where = 'betaRecall'
const id = '@asdf/metrics/beta-recall'

/**
 * β-recall: do synthetic rows reach all training rows? For 30 levels β, the share of training rows that have a synthetic row no
 * farther than their nearest other training row, where that synthetic row lies within the radius, around the mean synthetic row, that
 * holds the share β of the synthetic rows. The value is one minus the area between that curve and the synthetic rows' own, over
 * the area below the latter, from 0 to 1. Fresh real rows reach about half: for as many training rows another one is nearer. Alaa
 * et al., ICML 2022; encoding, cut and details as in `alphaPrecision`.
 *
 * `compat` is as synthcity: β itself as the ideal, and radii of the distances of the nearest synthetic rows alone, whatever the
 * others do. Cost O(rows² × columns). `ASDF_METRIC_UNDEFINED` for fewer than two rows on a side; other errors are those of
 * `alphaPrecision`.
 */
export const betaRecall: MetricFactory<SupportOptions> = Object.assign(
  (options: Partial<SupportOptions> = {}): Metric => {
    const { rows, mode } = supportOptions(where, options)
    const traits = { id, label: 'β-recall', group: 'diversity', goal: 'maximize', range: [0, 1] } as const
    return rowMetric(where, traits, rows, (sample) => computeRecall(sample, mode))
  },
  { id, defaults: supportDefaults },
)

async function computeRecall(sample: RowSample, mode: SupportOptions['mode']): Promise<Omit<MetricResult, 'n'>> {
  needRows(where, sample, 2)
  const { columns, run } = sample
  const { train, synthetic } = encodeRows(columns)
  const others = await nearestRows(train, train, 1, { run, phase: `${where}: among training rows`, excludeSelf: true })
  const made = await nearestRows(train, synthetic, 1, { run, phase: `${where}: to synthetic rows` })
  const fromCenter = distancesToCenter(synthetic, synthetic)
  const ofNearest = Float64Array.from(made.indices, (row) => fromCenter[row]!)
  const radii = radiiOf(mode === 'compat' ? ofNearest : fromCenter)
  const curve = sharesWithin(ofNearest, radii, (row) => made.distances[row]! <= others.distances[row]!)
  return {
    value: curveScore(mode === 'compat' ? levels : sharesWithin(fromCenter, radii), curve),
    mode,
    details: { curve: curveDetails('β', 'share of training rows', curve) },
  }
}

import type { Metric, MetricFactory, MetricResult } from '@asdf/contract'
import type { RowSample } from '../rows/row-metric.ts'
import type { SupportOptions } from './support-options.ts'
import { distancesToCenter } from '../rows/center.ts'
import { encodeRows } from '../rows/encoded-rows.ts'
import { rowMetric } from '../rows/row-metric.ts'
import { curveDetails, curveScore, levels, radiiOf, sharesWithin } from './support-curve.ts'
import { supportDefaults, supportOptions } from './support-options.ts'

const where = 'alphaPrecision'
const id = '@asdf/metrics/alpha-precision'

/**
 * α-precision: do synthetic rows lie where training rows do, in the middle as well as at the edge? For 30 levels α, the share
 * of synthetic rows within the radius, around the mean training row, that holds the share α of the training rows; the value
 * is one minus the area between that curve and the training rows' own, over the area below the latter, from 0 to 1. Alaa et al.,
 * "How faithful is your synthetic data?", ICML 2022.
 *
 * Rows are encoded as in `maximumMeanDiscrepancy` (the reference's "naive" form, which TabSyn and TabDiff report) and cut
 * to `rows` by the seed. `details.curve` is the curve. `compat` takes α itself for the training rows' curve, as synthcity
 * does: ties, as categories have many, then cost even training rows points. Sizes may differ in both modes. Cost
 * O(rows × columns). Reads best with `betaRecall`.
 *
 * Texts, images and series are not measured; errors are those of `columnShapes`, and `ASDF_OPTION_INVALID` when configured.
 */
export const alphaPrecision: MetricFactory<SupportOptions> = Object.assign(
  (options: Partial<SupportOptions> = {}): Metric => {
    const { rows, mode } = supportOptions(where, options)
    const traits = { id, label: 'α-precision', group: 'fidelity', goal: 'maximize', range: [0, 1] } as const
    return rowMetric(where, traits, rows, (sample) => computePrecision(sample, mode))
  },
  { id, defaults: supportDefaults },
)

async function computePrecision(
  { columns, run }: RowSample,
  mode: SupportOptions['mode'],
): Promise<Omit<MetricResult, 'n'>> {
  const { train, synthetic } = encodeRows(columns)
  const known = distancesToCenter(train, train)
  const radii = radiiOf(known)
  const curve = sharesWithin(distancesToCenter(synthetic, train), radii)
  const ideal = mode === 'compat' ? levels : sharesWithin(known, radii)
  run.onProgress?.({ phase: where, step: 1, totalSteps: 1 })
  return {
    value: curveScore(ideal, curve),
    mode,
    details: { curve: curveDetails('α', 'share of synthetic rows', curve) },
  }
}

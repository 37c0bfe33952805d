import type { Metric } from '@asdf/contract'
import type { ComparedColumn } from './compared-columns.ts'
import { binnedColumn } from './bins.ts'
import { shares } from './kernels/shares.ts'
import { meanOverColumns } from './mean-over-columns.ts'

/**
 * The Kullback–Leibler divergence of each column, Σ p · ln(p / q) in nats, p the training rows' shares and q the
 * synthetic rows': 0 for equal shares, at most ln(synthetic rows + 1); the mean over columns, and in `breakdown` each.
 * Kullback and Leibler, "On information and sufficiency", Annals of Mathematical Statistics 22, 1951.
 *
 * Numbers and datetimes are in 10 intervals of equal width between the training rows' least and largest, the outer two
 * open; a null is an interval or category of its own. q is smoothed as if one more synthetic row were spread like the
 * training rows, so that it is finite and exactly 0 for equal shares. Cost O(rows × columns).
 *
 * Texts, images and series are not measured; errors are those of `columnShapes`.
 */
export const klDivergence: Metric = meanOverColumns(
  'klDivergence',
  { id: '@asdf/metrics/kl-divergence', label: 'Kullback–Leibler divergence', goal: 'minimize', range: [0, Infinity] },
  divergenceOf,
)

function divergenceOf(column: ComparedColumn): number {
  const bins = binnedColumn(column, true)
  const [p, q] = [shares(bins.train, bins.size), shares(bins.synthetic, bins.size)]
  const rows = bins.synthetic.length
  let sum = 0
  for (let bin = 0; bin < bins.size; bin++) {
    if (p[bin] === 0) continue
    const smoothed = (rows * q[bin]! + p[bin]!) / (rows + 1)
    sum += p[bin]! * Math.log(p[bin]! / smoothed)
  }
  return Math.max(0, sum)
}

import type { Metric } from '@asdf/contract'
import type { ComparedColumn } from './compared-columns.ts'
import { binnedColumn } from './bins.ts'
import { shares } from './kernels/shares.ts'
import { meanOverColumns } from './mean-over-columns.ts'

/**
 * The Jensen–Shannon distance of each column: the root of the mean divergence, in bits, of both sides' shares from their
 * mean; 0 for equal shares, 1 for shares without overlap; the mean over columns, and in `breakdown` each. Lin,
 * "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory 37, 1991.
 *
 * Bins, cost and errors are those of `klDivergence`. It needs no smoothing. Equal to
 * `scipy.spatial.distance.jensenshannon(p, q, base=2)`.
 */
export const jensenShannon: Metric = meanOverColumns(
  'jensenShannon',
  { id: '@asdf/metrics/jensen-shannon', label: 'Jensen–Shannon distance', goal: 'minimize', range: [0, 1] },
  distanceOf,
)

function distanceOf(column: ComparedColumn): number {
  const bins = binnedColumn(column, true)
  const [p, q] = [shares(bins.train, bins.size), shares(bins.synthetic, bins.size)]
  let sum = 0
  for (let bin = 0; bin < bins.size; bin++) {
    const mean = (p[bin]! + q[bin]!) / 2
    if (p[bin]! > 0) sum += p[bin]! * Math.log2(p[bin]! / mean)
    if (q[bin]! > 0) sum += q[bin]! * Math.log2(q[bin]! / mean)
  }
  // Rounding may leave a little less than 0.
  return Math.sqrt(Math.min(1, Math.max(0, sum / 2)))
}

import type { Metric, MetricInput, Table } from '@asdf/contract'
import { takeRows } from '@asdf/core'
import {
  alphaPrecision,
  authenticity,
  betaRecall,
  categoryCoverage,
  correlations,
  coverage,
  density,
  duplicateShare,
  frechetDistance,
  improvedPrecision,
  improvedRecall,
  jensenShannon,
  klDivergence,
  maximumMeanDiscrepancy,
  rangeCoverage,
  slicedWasserstein,
  tripleTrends,
} from '@asdf/metrics'
import { describeMetric } from '@asdf/testkit/vitest'

type Worse = (input: Required<MetricInput>) => Table

/** One row over and over. */
const oneRow: Worse = ({ synthetic }) => takeRows(synthetic, new Uint32Array(synthetic.rowCount))
const copies: Worse = ({ train }) => train
/** Numbers far from all others. */
const shifted: Worse = ({ synthetic }) => ({
  ...synthetic,
  columns: synthetic.columns.map((column) =>
    column.kind === 'numeric' ? { ...column, values: column.values.map((value) => value + 1e6) } : column,
  ),
})

const subjects: readonly (readonly [Metric, Worse])[] = [
  [klDivergence, oneRow],
  [jensenShannon, oneRow],
  [correlations(), oneRow],
  [correlations({ numbers: 'spearman' }), oneRow],
  [tripleTrends(), oneRow],
  [maximumMeanDiscrepancy(), oneRow],
  [maximumMeanDiscrepancy({ mode: 'compat' }), oneRow],
  [slicedWasserstein({ projections: 20 }), oneRow],
  [frechetDistance(), oneRow],
  [alphaPrecision(), oneRow],
  [alphaPrecision({ mode: 'compat' }), oneRow],
  [betaRecall(), oneRow],
  [betaRecall({ mode: 'compat' }), oneRow],
  [authenticity(), copies],
  [authenticity({ mode: 'compat' }), copies],
  [improvedPrecision(), shifted],
  [improvedPrecision({ mode: 'compat' }), shifted],
  [improvedRecall(), oneRow],
  [improvedRecall({ mode: 'compat' }), oneRow],
  [density(), shifted],
  [density({ mode: 'compat' }), shifted],
  [coverage(), oneRow],
  [coverage({ mode: 'compat' }), oneRow],
  [categoryCoverage, oneRow],
  [rangeCoverage, oneRow],
  [duplicateShare, oneRow],
]

for (const [metric, worse] of subjects) describeMetric({ metric, worse, orderTolerance: 1e-9 })

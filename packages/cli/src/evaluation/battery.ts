import type { Metric, MetricResult, Synthesizer } from '@asdf/contract'
import type { QualityWeights } from '@asdf/metrics'
import type { EvaluatedTables } from './evaluated-tables.ts'
import {
  brokenRules,
  categoryCoverage,
  columnShapes,
  correlations,
  coverage,
  density,
  detector,
  groupShares,
  improvedPrecision,
  improvedRecall,
  nullShares,
  pairTrends,
  qualityScore,
  rangeCoverage,
  utilityMetrics,
  wasserstein,
  wassersteinByQuartiles,
  withCeiling,
} from '@asdf/metrics'
import { attackBattery, distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import { gradientBoosting, gradientBoostingRegressor, randomForest } from '@asdf/trees'

/** A metric of the battery. */
export interface Entry {
  readonly metric: Metric
  /** What real rows reach, where the metric says it in another way than by its own `ceiling`. */
  readonly ceilingOf?: (result: MetricResult) => MetricResult['ceiling']
}

export interface BatteryOptions {
  /** What the target holds; no target, no utility. */
  readonly target: 'classes' | 'numbers' | undefined
  /** Columns whose groups are compared. */
  readonly groups: readonly string[]
  /** Shares of fidelity, diversity and privacy in Q; thirds when absent. */
  readonly weights?: QualityWeights
  /** What made the rows, for an attacker to fit again; for a bare file nobody knows. */
  readonly synthesizer?: Synthesizer
}

/** Each of their repeats trains models, or searches the neighbors of all rows. */
const slow = { repeats: 4 }
/** Rows among which neighbors are searched, for each repeat again. */
const searched = { rows: 2000 }

/** Everything that `asdf evaluate` measures, in the order in which it is shown. */
export function battery(
  { holdout }: EvaluatedTables,
  { target, groups, weights, synthesizer }: BatteryOptions,
): readonly Entry[] {
  const quick = [
    columnShapes,
    wasserstein,
    wassersteinByQuartiles,
    nullShares,
    pairTrends(),
    correlations(),
    brokenRules(),
  ]
  const diverse = [categoryCoverage, rangeCoverage]
  const neighbors = [improvedPrecision, improvedRecall, density, coverage].map((metric) => metric(searched))
  const attacked = [
    attackBattery({ classifiers: [randomForest(), gradientBoosting()], ...(synthesizer && { synthesizer }) }),
    exactCopies,
    distanceToClosestRecordShare(),
  ]
  return [
    { metric: withCeiling(quality(weights), slow) },
    ...[...quick, ...diverse].map((metric) => ({ metric: withCeiling(metric) })),
    ...neighbors.map((metric) => ({ metric: withCeiling(metric, slow) })),
    ...[false, true].map((derived) => ({ metric: withCeiling(detector(gradientBoosting(), { derived }), slow) })),
    ...groups.map((column) => ({ metric: withCeiling(groupShares({ column })) })),
    ...(target === undefined ? [] : utility(target, groups)),
    ...attacked.map((metric) => ({
      metric,
      // Hold-out rows reach one half in what compares rows with them, by its definition.
      ceilingOf: ({ breakdown }: MetricResult) => ({ value: breakdown?.['holdout'] ?? 0.5, n: holdout.rowCount }),
    })),
  ]
}

function quality(weights: QualityWeights | undefined): Metric {
  return qualityScore({
    precision: improvedPrecision(searched),
    recall: improvedRecall(searched),
    attack: nearestNeighborAttack({ rows: searched.rows }),
    ...(weights && { weights }),
  })
}

function utility(target: 'classes' | 'numbers', groups: readonly string[]): readonly Entry[] {
  const learner = target === 'classes' ? gradientBoosting() : gradientBoostingRegressor()
  const metrics = utilityMetrics(learner, { target, groups, repeats: slow.repeats })
  // The last one alone measures no ceiling itself.
  return metrics.map((metric, place) => ({
    metric: place === metrics.length - 1 ? withCeiling(metric, slow) : metric,
  }))
}

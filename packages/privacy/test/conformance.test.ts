import type { MetricInput, Table } from '@asdf/contract'
import { appendTables } from '@asdf/core'
import {
  attackBattery,
  densityRatioAttack,
  detectorAttack,
  distanceToClosestRecordShare,
  exactCopies,
  likelihoodRatioAttack,
  logRatioAttack,
  nearestNeighborAttack,
  shadowAttack,
  subsetQueryAttack,
} from '@asdf/privacy'
import { steeredBootstrap } from '@asdf/testkit'
import { describeMetric } from '@asdf/testkit/vitest'
import { gradientBoosting, randomForest } from '@asdf/trees'

/** Fresh rows, and all training rows. */
const worse = ({ train, synthetic }: Required<MetricInput>): Table => appendTables(synthetic, train)

for (const metric of [exactCopies, distanceToClosestRecordShare(), nearestNeighborAttack(), logRatioAttack()])
  describeMetric({ metric, worse })

const classifiers = [randomForest({ trees: 20, threads: 1 }), gradientBoosting({ rounds: 10, threads: 1 })]
for (const metric of [
  subsetQueryAttack(),
  likelihoodRatioAttack(),
  densityRatioAttack(),
  ...classifiers.map((classifier) => detectorAttack(classifier)),
  attackBattery({ classifiers }),
  attackBattery({ synthesizer: steeredBootstrap() }),
  shadowAttack(steeredBootstrap(), { shadows: 1 }),
])
  describeMetric({ metric, worse, orderTolerance: 0.2 })

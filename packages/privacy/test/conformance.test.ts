import type { MetricInput } from '@asdf/contract'
import { appendTables } from '@asdf/core'
import { distanceToClosestRecordShare, exactCopies, nearestNeighborAttack } from '@asdf/privacy'
import { describeMetric } from '@asdf/testkit/vitest'

/** Fresh rows, and all training rows. */
const worse = ({ train, synthetic }: Required<MetricInput>) => appendTables(synthetic, train)

for (const metric of [exactCopies, distanceToClosestRecordShare(), nearestNeighborAttack()])
  describeMetric({ metric, worse })

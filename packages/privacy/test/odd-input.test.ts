import type { Metric, MetricInput, RunOptions } from '@asdf/contract'
import { isAsdfError } from '@asdf/contract'
import {
  attackBattery,
  attributeInference,
  canaryAudit,
  distanceToClosestRecordShare,
  exactCopies,
  inference,
  kAnonymity,
  linkability,
  nearCopies,
  nearestNeighborAttack,
  rareValues,
  shadowAttack,
  shadowPoolAttack,
  singlingOut,
} from '@asdf/privacy'
import { steeredBootstrap } from '@asdf/testkit'
import { gradientBoosting } from '@asdf/trees'
import { expect, it } from 'vitest'
import { plainTable } from './plain-table.ts'

const table = plainTable(
  ['numeric', 'categorical'],
  Array.from({ length: 20 }, (_, row) => [row, 'red']),
)
const input = { train: table, synthetic: table, holdout: table }
const boosted = gradientBoosting({ rounds: 2, threads: 1 })
const metrics: [string, Metric][] = [
  exactCopies,
  distanceToClosestRecordShare(),
  nearestNeighborAttack(),
  attackBattery(),
  shadowAttack(steeredBootstrap()),
  shadowPoolAttack(steeredBootstrap(), boosted),
  canaryAudit(steeredBootstrap()),
  singlingOut(),
  linkability(),
  inference(),
  attributeInference(boosted),
  nearCopies(),
  kAnonymity({ columns: ['column 1'] }),
  rareValues(),
].map((metric) => [metric.id, metric])

it.each(metrics)('%s refuses what is no table or no run options with an error of its own', async (_, metric) => {
  const odd: unknown[] = [undefined, null, 7, [], {}, [{ a: 1 }], { ...table, rowCount: 7 }, { ...table, columns: [] }]
  const calls: [unknown, unknown][] = [
    ...odd.map((value): [unknown, unknown] => [value, { seed: 1 }]),
    ...odd.map((value): [unknown, unknown] => [{ ...input, train: value }, { seed: 1 }]),
    ...odd.map((value): [unknown, unknown] => [{ ...input, synthetic: value }, { seed: 1 }]),
    ...odd.slice(1).map((value): [unknown, unknown] => [{ ...input, holdout: value }, { seed: 1 }]),
    ...[undefined, null, {}, { seed: '1' }, { seed: NaN }].map((run): [unknown, unknown] => [input, run]),
  ]
  for (const [given, run] of calls) {
    const error: unknown = await metric
      .compute(given as MetricInput, run as RunOptions)
      .catch((reason: unknown) => reason)
    expect(isAsdfError(error), String(error)).toBe(true)
  }
})

import type { Metric, MetricResult } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, chooseRows, compareTables } from '@asdf/core'
import { parts } from '../attacks/judge.ts'
import { shareInterval } from '../intervals.ts'
import { createSpace } from '../mixed-rows.ts'
import { nearestDistances } from '../nearest-distances.ts'
import { disclosureMetric } from './disclosure-metric.ts'

const where = 'nearCopies'
const id = '@asdf/privacy/near-copies'

export interface NearCopiesOptions {
  /** How far a copy may be off: the sum over numeric columns of |difference| / range, with no category different. */
  readonly distance: number
  /** Most synthetic rows, and hold-out rows, that are searched for. */
  readonly rows: number
}

const defaults: NearCopiesOptions = Object.freeze({ distance: 0.05, rows: 3000 })

/**
 * The share of synthetic rows that are a training row but for a little: the distance of `distanceToClosestRecordShare` to the
 * nearest one is at most `distance`, which must be below 1, so that every category and null agrees. `breakdown.holdout`, where there
 * is a hold-out, is the share of its rows that are: what honest new rows have. The interval is Wilson's, 95 %.
 *
 * After `NewRowSynthesis` of SDMetrics and the identical-match share of Platzer and Reutterer, 2021. Cost: a search for the
 * nearest row. Believe it beside the hold-out's share: common rows have near copies in any honest table.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, and those of `exactCopies`.
 */
export function nearCopies(options: Partial<NearCopiesOptions> = {}): Metric {
  checkOptionNames(where, options, defaults)
  const { distance, rows } = { ...defaults, ...options }
  checkNumberOption(where, 'distance', distance, { minimum: 0, maximum: 0.999 })
  checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
  return disclosureMetric({
    where,
    id,
    label: 'near copies',
    needsHoldout: false,
    async compute(input, run, rng): Promise<MetricResult> {
      const { train, synthetic, holdout } = compareTables(where, input)
      const space = createSpace(where, train)
      const known = space.encode(train)
      const searched = chooseRows(synthetic, rows, rng.fork('synthetic'))
      const found = await nearestDistances(space, space.encode(searched), known, run, 'near copies')
      const share = (distances: Float64Array) => distances.filter((one) => one <= distance).length / distances.length
      const value = share(found)
      const result = { value, interval: shareInterval(value, found.length), n: found.length }
      if (holdout === undefined) return result
      const others = space.encode(chooseRows(holdout, rows, rng.fork('holdout')))
      const ofHoldout = share(await nearestDistances(space, others, known, run, 'near copies among hold-out rows'))
      return {
        ...result,
        breakdown: { holdout: ofHoldout },
        details: { counts: parts({ holdoutRows: others.rowCount }) },
      }
    },
  })
}

import type { MetricFactory, MetricInput, MetricResult, RunOptions } from '@asdf/contract'
import type { SearchOptions } from './search-options.ts'
import { checkNumberOption, checkOptionNames, checkRun, chooseRows, compareWithHoldout, createRng } from '@asdf/core'
import { attackAuc, truePositiveRateAt } from './attack-scores.ts'
import { aucInterval } from './intervals.ts'
import { createSpace } from './mixed-rows.ts'
import { nearestDistances } from './nearest-distances.ts'

const where = 'nearestNeighborAttack'
const id = '@asdf/privacy/nearest-neighbor-attack'

/** `rows` is the most members, and the most non-members, that are attacked. */
export interface NearestNeighborAttackOptions extends SearchOptions {}

const defaults: NearestNeighborAttackOptions = { rows: 3000 }

/**
 * How well an attacker who sees the synthetic table alone tells the rows it was made from (members: training rows) from
 * others (non-members: hold-out rows) by their distance to the nearest synthetic row: the ROC AUC of guessing that the
 * nearer one is the member, ties half. 0.5 is a guess, 1 means every member stands out. The breakdown has the share of members
 * found when at most 0.1, 1 and 10 % of the non-members are taken for members, under `truePositiveRateAt0.001`,
 * `…0.01` and `…0.1`.
 *
 * Members and non-members are cut to equal numbers by the seed; all synthetic rows are searched, with the distance of
 * `distanceToClosestRecordShare`. The interval (95 %, Hanley and McNeil's standard error) is about the rows attacked.
 *
 * Chen et al., "GAN-Leaks: a taxonomy of membership inference attacks against generative models", CCS 2020, section 5.2
 * (full black-box); Hilprecht et al., "Monte Carlo and reconstruction membership inference attacks against generative
 * models", PoPETs 2019; rates at low false-positive rates after Carlini et al., "Membership inference attacks from first
 * principles", S&P 2022.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured; `ASDF_METRIC_UNDEFINED` without a hold-out or for a table without rows,
 * `ASDF_SCHEMA_MISMATCH` for columns that differ from the training table's, `ASDF_DATA_INVALID` for numbers that are not
 * finite.
 */
export const nearestNeighborAttack: MetricFactory<NearestNeighborAttackOptions> = Object.assign(
  (options: Partial<NearestNeighborAttackOptions> = {}) => {
    checkOptionNames(where, options, defaults)
    const { rows } = { ...defaults, ...options }
    checkNumberOption(where, 'rows', rows, { integer: true, minimum: 1 })
    return {
      specVersion: 1 as const,
      id,
      label: 'nearest-neighbor attack AUC',
      group: 'privacy' as const,
      goal: 'minimize' as const,
      range: [0, 1] as const,
      needsHoldout: true,
      needsTarget: false,
      compute: (input: MetricInput, run: RunOptions) => computeAttack(input, rows, run),
    }
  },
  { id, defaults },
)

async function computeAttack(input: MetricInput, rows: number, run: RunOptions): Promise<MetricResult> {
  checkRun(where, run)
  const { train, synthetic, holdout } = compareWithHoldout(where, input)
  const rng = createRng(run.seed).fork(id)
  const space = createSpace(where, train)
  const count = Math.min(train.rowCount, holdout.rowCount, rows)
  const members = space.encode(chooseRows(train, count, rng.fork('members')))
  const others = space.encode(chooseRows(holdout, count, rng.fork('non-members')))
  const references = space.encode(synthetic)
  const ofMembers = (await nearestDistances(space, members, references, run, 'attack on members')).sort()
  const ofOthers = (await nearestDistances(space, others, references, run, 'attack on non-members')).sort()
  const value = attackAuc(ofMembers, ofOthers)
  const rates = falsePositiveRates.map((rate) => [
    `truePositiveRateAt${rate}`,
    truePositiveRateAt(rate, ofMembers, ofOthers),
  ])
  return { value, interval: aucInterval(value, count), breakdown: Object.fromEntries(rates) as Record<string, number> }
}

const falsePositiveRates = [0.001, 0.01, 0.1]

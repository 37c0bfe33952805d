import type { Metric, Table } from '@asdf/contract'
import type { Tries } from './risk.ts'
import { checkNumberOption, checkOptionNames, chooseRows, optionError } from '@asdf/core'
import { disclosureMetric } from './disclosure-metric.ts'
import { equalParts } from './equal-parts.ts'
import { nearestRows } from './nearest-rows.ts'
import { riskResult } from './risk.ts'
import { undefinedMetric } from './undefined-metric.ts'

const where = 'linkability'
const id = '@asdf/privacy/linkability'

export interface LinkabilityOptions {
  /** The columns that one source knows, and those that the other knows; when absent every second column. */
  readonly columns: readonly [readonly string[], readonly string[]] | undefined
  /** Synthetic rows that count as the link, nearest first. */
  readonly neighbors: number
  /** Training rows, and hold-out rows, that are tried at most. */
  readonly attacks: number
}

const defaults: LinkabilityOptions = Object.freeze({ columns: undefined, neighbors: 1, attacks: 1000 })

/** Most synthetic rows that are searched. */
const mostRows = 10_000

/**
 * Linkability: the attacker holds two tables of the same people with different columns and takes two rows for one person when
 * the synthetic rows nearest to each share one. The value is the risk (a - c) / (1 - c): a is the share of training rows that
 * are linked so, c that of hold-out rows. `details.tries` has the counts. Distances are those of `distanceToClosestRecordShare`; at most
 * 10,000 synthetic rows are searched. The interval (95 %) is about the rows tried.
 *
 * Giomi et al. (Anonymeter), PoPETs 2023. Cost: O(4 × attacks × synthetic rows × columns). Believe a high value; a low one says
 * that this attacker, who links by nearness alone, fails.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, and for columns that the table lacks; those of `nearestNeighborAttack`;
 * `ASDF_METRIC_UNDEFINED` for a table of one column.
 */
export function linkability(options: Partial<LinkabilityOptions> = {}): Metric {
  checkOptionNames(where, options, defaults)
  const { columns, neighbors, attacks } = { ...defaults, ...options }
  if (columns !== undefined && !(Array.isArray(columns) && columns.length === 2 && columns.every(isNames))) {
    throw optionError(where, 'columns', columns, 'must be two lists of column names')
  }
  checkNumberOption(where, 'neighbors', neighbors, { integer: true, minimum: 1, maximum: 1000 })
  checkNumberOption(where, 'attacks', attacks, { integer: true, minimum: 1, maximum: 1_000_000 })
  return disclosureMetric({
    where,
    id,
    label: 'linkability risk',
    needsHoldout: true,
    async compute(input, run, rng) {
      const { train, synthetic, holdout } = equalParts(where, input, rng)
      const sides = columns ?? everySecond(train)
      const made = chooseRows(synthetic, mostRows, rng.fork('synthetic'))
      const count = async (rows: Table, phase: string): Promise<Tries> => {
        const [first, second] = [
          await nearestRows({ where, train, made, rows, names: sides[0], neighbors }, run, `${phase}, first columns`),
          await nearestRows({ where, train, made, rows, names: sides[1], neighbors }, run, `${phase}, second columns`),
        ]
        const right = first.reduce(
          (sum, found, row) => sum + (second[row]!.some((one) => found.includes(one)) ? 1 : 0),
          0,
        )
        return { right, count: rows.rowCount }
      }
      const attack = await count(chooseRows(train, attacks, rng.fork('attacks')), 'training rows')
      const control = await count(chooseRows(holdout, attacks, rng.fork('controls')), 'hold-out rows')
      return riskResult({ attack, control }, synthetic.rowCount)
    },
  })
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
}

function everySecond({ schema }: Table): readonly [readonly string[], readonly string[]] {
  const names = schema.fields.map(({ name }) => name)
  if (names.length < 2) {
    throw undefinedMetric(where, 'needs two columns or more to link')
  }
  return [names.filter((_, place) => place % 2 === 0), names.filter((_, place) => place % 2 === 1)]
}

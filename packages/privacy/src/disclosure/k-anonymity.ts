import type { Metric, MetricResult, Table } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, compareTables, runSteps, selectColumns } from '@asdf/core'
import { parts } from '../attacks/judge.ts'
import { shareInterval } from '../intervals.ts'
import { comparableColumns } from './comparable-columns.ts'
import { disclosureMetric } from './disclosure-metric.ts'
import { checkNames } from './secrets.ts'

const where = 'kAnonymity'
const id = '@asdf/privacy/k-anonymity'

export interface KAnonymityOptions {
  /** The quasi-identifiers: columns that together tell people apart, such as age, sex and place. */
  readonly columns: readonly string[]
  /** Fewest training rows that a combination must stand for. */
  readonly k: number
}

/**
 * The share of synthetic rows that name a small group: a combination of the quasi-identifiers that 1 to k - 1 training rows have. A
 * combination that no training row has names nobody. `breakdown.holdout` is the same share among hold-out rows, where there are
 * some: what honest new rows have. `details.counts` has the size of the smallest group that is named, and how many groups are.
 * The interval is Wilson's, 95 %.
 *
 * Sweeney, "k-anonymity: a model for protecting privacy", 2002, applied to what is released. Cost: O(rows × columns). Believe it where the
 * quasi-identifiers are what an outsider can know; numbers count as they are, so cut fine ones into bands before.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, `ASDF_SCHEMA_MISMATCH` for columns that the table lacks, and those of `exactCopies`.
 */
export function kAnonymity(options: Partial<KAnonymityOptions> & Pick<KAnonymityOptions, 'columns'>): Metric {
  checkOptionNames(where, options, { columns: [], k: 5 })
  const { columns, k = 5 } = options
  // It has no default: which columns these are, only the owner knows.
  checkNames(where, 'columns', columns ?? null)
  checkNumberOption(where, 'k', k, { integer: true, minimum: 2 })
  return disclosureMetric({
    where,
    id,
    label: `rows that name fewer than ${k}`,
    needsHoldout: false,
    async compute(input, run): Promise<MetricResult> {
      const { train, synthetic, holdout } = compareTables(where, input)
      const tables = [train, synthetic, ...(holdout === undefined ? [] : [holdout])].map((table) =>
        selectColumns(table, columns),
      )
      const groups = await numberGroups(tables, run)
      const sizes = new Map<number, number>()
      for (const group of groups[0]!) sizes.set(group, (sizes.get(group) ?? 0) + 1)
      const isSmall = (group: number) => (sizes.get(group) ?? k) < k
      const share = (rows: Float64Array) => rows.filter(isSmall).length / rows.length
      const named = [...new Set(groups[1]!.filter(isSmall))]
      const value = share(groups[1]!)
      const smallest = named.length === 0 ? {} : { smallestNamed: Math.min(...named.map((group) => sizes.get(group)!)) }
      return {
        value,
        interval: shareInterval(value, synthetic.rowCount),
        n: synthetic.rowCount,
        ...(groups[2] !== undefined && { breakdown: { holdout: share(groups[2]) } }),
        details: { counts: parts({ groupsNamed: named.length, ...smallest }) },
      }
    },
  })
}

/** A number for each row of each table, the same for equal rows. */
async function numberGroups(tables: readonly Table[], run: Parameters<typeof runSteps>[0]): Promise<Float64Array[]> {
  const groups = tables.map(({ rowCount }) => new Float64Array(rowCount))
  const columns = comparableColumns(tables)
  await runSteps(run, 'groups', columns.length, (c) => {
    const pairs = new Map<number, Map<number, number>>()
    let next = 0
    groups.forEach((rows, t) => {
      const values = columns[c]!.values[t]!
      rows.forEach((group, row) => {
        const own = pairs.get(group) ?? new Map<number, number>()
        pairs.set(group, own)
        const number = own.get(values[row]!) ?? next++
        own.set(values[row]!, number)
        rows[row] = number
      })
    })
    return {}
  })
  return groups
}

import type { Metric, MetricResult } from '@asdf/contract'
import { checkNumberOption, checkOptionNames, compareTables, runSteps } from '@asdf/core'
import { parts } from '../attacks/judge.ts'
import { shareInterval } from '../intervals.ts'
import { comparableColumns } from './comparable-columns.ts'
import { disclosureMetric } from './disclosure-metric.ts'

const where = 'rareValues'
const id = '@asdf/privacy/rare-values'

export interface RareValuesOptions {
  /** A value of fewer training rows is rare. */
  readonly minimumRows: number
}

const defaults: RareValuesOptions = Object.freeze({ minimumRows: 5 })

/**
 * The share of synthetic rows that hold a rare value: a category, text or number that 1 to `minimumRows` - 1 training rows have,
 * in any column. `breakdown.holdout` is the share of hold-out rows that do, where there are some: what honest new rows have,
 * high for columns of fine numbers. `details.columns` has the synthetic rows' share by column. The interval is Wilson's, 95 %.
 *
 * The threshold rule of statistical disclosure control (Hundepool et al., "Statistical disclosure control", 2012). Cost: O(rows ×
 * columns). Believe it for categories and texts, where a rare value may be a name; for numbers read it beside the hold-out.
 *
 * Errors: `ASDF_OPTION_INVALID` when configured, and those of `exactCopies`.
 */
export function rareValues(options: Partial<RareValuesOptions> = {}): Metric {
  checkOptionNames(where, options, defaults)
  const { minimumRows } = { ...defaults, ...options }
  checkNumberOption(where, 'minimumRows', minimumRows, { integer: true, minimum: 2 })
  return disclosureMetric({
    where,
    id,
    label: 'rows with a rare value',
    needsHoldout: false,
    async compute(input, run): Promise<MetricResult> {
      const { train, synthetic, holdout } = compareTables(where, input)
      const columns = comparableColumns([train, synthetic, ...(holdout === undefined ? [] : [holdout])])
      const hasRare = [synthetic, holdout].map((table) => new Uint8Array(table?.rowCount ?? 0)) as [
        Uint8Array,
        Uint8Array,
      ]
      const byColumn: Record<string, number> = {}
      await runSteps(run, 'rare values', columns.length, (c) => {
        const { name, values } = columns[c]!
        const counts = new Map<number, number>()
        for (const value of values[0]!) counts.set(value, (counts.get(value) ?? 0) + 1)
        const isRare = (value: number) => !Number.isNaN(value) && (counts.get(value) ?? minimumRows) < minimumRows
        let found = 0
        hasRare.forEach((rows, part) => {
          values[part + 1]?.forEach((value, row) => {
            if (!isRare(value)) return
            rows[row] = 1
            if (part === 0) found++
          })
        })
        byColumn[name] = found / synthetic.rowCount
        return {}
      })
      const share = (rows: Uint8Array) => rows.reduce((sum, one) => sum + one, 0) / rows.length
      const value = share(hasRare[0])
      return {
        value,
        interval: shareInterval(value, synthetic.rowCount),
        n: synthetic.rowCount,
        ...(holdout !== undefined && { breakdown: { holdout: share(hasRare[1]) } }),
        details: { columns: parts(byColumn) },
      }
    },
  })
}

import type { Column, Metric, MetricInput, MetricResult, RunOptions, Table } from '@asdf/contract'
import type { ComparedTables } from '@asdf/core'
import { cellsOf, checkRun, classCodes, compareTables, isPresent, runSteps } from '@asdf/core'
import { shareInterval } from './intervals.ts'

const where = 'exactCopies'

/**
 * The share of synthetic rows that equal a training row in every column but identifiers and weights; a null equals a null.
 * `breakdown.holdout`, where there is a hold-out, is the share of its rows that do: what honest new rows of this table
 * have. Every row counts, so the seed has no effect. Cost: O(rows × columns).
 * Believe a share above the hold-out's; below it, copies are those of common rows. A model may leak much and copy nothing.
 *
 * Errors: `ASDF_SCHEMA_MISMATCH` for columns that differ from the training table's, `ASDF_DATA_INVALID` for numbers that
 * are not finite, `ASDF_METRIC_UNDEFINED` for a table without rows.
 */
export const exactCopies: Metric = {
  specVersion: 1,
  id: '@asdf/privacy/exact-copies',
  label: 'exact copies',
  group: 'privacy',
  goal: 'minimize',
  range: [0, 1],
  needsHoldout: false,
  needsTarget: false,
  compute: computeExactCopies,
}

async function computeExactCopies(input: MetricInput, run: RunOptions): Promise<MetricResult> {
  checkRun(where, run)
  const tables = compareTables(where, input)
  const { synthetic, holdout } = await numberRows(tables, run)
  const value = shareKnown(synthetic)
  const interval = shareInterval(value, synthetic.length)
  return { value, interval, ...(holdout === undefined ? {} : { breakdown: { holdout: shareKnown(holdout) } }) }
}

type RowNumbers = { readonly [Part in keyof ComparedTables]: Int32Array }

/** Numbers the training rows so that equal ones share a number, a column at a time; rows unlike all of them get -1. */
async function numberRows({ train, synthetic, holdout }: ComparedTables, run: RunOptions): Promise<RowNumbers> {
  const parts: readonly Table[] = holdout === undefined ? [train, synthetic] : [train, synthetic, holdout]
  const numbers = parts.map(({ rowCount }) => new Int32Array(rowCount))
  await runSteps(run, 'exact copies', train.columns.length, (c) => {
    const values = new Map<unknown, number>()
    const pairs = new Map<number, number>()
    const codes = parts.map((part, p) => valueCodes(part.columns[c]!, values, p === 0))
    parts.forEach((_, p) => {
      refineNumbers(numbers[p]!, codes[p]!, values.size, pairs, p === 0)
    })
    return {}
  })
  return { train: numbers[0]!, synthetic: numbers[1]!, ...(holdout === undefined ? {} : { holdout: numbers[2]! }) }
}

/** Each row's value as a whole number, from 0 in the order of first appearance; -1 for a value that is not known. */
function valueCodes(column: Column, known: Map<unknown, number>, learn: boolean): Int32Array {
  const values = column.kind === 'categorical' || column.kind === 'boolean' ? classCodes(column) : cellsOf(column)
  return Int32Array.from({ length: values.length }, (_, row) => {
    const value = isPresent(column, row) ? values[row]! : null
    if (learn && !known.has(value)) known.set(value, known.size)
    return known.get(value) ?? -1
  })
}

/** Rows keep a common number only where their codes, from 0 to `codeCount` - 1, are equal too. */
function refineNumbers(
  numbers: Int32Array,
  codes: Int32Array,
  codeCount: number,
  known: Map<number, number>,
  learn: boolean,
): void {
  for (let row = 0; row < numbers.length; row++) {
    if (numbers[row] === -1) continue
    const pair = codes[row] === -1 ? -1 : numbers[row]! * codeCount + codes[row]!
    if (learn && !known.has(pair)) known.set(pair, known.size)
    numbers[row] = known.get(pair) ?? -1
  }
}

function shareKnown(numbers: Int32Array): number {
  let known = 0
  for (const number of numbers) if (number >= 0) known++
  return known / numbers.length
}

import type { Column, Metric, MetricInput, MetricResult, RunOptions, Table } from '@asdf/contract'
import { cellsOf, checkRun, compareTables, isPresent, runSteps } from '@asdf/core'
import { meanOf } from '../fidelity/mean-over-columns.ts'

const where = 'duplicateShare'

/**
 * The share of synthetic rows that equal an earlier synthetic row in every column but identifiers and weights; a null equals a
 * null. `breakdown.train` is the training rows' own share: real tables repeat rows too, the more of them there are, so
 * 0 is not always the best value; the ceiling has as many rows. Rows that equal training rows are not counted here: see
 * `exactCopies` of `@asdf/privacy`. Cost O(rows × columns).
 *
 * Images and series are not compared; errors are those of `columnShapes`.
 */
export const duplicateShare: Metric = {
  specVersion: 1,
  id: '@asdf/metrics/duplicate-share',
  label: 'duplicate rows',
  group: 'diversity',
  goal: 'minimize',
  range: [0, 1],
  needsHoldout: false,
  needsTarget: false,
  compute: computeDuplicates,
}

async function computeDuplicates(input: MetricInput, run: RunOptions): Promise<MetricResult> {
  checkRun(where, run)
  const { train, synthetic } = compareTables(where, input)
  const unmeasured: Record<string, string> = {}
  const compared = train.schema.fields.flatMap(({ name, kind }, index) => {
    if (kind !== 'image' && kind !== 'series') return [index]
    unmeasured[name] = `values of kind ${kind} are not compared`
    return []
  })
  if (compared.length === 0) meanOf(where, [], unmeasured)
  const shares: number[] = []
  const sides: readonly [string, Table][] = [
    ['synthetic', synthetic],
    ['training', train],
  ]
  for (const [side, table] of sides) {
    const numbers = new Float64Array(table.rowCount)
    let distinct = 1
    await runSteps(run, `${where}: ${side} rows`, compared.length, (at) => {
      distinct = refine(numbers, table.columns[compared[at]!]!)
      return {}
    })
    shares.push((table.rowCount - distinct) / table.rowCount)
  }
  const [value, ofTrain] = shares as [number, number]
  return {
    value,
    n: synthetic.rowCount,
    breakdown: { train: ofTrain },
    ...(Object.keys(unmeasured).length > 0 && { unmeasured }),
  }
}

/** Rows keep a common number only where their cells are equal too; how many numbers there are then. */
function refine(numbers: Float64Array, column: Column): number {
  const cells: ArrayLike<unknown> = cellsOf(column)
  const codes = new Map<unknown, number>()
  const pairs = new Map<number, number>()
  for (let row = 0; row < numbers.length; row++) {
    const cell = isPresent(column, row) ? cells[row] : null
    let code = codes.get(cell)
    if (code === undefined) codes.set(cell, (code = codes.size))
    const pair = numbers[row]! * numbers.length + code
    let number = pairs.get(pair)
    if (number === undefined) pairs.set(pair, (number = pairs.size))
    numbers[row] = number
  }
  return pairs.size
}

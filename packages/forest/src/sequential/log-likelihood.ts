import type { Table } from '@asdf/contract'
import type { SequentialModel } from './sequential-model.ts'
import { unknownCode } from '../columns/coder.ts'
import { givenRows } from '../columns/given-rows.ts'
import { encodeRows, layoutsOf } from './coded-rows.ts'

/** The log-density of each row of a table that has the fitted columns, in any order. */
export function logLikelihoods(model: SequentialModel, table: Table): Float64Array {
  const { coder, order, density } = model
  const codes = encodeRows(model, givenRows('sequentialTrees.logLikelihood', coder.schema, table).table)
  const layouts = layoutsOf(model)
  if (density === undefined) return new Float64Array(table.rowCount)
  const logs = density.logProbability(order.map((column) => codes[column]!))
  for (const column of order) {
    const one = layouts[column]!
    const widths = Float64Array.from({ length: one.size }, (_, code) => one.logWidth(code))
    codes[column]!.forEach((code, row) => (logs[row]! -= code === unknownCode ? 0 : widths[code]!))
  }
  return logs
}

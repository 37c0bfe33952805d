import type { FittedRegressor, NumericField, Table } from '@asdf/contract'
import type { CodedRows } from '../code-table.ts'
import { codeTable } from '../code-table.ts'

const target: NumericField = { name: '0', kind: 'numeric', role: 'target', nullable: false, integer: false }

/** Codes of features, and the numbers to predict, as a table that a regression can learn from. */
export function guessTable({ coders, codes }: CodedRows, values: Float64Array): Table {
  const { schema, columns } = codeTable({
    coders: [{ ordered: true, size: 1 }, ...coders],
    codes: [new Uint8Array(values.length), ...codes],
  })
  return {
    schema: { fields: [target, ...schema.fields.slice(1)] },
    rowCount: values.length,
    columns: [{ kind: 'numeric', values }, ...columns.slice(1)],
  }
}

/** For each row the mean of what the regressions predict from its features. */
export async function guessesOf(regressors: readonly FittedRegressor[], rows: CodedRows): Promise<Float64Array> {
  const sums = new Float64Array(rows.codes[0]!.length)
  const table = guessTable(rows, new Float64Array(sums.length))
  for (const one of regressors) {
    const { data } = await one.predict(table)
    for (let row = 0; row < sums.length; row++) sums[row]! += data[row]! / regressors.length
  }
  return sums
}

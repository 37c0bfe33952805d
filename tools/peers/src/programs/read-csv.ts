import type { Column, Field, Table } from '@asdf/contract'
import { join } from 'node:path'
import { classCodes, classNames } from '@asdf/core'
import { readCsvFile } from '@asdf/core/node'
import { measure, parseArguments, report } from '../program.ts'

// Reading a CSV file. Quality: its shape, and the sum and the sum of squares of its cells without the first column's,
// so that both sides are known to have read the same.
const { input, warm } = parseArguments()
const { result, times } = await measure(() => readCsvFile(join(input, 'table.csv')), warm)
report(times, { rows: result.rowCount, columns: result.columns.length, ...sums(result) })

function sums({ schema, columns }: Table): { sum: number; squares: number } {
  let sum = 0
  let squares = 0
  for (const [index, column] of columns.entries()) {
    if (index === 0) continue
    for (const value of numbersOf(schema.fields[index]!, column)) {
      sum += value
      squares += value * value
    }
  }
  return { sum, squares }
}

/** A column's numbers, whatever kind a column of numbers was taken for. */
function numbersOf(field: Field, column: Column): Float64Array {
  if (column.kind === 'numeric') return column.values
  const names = classNames(field).map(Number)
  return Float64Array.from(classCodes(column), (code) => names[code] ?? Number.NaN)
}

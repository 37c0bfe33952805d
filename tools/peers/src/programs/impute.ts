import type { Column, Field, Table } from '@asdf/contract'
import { join } from 'node:path'
import { createTable, mice } from '@asdf/core'
import { readDoubles, readIntegers } from '../npy.ts'
import { measure, parseArguments, report } from '../program.ts'

// Chained equations, one imputation. Quality: root mean squared error of the masked cells, in units of each column's
// standard deviation.
const { input, warm, more } = parseArguments({ rounds: '10', seed: '0' })
const { shape, data: truth } = readDoubles(join(input, 'truth.npy'))
const { data: mask } = readIntegers(join(input, 'mask.npy'))
const [rows, columns] = shape as [number, number]
const run = { seed: Number(more['seed']) }
const masked = createMasked()

const { result, times } = await measure(async () => {
  const fitted = await mice({ imputations: 1, iterations: Number(more['rounds']) }).fit(masked, run)
  return fitted.impute(masked, run)
}, warm)
report(times, score(result))

function createMasked(): Table {
  const indices = Array.from({ length: columns }, (_, index) => index)
  return createTable(
    {
      fields: indices.map((index): Field => ({
        name: `x${index}`,
        kind: 'numeric',
        role: 'feature',
        nullable: true,
        integer: false,
      })),
    },
    indices.map((index): Column => ({
      kind: 'numeric',
      values: Float64Array.from({ length: rows }, (_, row) => (isMasked(row, index) ? 0 : cell(row, index))),
      valid: Uint8Array.from({ length: rows }, (_, row) => (isMasked(row, index) ? 0 : 1)),
    })),
  )
}

function score(completed: Table): { rmse: number; cells: number } {
  let squares = 0
  let cells = 0
  for (const [index, column] of completed.columns.entries()) {
    if (column.kind !== 'numeric') throw new TypeError(`column ${index + 1} became ${column.kind}`)
    const deviation = columnDeviation(index)
    for (let row = 0; row < rows; row++) {
      if (!isMasked(row, index)) continue
      squares += ((column.values[row]! - cell(row, index)) / deviation) ** 2
      cells++
    }
  }
  return { rmse: Math.sqrt(squares / cells), cells }
}

function columnDeviation(index: number): number {
  let sum = 0
  let squares = 0
  for (let row = 0; row < rows; row++) sum += cell(row, index)
  for (let row = 0; row < rows; row++) squares += (cell(row, index) - sum / rows) ** 2
  return Math.sqrt(squares / rows)
}

function cell(row: number, index: number): number {
  return truth[row * columns + index]!
}

function isMasked(row: number, index: number): boolean {
  return mask[row * columns + index] === 1
}

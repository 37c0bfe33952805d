import type { Table } from '@asdf/contract'
import type { CellModel } from '../columns/cells/cell-model.ts'
import type { TableCoder } from '../columns/table-coder.ts'
import type { SequentialTreesOptions } from './options.ts'
import { fitCells } from '../columns/cells/fit-cells.ts'
import { linkedColumns } from './linked-columns.ts'
import { sharedRows } from './options.ts'

/** With fewer leaves than this, cells would be coarser than the codes of one column. */
const leastLeaves = 10

/** Cells of the numbers that depend most on each other. */
export async function fitGroups(
  train: Table,
  { coders }: TableCoder,
  codes: readonly (Uint8Array | undefined)[],
  options: SequentialTreesOptions,
  signal?: AbortSignal,
): Promise<CellModel[]> {
  if (train.rowCount < leastLeaves * options.minimumRows) return []
  const groups = await linkedColumns(train.schema, train.columns, coders, codes, signal)
  const rules = { minimumRows: options.minimumRows, sharedRows: sharedRows(options) }
  return groups.map((group) =>
    fitCells(
      group,
      group.map((index) => numbersOf(train, index)),
      rules,
    ),
  )
}

function numbersOf({ columns }: Table, index: number): Float64Array {
  const column = columns[index]!
  if (column.kind === 'numeric' || column.kind === 'datetime') return column.values
  throw new TypeError(`column ${index} holds no numbers`)
}

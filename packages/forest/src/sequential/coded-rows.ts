import type { Table } from '@asdf/contract'
import type { CodeLayout } from '../columns/coder.ts'
import type { SequentialModel } from './sequential-model.ts'
import { cellLayout, encodeCells } from '../columns/cells/cells.ts'

type Coders = Pick<SequentialModel, 'coder' | 'cells'>

/** What is coded: the columns of the table, `undefined` where one is made anew, then the cells. */
export function layoutsOf({ coder, cells }: Coders): readonly (CodeLayout | undefined)[] {
  return [...coder.coders, ...cells.map(cellLayout)]
}

/** The codes of a table's columns and of the cells of its rows. */
export function encodeRows({ coder, cells }: Coders, table: Table): (Uint8Array | undefined)[] {
  return [...coder.encode(table), ...cells.map((one) => encodeCells(one, table.columns))]
}

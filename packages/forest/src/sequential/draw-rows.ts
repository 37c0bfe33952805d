import type { DatetimeColumn, NumericColumn, Rng, RunOptions } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { CellModel } from '../columns/cells/cell-model.ts'
import type { SequentialModel } from './sequential-model.ts'
import { createRng } from '@asdf/core'
import { drawInCells } from '../columns/cells/cells.ts'

/** Rows before they become cells of a table. */
export interface DrawnRows {
  /** Codes in modelling order. */
  readonly columns: readonly Uint8Array[]
  /** By column of the table: numbers that were drawn together. */
  readonly values: readonly (Float64Array | undefined)[]
}

/** Codes that rows must have, in modelling order, and how many candidates that takes. */
export interface DrawRequest {
  readonly fixed: readonly (Uint8Array | undefined)[]
  readonly candidates: number
}

export type DrawModel = Pick<SequentialModel, 'coder' | 'cells' | 'order' | 'threads'> & { readonly density: CodeModel }

/**
 * Draws rows of the model. Numbers with cells are drawn together in their cell, and all columns after them given their codes,
 * unless one of them is fixed, or a column after them is: then each is drawn by its codes.
 */
export async function drawRows(
  model: DrawModel,
  count: number,
  { fixed, candidates }: DrawRequest,
  run: RunOptions,
): Promise<DrawnRows> {
  const { density, order, coder, cells, threads } = model
  const rng = createRng(run.seed).fork('cells')
  const values: (Float64Array | undefined)[] = []
  let given = [...fixed]
  let from = 0
  for (const [index, own] of cells.entries()) {
    const place = order.indexOf(coder.coders.length + index)
    const members = own.columns.map((column) => order.indexOf(column))
    if (candidates > 1 || [place, ...members].some((one) => given[one] !== undefined)) continue
    const request = { fixed: given, from, to: place + 1 }
    const { columns } = await density.sample(count, request, quiet({ ...run, threads }))
    given = [...columns, ...given.slice(place + 1)]
    for (const [i, { codes, numbers }] of drawMembers(model, own, columns[place]!, rng.fork(index)).entries()) {
      given[members[i]!] = codes
      values[own.columns[i]!] = numbers
    }
    from = place + 1 + members.length
  }
  const { columns } = await density.sample(count, { fixed: given, candidates, from }, { ...run, threads })
  return { columns, values }
}

/** The last step alone tells how far rows are. */
function quiet<R extends RunOptions>({ onProgress: _, ...run }: R): Omit<R, 'onProgress'> {
  return run
}

function drawMembers({ coder }: DrawModel, own: CellModel, cells: Uint8Array, rng: Rng) {
  return drawInCells(own, cells, rng).map((numbers, i) => {
    const one = coder.coders[own.columns[i]!]!
    const kind = one.field.kind as 'numeric' | 'datetime'
    const column: NumericColumn | DatetimeColumn = { kind, values: numbers }
    return { codes: one.encode(column), numbers }
  })
}

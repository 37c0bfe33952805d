import type { Column, RunOptions, Table } from '@asdf/contract'
import { createRng, isPresent } from '@asdf/core'
import { unknownCode } from '../columns/coder.ts'
import { fittedColumns } from '../columns/table-coder.ts'
import type { SequentialModel } from './fitted.ts'

const candidates = 32
const attempts = 20

/**
 * Replaces nulls by draws given the rest of their row. A draw that is null again, where training rows had nulls, is drawn
 * anew; what is null after twenty draws takes a value of the column's own distribution.
 */
export async function imputeTable(model: SequentialModel, table: Table, run: RunOptions): Promise<Table> {
  run.signal?.throwIfAborted()
  const { coder, order, density, threads } = model
  const given = fittedColumns('sequentialTrees.impute', coder, table)
  if (density === undefined) return given
  const codes = coder.encode(given).map((one) => one?.slice())
  const rng = createRng(run.seed).fork('impute')
  const holes = order.map((column) => markHoles(given.columns[column]!, codes[column]!))
  for (let attempt = 0; attempt < attempts; attempt++) {
    const rows = openRows(holes, given.rowCount)
    if (rows.length === 0) break
    const fixed = order
      .map((column, place) => {
        return rows.map((row) => (holes[place]![row] === 1 ? unknownCode : codes[column]![row]!))
      })
      .map((one) => Uint8Array.from(one))
    const seed = rng.fork(attempt).nextUint32()
    const drawn = await density.sample(rows.length, { fixed, candidates }, { ...run, seed, threads })
    order.forEach((column, place) =>
      fillHoles(holes[place]!, codes[column]!, {
        rows,
        drawn: drawn.columns[place]!,
        refused: coder.coders[column]!.nullCode,
      }),
    )
  }
  const decoded = coder.decode(
    codes.map((one, index) => one && known(one, coder.coders[index]!.nullCode)),
    given.rowCount,
    rng.fork('values'),
  )
  return { ...given, columns: given.columns.map((column, index) => merged(column, decoded.columns[index]!)) }
}

/** 1 where a cell is to be drawn: nulls, and codes that the model does not know are drawn around but kept. */
function markHoles(column: Column, codes: Uint8Array): Uint8Array {
  return Uint8Array.from(codes, (_, row) => (isPresent(column, row) ? 0 : 1))
}

function openRows(holes: readonly Uint8Array[], rowCount: number): Uint32Array {
  const rows: number[] = []
  for (let row = 0; row < rowCount; row++) if (holes.some((column) => column[row] === 1)) rows.push(row)
  return Uint32Array.from(rows)
}

function fillHoles(
  holes: Uint8Array,
  codes: Uint8Array,
  {
    rows,
    drawn,
    refused,
  }: { readonly rows: Uint32Array; readonly drawn: Uint8Array; readonly refused: number | undefined },
): void {
  rows.forEach((row, i) => {
    if (holes[row] === 0 || drawn[i] === refused) return
    codes[row] = drawn[i]!
    holes[row] = 0
  })
}

/** Codes that can be decoded: those without a value take the first that is not null. */
function known(codes: Uint8Array, nullCode: number | undefined): Uint8Array {
  return codes.map((code) => (code === unknownCode || code === nullCode ? (nullCode === 0 ? 1 : 0) : code))
}

function merged(given: Column, drawn: Column): Column {
  if (given.valid === undefined || given.kind === 'text') return given
  const { valid } = given
  const { valid: _, ...column } = drawn
  if (column.kind === 'categorical' && given.kind === 'categorical') {
    return { ...column, codes: column.codes.map((code, row) => (valid[row] === 1 ? given.codes[row]! : code)) }
  }
  if (column.kind === 'boolean' && given.kind === 'boolean') {
    return { ...column, values: column.values.map((value, row) => (valid[row] === 1 ? given.values[row]! : value)) }
  }
  const from = given as Column & { readonly values: Float64Array }
  const to = column as Column & { readonly values: Float64Array }
  return { ...to, values: to.values.map((value, row) => (valid[row] === 1 ? from.values[row]! : value)) } as Column
}

import type { Column, DatetimeColumn, NumericColumn, Rng, RunOptions, Table } from '@asdf/contract'
import { createRng, uniformInteger } from '@asdf/core'
import type { CodeModel } from '@asdf/trees/density'
import type { ColumnCoder } from '../columns/coder.ts'
import { unknownCode } from '../columns/coder.ts'
import { fittedColumns } from '../columns/table-coder.ts'
import type { SequentialModel } from './fitted.ts'

const candidates = 128
const attempts = 8
const marginalRows = 4096

/** What is filled: codes of the table, and 1 where a cell of the same column is still to be drawn. */
interface Filling {
  readonly rowCount: number
  readonly codes: readonly (Uint8Array | undefined)[]
  readonly holes: readonly (Uint8Array | undefined)[]
}

/**
 * Replaces nulls by draws given the rest of their row. A draw that is null again, where training rows had nulls, is drawn
 * anew; what is null after eight draws takes a value of the column's own distribution. A column that never had a value
 * in training keeps its nulls, and so do columns that are made anew.
 */
export async function imputeTable(model: SequentialModel, table: Table, run: RunOptions): Promise<Table> {
  run.signal?.throwIfAborted()
  const { coder, density } = model
  const given = fittedColumns('sequentialTrees.impute', coder, table)
  const missing = given.columns.map((column, index) => holesOf(column, coder.coders[index]))
  const { rowCount } = given
  const filling = { rowCount, codes: coder.encode(given), holes: missing.map((one) => one?.slice()) }
  const rng = createRng(run.seed).fork('impute')
  if (density !== undefined) await fill(model, density, filling, rng, run)
  const columns = given.columns.map((column, index) => {
    const holes = missing[index]
    if (holes === undefined) return column
    const codes = filling.codes[index]!.filter((_, row) => holes[row] === 1)
    return patched(column, holes, coder.coders[index]!.decode(codes, rng.fork('values').fork(index)))
  })
  return { ...given, columns }
}

/** 1 where a cell is to be drawn; `undefined` where none can or need be. */
function holesOf(column: Column, coder: ColumnCoder | undefined): Uint8Array | undefined {
  if (coder === undefined || column.valid?.includes(0) !== true) return undefined
  const hasValues = coder.size > (coder.nullCode === undefined ? 0 : 1)
  return hasValues ? column.valid.map((valid) => 1 - valid) : undefined
}

async function fill(
  model: SequentialModel,
  density: CodeModel,
  filling: Filling,
  rng: Rng,
  run: RunOptions,
): Promise<void> {
  const { order, threads, coder } = model
  const { codes, holes } = filling
  const total = openRows(filling).length
  const options = { threads, ...(run.signal && { signal: run.signal }) }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const rows = openRows(filling)
    if (attempt > 0) run.onProgress?.({ phase: 'impute', step: total - rows.length, totalSteps: total })
    if (rows.length === 0) return
    const fixed = order.map((column) =>
      Uint8Array.from(rows, (row) => (holes[column]?.[row] === 1 ? unknownCode : codes[column]![row]!)),
    )
    const seed = rng.fork(attempt).nextUint32()
    const drawn = await density.sample(rows.length, { fixed, candidates }, { ...options, seed })
    order.forEach((column, place) => takeDraws(filling, column, rows, drawn.columns[place]!, coder.coders[column]!))
  }
  const alone = await density.sample(marginalRows, {}, { ...options, seed: rng.fork('alone').nextUint32() })
  order.forEach((column, place) => {
    takeOwnShares(filling, column, alone.columns[place]!, coder.coders[column]!, rng.fork('own').fork(column))
  })
  run.onProgress?.({ phase: 'impute', step: total, totalSteps: total })
}

function openRows({ holes, rowCount }: Filling): Uint32Array {
  const rows: number[] = []
  for (let row = 0; row < rowCount; row++) if (holes.some((column) => column?.[row] === 1)) rows.push(row)
  return Uint32Array.from(rows)
}

/** Takes what was drawn for the holes of a column, except nulls. */
function takeDraws(
  { holes, codes }: Filling,
  column: number,
  rows: Uint32Array,
  drawn: Uint8Array,
  { nullCode }: ColumnCoder,
): void {
  const open = holes[column]
  if (open === undefined) return
  rows.forEach((row, i) => {
    if (open[row] === 0 || drawn[i] === nullCode) return
    codes[column]![row] = drawn[i]!
    open[row] = 0
  })
}

/** Fills what is left of a column from its values alone, whatever the rest of the row. */
function takeOwnShares(
  { holes, codes }: Filling,
  column: number,
  alone: Uint8Array,
  { size, nullCode }: ColumnCoder,
  rng: Rng,
): void {
  const seen = alone.filter((code) => code !== nullCode)
  const values = seen.length > 0 ? seen : Uint8Array.from({ length: size }, (_, code) => code).filter((code) => code !== nullCode) // prettier-ignore
  holes[column]?.forEach((isOpen, row) => {
    if (isOpen === 1) codes[column]![row] = values[uniformInteger(rng, values.length)]!
  })
}

/** The column with the cells of `drawn`, in their order, where `holes` is 1. */
function patched(column: Column, holes: Uint8Array, drawn: Column): Column {
  const { valid: _, ...given } = column
  let next = 0
  const places = Int32Array.from(holes, (flag) => (flag === 1 ? next++ : -1))
  if (given.kind === 'categorical' && drawn.kind === 'categorical') {
    return { ...given, codes: given.codes.map((code, row) => (places[row]! < 0 ? code : drawn.codes[places[row]!]!)) }
  }
  if (given.kind === 'boolean' && drawn.kind === 'boolean') {
    return { ...given, values: given.values.map((one, row) => (places[row]! < 0 ? one : drawn.values[places[row]!]!)) }
  }
  const from = given as NumericColumn | DatetimeColumn
  const to = (drawn as NumericColumn | DatetimeColumn).values
  return { ...from, values: from.values.map((one, row) => (places[row]! < 0 ? one : to[places[row]!]!)) }
}

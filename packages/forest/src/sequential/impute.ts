import type { Rng, RunOptions, Table } from '@asdf/contract'
import type { CodeModel } from '@asdf/trees/density'
import type { CodeLayout } from '../columns/coder.ts'
import type { SequentialModel } from './sequential-model.ts'
import { checkRun, createRng, runSteps } from '@asdf/core'
import { unknownCode } from '../columns/coder.ts'
import { givenRows } from '../columns/given-rows.ts'
import { fillHoles, holesOf } from '../columns/holes.ts'
import { encodeRows, layoutsOf } from './coded-rows.ts'

const candidates = 128
const attempts = 8
/** Rows, each with one of the codes that it may take, that are scored at a time. */
const scoredRows = 8192

/** What is filled: codes of the table, and 1 where a cell of the same column is still to be drawn. */
interface Filling {
  readonly rowCount: number
  readonly codes: readonly (Uint8Array | undefined)[]
  readonly holes: readonly (Uint8Array | undefined)[]
}

/**
 * Replaces nulls by draws given the rest of their row. A draw that is null again, where training rows had nulls, is drawn
 * anew; after eight draws, each of the column's values is scored with the rest of the row, and one is drawn by its score.
 * A column that never had a value in training keeps its nulls, and so do columns that are made anew.
 */
export async function imputeTable(model: SequentialModel, table: Table, run: RunOptions): Promise<Table> {
  checkRun('sequentialTrees.impute', run)
  const { coder, density } = model
  const rows = givenRows('sequentialTrees.impute', coder.schema, table)
  const given = rows.table
  const missing = given.columns.map((column, index) => holesOf(column, coder.coders[index]))
  const { rowCount } = given
  const filling = { rowCount, codes: encodeRows(model, given), holes: missing.map((one) => one?.slice()) }
  const rng = createRng(run.seed).fork('impute')
  if (density !== undefined) await fill(model, density, filling, rng, run)
  const columns = given.columns.map((column, index) => {
    const holes = missing[index]
    if (holes === undefined) return column
    const codes = filling.codes[index]!.filter((_, row) => holes[row] === 1)
    return fillHoles(column, holes, coder.coders[index]!.decode(codes, rng.fork('values').fork(index)))
  })
  return rows.withColumns(columns)
}

async function fill(
  model: SequentialModel,
  density: CodeModel,
  filling: Filling,
  rng: Rng,
  run: RunOptions,
): Promise<void> {
  const { order, threads } = model
  const layouts = layoutsOf(model)
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
    order.forEach((column, place) => takeDraws(filling, column, rows, drawn.columns[place]!, layouts[column]!))
  }
  for (const column of order) await takeScored(model, filling, column, rng.fork('scored').fork(column), run)
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
  { nullCode }: CodeLayout,
): void {
  const open = holes[column]
  if (open === undefined) return
  rows.forEach((row, i) => {
    if (open[row] === 0 || drawn[i] === nullCode) return
    codes[column]![row] = drawn[i]!
    open[row] = 0
  })
}

/** Fills what is left of a column: scores each value that it can take, beside null, with the rest of the row. */
async function takeScored(
  model: SequentialModel,
  { codes, holes, rowCount }: Filling,
  column: number,
  rng: Rng,
  { signal, seed }: RunOptions,
): Promise<void> {
  const { order, density } = model
  const layouts = layoutsOf(model)
  const open = holes[column]
  if (density === undefined || open?.includes(1) !== true) return
  const { size, nullCode } = layouts[column]!
  const values = Uint8Array.from({ length: size }, (_, code) => code).filter((code) => code !== nullCode)
  const rows = Uint32Array.from({ length: rowCount }, (_, row) => row).filter((row) => open[row] === 1)
  const block = Math.max(1, Math.floor(scoredRows / values.length))
  await runSteps({ seed, ...(signal && { signal }) }, 'impute', Math.ceil(rows.length / block), (step) => {
    const some = rows.subarray(step * block, (step + 1) * block)
    const scored = order.map((other) => {
      const given = codes[other]!
      const out = new Uint8Array(some.length * values.length)
      some.forEach((row, i) => {
        if (other === column) out.set(values, i * values.length)
        else out.fill(knownCode(given[row]!, layouts[other]!), i * values.length, (i + 1) * values.length)
      })
      return out
    })
    const logs = density.logProbability(scored)
    some.forEach((row, i) => {
      const own = logs.subarray(i * values.length, (i + 1) * values.length)
      codes[column]![row] = values[drawByLog(own, rng.next())]!
      open[row] = 0
    })
    return {}
  })
}

/** What stands for a cell while others of its row are scored: its code, or null or the first code where it has none. */
function knownCode(code: number, { nullCode }: CodeLayout): number {
  return code === unknownCode ? (nullCode ?? 0) : code
}

/** An index with probabilities proportional to the exponentials of `logs`, by a number in [0, 1). */
function drawByLog(logs: Float64Array, uniform: number): number {
  const most = logs.reduce((largest, log) => Math.max(largest, log), -Infinity)
  const weights = logs.map((log) => (most === -Infinity ? 1 : Math.exp(log - most)))
  let left = uniform * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => (left -= weight) < 0)
  return index < 0 ? weights.length - 1 : index
}

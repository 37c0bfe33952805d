import type { Column, Rng, RunOptions, Table } from '@asdf/contract'
import type { Pace } from '@asdf/trees/matrix'
import type { ColumnCoder } from '../columns/coder.ts'
import type { FlowModel } from './flow-model.ts'
import { checkRun, createRng, isPresent, takeRows } from '@asdf/core'
import { createPace } from '@asdf/trees/matrix'
import { givenRows } from '../columns/given-rows.ts'
import { isRenewing } from '../columns/renewed-coder.ts'
import { toCodes, toPoints } from './dimensions.ts'
import { batchRows, createGuide } from './field.ts'
import { fillMissing } from './solve.ts'

type Codes = (Uint8Array | undefined)[]

/**
 * Replaces nulls by draws that agree with the rest of their row. The class is not filled in: a row without one, or of one
 * that was not seen, is filled like a row of a class drawn from the training shares.
 */
export async function imputeFlow(model: FlowModel, table: Table, run: RunOptions): Promise<Table> {
  checkRun('forestFlow.impute', run)
  const { coder } = model
  const asked = givenRows('forestFlow.impute', coder.schema, table)
  const given = asked.table
  const rng = createRng(run.seed).fork('impute')
  const pace = createPace(run.signal)
  const filled = coder.coders.map((one) => (one === undefined ? undefined : new Uint8Array(given.rowCount)))
  const fields = fieldOfRows(model, given, rng.fork('classes'))
  const open = rowsWithHoles(model, given)
  for (const field of model.fields.keys()) {
    const own = open.filter((row) => fields[row] === field)
    for (let from = 0; from < own.length; from += batchRows) {
      const rows = own.subarray(from, from + batchRows)
      const codes = await fillBatch(model, takeRows(given, rows), field, rng.fork(field).fork(from), pace)
      filled.forEach((column, index) => rows.forEach((row, i) => column && (column[row] = codes[index]![i]!)))
    }
  }
  if (model.fields.length === 0) fillConstants(model, filled)
  const values = rng.fork('values')
  const columns = given.columns.map((column, index) => {
    const own = fillable(model, index)
    if (own === undefined || column.valid?.includes(0) !== true) return column
    const codes = filled[index]!.map((code) => (code < own.size ? code : 0))
    return merged(column, own.decode(codes, values.fork(index)))
  })
  return asked.withColumns(columns)
}

async function fillBatch(model: FlowModel, rows: Table, field: number, rng: Rng, pace: Pace): Promise<Codes> {
  const { space, coder, fields, options } = model
  const known = toPoints(space, coder, rows, coder.encode(rows))
  const guide = createGuide(fields[field]!, options, rows.rowCount)
  return toCodes(space, coder, await fillMissing(guide, known, rng, pace), rows.rowCount)
}

function fillConstants({ space }: FlowModel, filled: Codes): void {
  for (const layout of space.layouts) if (layout.kind === 'constant') filled[layout.column]!.fill(layout.code)
}

/** The field of each row's class. */
function fieldOfRows({ coder, classColumn, classes }: FlowModel, table: Table, rng: Rng): Int32Array {
  const codes = classColumn < 0 ? undefined : coder.coders[classColumn]!.encode(table.columns[classColumn]!)
  const total = classes.reduce((sum, { rows }) => sum + rows, 0)
  return Int32Array.from({ length: table.rowCount }, (_, row) => {
    const known = classes.find(({ code }) => codes === undefined || code === codes[row])
    if (known !== undefined) return known.field
    let left = rng.next() * total
    return (classes.find(({ rows }) => (left -= rows) < 0) ?? classes[0]!).field
  })
}

/** The coder of a column whose nulls are replaced: no class, and nothing that is regenerated. */
function fillable({ coder, classColumn }: FlowModel, index: number): ColumnCoder | undefined {
  const own = coder.coders[index]
  return own === undefined || index === classColumn || isRenewing(own) ? undefined : own
}

function rowsWithHoles(model: FlowModel, { columns, rowCount }: Table): Uint32Array {
  const isOpen = new Uint8Array(rowCount)
  columns.forEach((column, index) => {
    if (fillable(model, index) === undefined) return
    column.valid?.forEach((valid, row) => valid === 0 && (isOpen[row] = 1))
  })
  return Uint32Array.from(isOpen.keys()).filter((row) => isOpen[row] === 1)
}

/** The cells of `given` where they hold values, else those of `drawn`, which has no nulls unless nothing else is known. */
function merged(given: Column, drawn: Column): Column {
  const valid = Uint8Array.from({ length: given.valid!.length }, (_, row) =>
    isPresent(given, row) || isPresent(drawn, row) ? 1 : 0,
  )
  const nulls = valid.includes(0) ? { valid } : {}
  const pick = <A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A => {
    const out = to.slice() as A
    from.forEach((value, row) => isPresent(given, row) && (out[row] = value))
    return out
  }
  if (given.kind === 'categorical' && drawn.kind === 'categorical') {
    return { kind: 'categorical', codes: pick(given.codes, drawn.codes), ...nulls }
  }
  if (given.kind === 'boolean' && drawn.kind === 'boolean') {
    return { kind: 'boolean', values: pick(given.values, drawn.values), ...nulls }
  }
  const [from, to] = [given, drawn] as (Column & { readonly kind: 'numeric'; readonly values: Float64Array })[]
  return { kind: given.kind as 'numeric', values: pick(from!.values, to!.values), ...nulls }
}

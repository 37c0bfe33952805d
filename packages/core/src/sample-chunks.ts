import type { Column, Field, FittedSynthesizer, SampleOptions, Table } from '@asdf/contract'
import type { Form } from './argument-forms.ts'
import { aCount, anObject, aSchema, checkForms } from './argument-forms.ts'
import { createRng } from './random.ts'

const mostRows = 100_000
const mostCells = 2_000_000
const day = 86_400_000

/**
 * `count` rows in tables of at most 100,000 (fewer where there are many columns), for more rows than memory holds. The first
 * table is what `sample` gives with the same seed; each later one has a seed of its own, derived from it. Identifiers and
 * generated texts count on from table to table. Shares of classes are kept within each table.
 */
export async function* sampleChunks(
  fitted: FittedSynthesizer,
  count: number,
  run: SampleOptions,
): AsyncGenerator<Table> {
  checkForms('sampleChunks', { fitted: [fitted, aModel], count: [count, aCount], run: [run, anObject] })
  const columnCount = Math.max(1, fitted.schema.fields.length)
  const size = Math.max(1000, Math.min(mostRows, Math.floor(mostCells / columnCount)))
  if (!(count > size)) {
    yield await fitted.sample(count, run)
    return
  }
  const { onProgress, ...quiet } = run
  for (let done = 0, chunk = 0; done < count; done += size, chunk++) {
    const seed = chunk === 0 ? run.seed : createRng(run.seed).fork('rows').fork(chunk).nextUint32()
    const rows = Math.min(size, count - done)
    yield countingOn(await fitted.sample(rows, { ...quiet, seed }), done)
    onProgress?.({ phase: 'sample', step: done + rows, totalSteps: count })
  }
}

/** The table with its identifiers and generated texts numbered from `offset` on. */
function countingOn(table: Table, offset: number): Table {
  if (offset === 0) return table
  const columns = table.columns.map((column, index) => numberedFrom(table.schema.fields[index]!, column, offset))
  return { ...table, columns }
}

function numberedFrom(field: Field, column: Column, offset: number): Column {
  if (column.kind === 'text') return textsFrom(column, offset)
  if (field.role !== 'identifier' || (column.kind !== 'numeric' && column.kind !== 'datetime')) return column
  const step = field.kind !== 'datetime' ? 1 : field.format === 'date' ? day : 1000
  const first = column.values.findIndex((value) => !Number.isNaN(value))
  const start = (column.values[first] ?? 0) - first * step
  // Identifiers that fill the gaps between others do not count on.
  const isCounting = column.values.every((value, row) => Number.isNaN(value) || value === start + row * step)
  return isCounting ? { ...column, values: column.values.map((value) => value + offset * step) } : column
}

/** Texts that all are one prefix and the number of their row, from 1, with the number of the row in all tables instead. */
function textsFrom(column: Extract<Column, { kind: 'text' }>, offset: number): Column {
  const { values, valid } = column
  const isPresent = (row: number) => valid?.[row] !== 0
  const first = values.findIndex((_, row) => isPresent(row))
  const prefix = values[first]?.slice(0, -String(first + 1).length) ?? ''
  const isCounting = values.every((value, row) => !isPresent(row) || value === `${prefix}${row + 1}`)
  if (!isCounting || prefix === '') return column
  return { ...column, values: values.map((value, row) => (isPresent(row) ? `${prefix}${offset + row + 1}` : value)) }
}

const aModel: Form = {
  phrase: 'a fitted synthesizer',
  fits: (value) => anObject.fits(value) && aSchema.fits((value as { schema?: unknown }).schema),
}

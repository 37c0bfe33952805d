import type { Table, Tensor } from '@asdf/contract'
import type { OnnxExport } from '../../src/index.ts'
import { cellsOf } from '@asdf/core'
import * as ort from 'onnxruntime-node'

/** Cells of every column that the file gives: NaN or -1 where null. */
export type PlainColumns = Readonly<Record<string, readonly number[]>>

/** Runs an exported model on ONNX Runtime itself. */
export async function runExport(
  { model, sidecar }: OnnxExport,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<PlainColumns> {
  const session = await ort.InferenceSession.create(model)
  const feeds = Object.entries(inputs).map(([name, { data, shape }]) => [name, new ort.Tensor('float32', data, shape)])
  const found = await session.run(Object.fromEntries(feeds) as Record<string, ort.Tensor>)
  return Object.fromEntries(
    sidecar.columns.flatMap(({ name, output }) => {
      if (output === null) return []
      return [[name, Array.from(found[output]!.data as Float64Array | BigInt64Array, Number)]]
    }),
  )
}

/** The columns of a table that an exported model gives, as it gives them. */
export function plainColumns({ schema, columns }: Table, { sidecar }: OnnxExport): PlainColumns {
  return Object.fromEntries(
    columns.flatMap((column, index) => {
      const { name } = schema.fields[index]!
      if (column.kind === 'text' || sidecar.columns[index]!.output === null) return []
      const cells = Array.from<number>(cellsOf(column))
      const none = column.kind === 'categorical' || column.kind === 'boolean' ? -1 : Number.NaN
      return [[name, cells.map((cell, row) => (column.valid?.[row] === 0 ? none : cell))]]
    }),
  )
}

/** The share of cells that differ by more than rounding; NaN equals NaN. Columns of different names are an error. */
export function differingShare(found: PlainColumns, expected: PlainColumns): number {
  if (Object.keys(found).join() !== Object.keys(expected).join()) throw new TypeError('other columns')
  let [cells, differing] = [0, 0]
  for (const [name, values] of Object.entries(expected)) {
    const known = values.filter((value) => !Number.isNaN(value))
    const range = Math.max(...known.slice(0, 1000)) - Math.min(...known.slice(0, 1000))
    values.forEach((value, row) => {
      cells++
      if (!(Object.is(value, found[name]![row]) || Math.abs(value - found[name]![row]!) <= 1e-5 * range)) differing++
    })
  }
  return differing / Math.max(1, cells)
}

import type { OnnxEmitter, OnnxResult } from '../../onnx/emitter.ts'
import type { TableModel } from '../table-model.ts'
import { resultName } from './decode-columns.ts'

/** Writes the columns that another one determines as ONNX nodes, from the decoded results, in the form of these. */
export function lookUpColumns(
  emit: OnnxEmitter,
  { schema, dependents }: Pick<TableModel, 'schema' | 'dependents'>,
  decoded: Readonly<Record<string, OnnxResult>>,
): Readonly<Record<string, OnnxResult>> {
  return Object.fromEntries(
    dependents.map(({ column, source, cells }) => {
      const { name, kind } = schema.fields[column]!
      const codes = decoded[resultName(schema.fields[source]!.name)]!.value
      const isNamed = kind === 'categorical' || kind === 'boolean'
      const table = isNamed
        ? emit.integers(cells.map((cell) => (Number.isNaN(cell) ? -1 : cell)))
        : emit.doubles(cells, [cells.length])
      const value = emit.node('Gather', [table, codes])
      return [resultName(name), { value, dtype: isNamed ? 'i64' : 'f64', shape: [0] }]
    }),
  )
}

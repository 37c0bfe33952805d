import type { Table } from '@asdf/contract'
import { AsdfError } from '@asdf/contract'
import { aTable, checkForms } from './argument-forms.ts'
import { checkFinite, checkNoNulls } from './validation.ts'

/**
 * The rows' weights: the values of the one column whose role is `weight`, or `undefined` when there is none. Two such
 * columns or one that is not numeric are an `ASDF_SCHEMA_MISMATCH`; a weight that is missing, not finite or below 0, or
 * weights that are all 0, are an `ASDF_DATA_INVALID`. `where` names the call.
 */
export function readWeights(where: string, table: Table): Float64Array | undefined {
  checkForms('readWeights', { table: [table, aTable] })
  const indices = table.schema.fields.flatMap(({ role }, index) => (role === 'weight' ? [index] : []))
  const index = indices[0]
  if (index === undefined) return undefined
  const { name, kind } = table.schema.fields[index]!
  const column = table.columns[index]!
  if (indices.length > 1 || column.kind !== 'numeric') {
    const received = indices.length > 1 ? `${indices.length} of them` : `${kind} column '${name}'`
    throw new AsdfError(
      'ASDF_SCHEMA_MISMATCH',
      `${where}: needs at most one column with the role 'weight', a numeric one, got ${received}; ` +
        'give the others another role, or read it as numeric',
      { column: name, expected: 'one numeric column', received },
    )
  }
  checkNoNulls(where, table, [index])
  checkFinite(where, table, [index])
  const { values } = column
  const negative = values.findIndex((weight) => weight < 0)
  if (negative >= 0) throw invalid(where, name, negative + 1, `, row ${negative + 1} is ${values[negative]!}`)
  if (values.length > 0 && values.every((weight) => weight === 0)) throw invalid(where, name, 0, ' is 0 in every row')
  return values
}

function invalid(where: string, column: string, row: number, fault: string): AsdfError {
  return new AsdfError(
    'ASDF_DATA_INVALID',
    `${where}: weight column '${column}'${fault}; use weights of 0 or more, some of them above`,
    { column, row },
  )
}

import type { Table } from '@asdf/contract'
import type { ColumnCoder } from './coder.ts'
import type { TableCoder } from './table-coder.ts'
import { classCodes, classNames } from '@asdf/core'
import { createPace } from '@asdf/trees/matrix'
import { isRenewing } from './renewed-coder.ts'

/**
 * What holds of the values in generated rows, in words for a report. Looked up in the training rows: a column that can
 * have a value of fewer than `minimumRows` rows, as when the schema was kept, is named as an exception.
 */
export async function valuePromises(
  { coders, schema }: TableCoder,
  train: Table,
  minimumRows: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const exceptions: string[] = []
  const pace = createPace(signal)
  for (const [index, coder] of coders.entries()) {
    if (pace.isDue()) await pace.turn()
    if (coder === undefined || isRenewing(coder) || isShared(coder, train, index, minimumRows)) continue
    exceptions.push(`'${schema.fields[index]!.name}'`)
  }
  const density = `unless a density smoothed over ${minimumRows} or more values draws it`
  const except = exceptions.length === 0 ? '' : `; except in ${exceptions.join(', ')}, whose schema was kept`
  const isRenewed = schema.fields.some(({ kind, role }) => kind === 'text' || role === 'identifier')
  const shared = `no value is released that fewer than ${minimumRows} training rows share, ${density}${except}`
  return [
    // That a value is one of the training rows' promises nothing.
    ...(minimumRows > 1 ? [shared] : []),
    ...(isRenewed ? ['no identifier and no free text of the training rows is released'] : []),
    'the model holds no training row',
  ]
}

/** Whether enough training rows have each exact value that a coder can give. */
function isShared(coder: ColumnCoder, train: Table, index: number, minimumRows: number): boolean {
  const { field } = coder
  const column = train.columns[index]!
  if (field.kind === 'categorical' || field.kind === 'boolean') {
    const names = classNames(field)
    const rows = new Uint32Array(names.length)
    for (const code of classCodes(column)) if (code >= 0) rows[code]!++
    return names.every((name, code) => rows[code]! >= minimumRows || coder.codeOf(name) === undefined)
  }
  if (column.kind !== 'numeric' && column.kind !== 'datetime') return false
  const rows = new Map<number, number>()
  for (let code = 0; code < coder.size; code++) if (coder.atoms[code] === 1) rows.set(coder.centers[code]!, 0)
  column.values.forEach((value, row) => {
    if (column.valid?.[row] === 0) return
    const count = rows.get(value)
    if (count !== undefined) rows.set(value, count + 1)
  })
  return [...rows].every(([value, count]) => Number.isNaN(value) || count >= minimumRows)
}

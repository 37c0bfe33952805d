import type { Column, ColumnRole, Table } from '@asdf/contract'
import type { Form } from './argument-forms.ts'
import { AsdfError } from '@asdf/contract'
import { aTable, checkForms } from './argument-forms.ts'
import { isPresent } from './table.ts'

/** Fails with `ASDF_TOO_FEW_ROWS` unless the table has `required` rows. `where` names the call, as in `smote.fit`. */
export function checkRowCount(where: string, table: Table, required: number): void {
  checkForms('checkRowCount', { table: [table, aTable] })
  if (table.rowCount >= required) return
  throw new AsdfError(
    'ASDF_TOO_FEW_ROWS',
    `${where}: needs at least ${required} rows, got ${table.rowCount}; give it more rows`,
    {
      required,
      received: table.rowCount,
    },
  )
}

/** Fails with `ASDF_DATA_INVALID` at the first null in the columns at `indices`. */
export function checkNoNulls(where: string, table: Table, indices: readonly number[]): void {
  checkForms('checkNoNulls', { table: [table, aTable] })
  checkForms('checkNoNulls', { indices: [indices, columnsOf(table)] })
  for (const index of indices) {
    const row = table.columns[index]!.valid?.indexOf(0) ?? -1
    if (row < 0) continue
    const { name: column, role } = table.schema.fields[index]!
    const isEmpty = !table.columns[index]!.valid!.includes(1)
    const fault = isEmpty
      ? `column '${column}' has no value in any row`
      : `column '${column}', row ${row + 1} has no value`
    throw new AsdfError('ASDF_DATA_INVALID', `${where}: ${fault}; ${nullAdvice(role, isEmpty)}`, {
      column,
      row: row + 1,
    })
  }
}

/** What to do about nulls; what is to be predicted cannot be filled in. */
function nullAdvice(role: ColumnRole, isEmpty: boolean): string {
  if (role === 'target') return isEmpty ? 'name another target' : 'leave out the rows without a target'
  return isEmpty ? 'leave the column out' : 'impute missing values first'
}

/** Fails with `ASDF_DATA_INVALID` at the first infinite or NaN value in the numeric columns at `indices`. */
export function checkFinite(where: string, table: Table, indices: readonly number[]): void {
  checkForms('checkFinite', { table: [table, aTable] })
  checkForms('checkFinite', { indices: [indices, columnsOf(table)] })
  for (const index of indices) {
    const row = firstNonFinite(table.columns[index]!)
    if (row < 0) continue
    const column = table.schema.fields[index]!.name
    throw new AsdfError(
      'ASDF_DATA_INVALID',
      `${where}: column '${column}', row ${row + 1} is not a finite number; remove or replace it`,
      {
        column,
        row: row + 1,
      },
    )
  }
}

function firstNonFinite(column: Column): number {
  if (column.kind !== 'numeric' && column.kind !== 'datetime') return -1
  const { values } = column
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!) && isPresent(column, i)) return i
  return -1
}

function columnsOf({ columns }: Table): Form {
  return {
    phrase: `an array of places of columns, below ${columns.length}`,
    fits: (value) => Array.isArray(value) && value.every((index) => columns[index as number] !== undefined),
  }
}

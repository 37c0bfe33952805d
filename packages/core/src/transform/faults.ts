import { AsdfError } from '@asdf/contract'

/** The error for a cell that cannot be encoded; the row counts from 0. */
export function cellFault(column: string, row: number, fault: string): AsdfError<'ASDF_DATA_INVALID'> {
  return new AsdfError('ASDF_DATA_INVALID', `encode: column '${column}', row ${row + 1} ${fault}`, {
    column,
    row: row + 1,
  })
}

/** The error for a null in a column that had none in training. */
export function nullFault(column: string, row: number): AsdfError<'ASDF_DATA_INVALID'> {
  return cellFault(
    column,
    row,
    'has no value, but every training row had one; impute it, or fit on rows with nulls too',
  )
}

/** The error for a code that the column's field does not have. */
export function codeFault(column: string, row: number, code: number): AsdfError<'ASDF_DATA_INVALID'> {
  return cellFault(
    column,
    row,
    `has the code ${code}, which is no category of its field; build the table with createTable`,
  )
}

/** The error for numbers to decode that are none; the row counts from 0. */
export function notNumbers(column: string, row: number): AsdfError<'ASDF_DATA_INVALID'> {
  return new AsdfError(
    'ASDF_DATA_INVALID',
    `decode: column '${column}', row ${row + 1} is NaN; the model that made it has diverged, so train it again more slowly`,
    { column, row: row + 1 },
  )
}

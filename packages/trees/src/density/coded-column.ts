import { AsdfError } from '@asdf/contract'

/** A column of small whole numbers that stand for values; what they stand for is the caller's affair. */
export interface CodedColumn {
  /** One code a row, 0 to `size` - 1. */
  readonly codes: Uint8Array
  /** How many codes there are, 1 to 255. */
  readonly size: number
  /** Whether codes ascend with what they stand for, so that neighbors are alike. */
  readonly ordered: boolean
  /** One entry a code: 1 where it stands for a single value, which takes no part in smoothing over neighbors. */
  readonly atoms?: Uint8Array
}

/** What a model keeps of a column: everything but the rows. */
export interface CodeLayout {
  readonly size: number
  readonly ordered: boolean
}

/** Stands for "no code": a cell that is not clamped, or a value that a model does not know. */
export const noCode = 255

/** Refuses columns that cannot be modelled: none, of unequal length, without rows, or with codes beyond their size. */
export function checkCodedColumns(where: string, columns: readonly CodedColumn[]): void {
  const rows = columns[0]?.codes.length ?? 0
  if (columns.length === 0 || rows === 0) {
    throw new AsdfError('ASDF_TOO_FEW_ROWS', `${where}: needs at least one column with one row, got none`, {
      required: 1,
      received: 0,
    })
  }
  for (const [index, column] of columns.entries()) checkColumn(where, index, column, rows)
}

function checkColumn(where: string, index: number, column: CodedColumn, rows: number): void {
  const { codes, size, atoms } = column
  if (codes.length !== rows) throw shapeError(`${where}: column ${index} has another length`, rows, codes.length)
  if (!Number.isInteger(size) || size < 1 || size > 255) {
    throw shapeError(`${where}: column ${index} must have 1 to 255 codes`, 255, size)
  }
  if (atoms !== undefined && atoms.length !== size) {
    throw shapeError(`${where}: 'atoms' of column ${index} must have an entry for every code`, size, atoms.length)
  }
  let row = 0
  while (row < rows && codes[row]! < size) row++
  if (row === rows) return
  throw new AsdfError(
    'ASDF_DATA_INVALID',
    `${where}: column ${index} has ${size} codes, got ${codes[row]} in row ${row + 1}`,
    { column: String(index), row: row + 1 },
  )
}

/** An `ASDF_SHAPE_MISMATCH` that names what was expected and what was received. */
export function shapeError(fault: string, expected: number, received: number): AsdfError {
  return new AsdfError('ASDF_SHAPE_MISMATCH', `${fault}, expected ${expected}, got ${received}`, {
    expected: [expected],
    received: [received],
  })
}

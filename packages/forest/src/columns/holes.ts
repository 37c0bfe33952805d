import type { Column, DatetimeColumn, NumericColumn } from '@asdf/contract'
import type { ColumnCoder } from './coder.ts'
import { isRenewing } from './renewed-coder.ts'

/** 1 where a cell of a column is missing and can be drawn; `undefined` where none can or need be. */
export function holesOf(column: Column, coder: ColumnCoder | undefined): Uint8Array | undefined {
  if (coder === undefined || isRenewing(coder) || column.valid?.includes(0) !== true) return undefined
  const hasValues = coder.size > (coder.nullCode === undefined ? 0 : 1)
  return hasValues ? column.valid.map((valid) => 1 - valid) : undefined
}

/** The column with the cells of `drawn`, in their order, where `holes` is 1. */
export function fillHoles(column: Column, holes: Uint8Array, drawn: Column): Column {
  const { valid: _, ...given } = column
  let next = 0
  const places = Int32Array.from(holes, (flag) => (flag === 1 ? next++ : -1))
  if (given.kind === 'categorical' && drawn.kind === 'categorical') {
    return { ...given, codes: given.codes.map((code, row) => (places[row]! < 0 ? code : drawn.codes[places[row]!]!)) }
  }
  if (given.kind === 'boolean' && drawn.kind === 'boolean') {
    return { ...given, values: given.values.map((one, row) => (places[row]! < 0 ? one : drawn.values[places[row]!]!)) }
  }
  const from = given as NumericColumn | DatetimeColumn
  const to = (drawn as NumericColumn | DatetimeColumn).values
  return { ...from, values: from.values.map((one, row) => (places[row]! < 0 ? one : to[places[row]!]!)) }
}

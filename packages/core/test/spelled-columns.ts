import type { Field } from '@asdf/contract'
import type { CsvOptions, ReadRemark } from '@asdf/core'
import { formatCsv, parseCsv } from '@asdf/core'
import { expect } from 'vitest'

export const count = (n: number, cell: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => cell(i))
/** A file with these cells in column x, and whole numbers beside it. */
export const fileOf = (cells: readonly string[], delimiter = ','): string =>
  `x${delimiter}n\n${cells.map((cell, i) => `${cell}${delimiter}${i % 7}\n`).join('')}`
export const two = (value: number): string => String(value).padStart(2, '0')

/** Reads a text, checks that it is written and read again as the same, and gives its first column. */
export async function read(
  text: string,
  options: CsvOptions = {},
): Promise<{ field: Field; written: string; remarks: string[] }> {
  const remarks: string[] = []
  const onRemark = ({ message }: ReadRemark) => remarks.push(message)
  const table = await parseCsv(text, { ...options, onRemark })
  const delimiter = text.startsWith('x;') ? ';' : ','
  const written = formatCsv(table, { delimiter })
  expect(await parseCsv(written, { schema: table.schema, delimiter })).toEqual(table)
  return { field: table.schema.fields[0]!, written, remarks }
}

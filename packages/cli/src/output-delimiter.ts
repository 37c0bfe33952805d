import type { Schema } from '@asdf/contract'
import type { FormatCsvOptions } from '@asdf/core'

type Delimiter = NonNullable<FormatCsvOptions['delimiter']>

/** What can be asked for as the delimiter of a file, by the names that a shell passes on easily. */
export const delimiterNames: Readonly<Record<string, Delimiter>> = {
  ',': ',',
  ';': ';',
  '|': '|',
  '\t': '\t',
  comma: ',',
  semicolon: ';',
  pipe: '|',
  tab: '\t',
}

export interface OutputOptions {
  readonly output: string
  readonly outputDelimiter?: Delimiter
}

/**
 * The delimiter of a file to write: the one asked for, a tab where its name ends in `.tsv` or `.tab`, or the one that is
 * `usual`. One that cannot be written, such as runs of blanks, becomes a comma.
 */
export function outputDelimiter({ output, outputDelimiter: wanted }: OutputOptions, usual: string): Delimiter {
  if (wanted !== undefined) return wanted
  if (/\.(?:tsv|tab)(?:\.gz)?$/i.test(output)) return '\t'
  return Object.hasOwn(delimiterNames, usual) ? delimiterNames[usual]! : ','
}

/** The delimiter that goes with the numbers of a schema: where decimals have commas, files have semicolons. */
export function usualDelimiter({ fields }: Schema): string {
  const hasComma = fields.some((field) => field.kind === 'numeric' && field.format?.decimalMark === ',')
  return hasComma ? ';' : ','
}

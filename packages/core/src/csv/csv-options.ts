import type { ColumnKind, ColumnRole, RunProgress, Schema } from '@asdf/contract'
import { checkChoiceOption, optionError } from '../options.ts'

export type CsvDelimiter = 'auto' | ',' | ';' | '\t' | '|'

/** How to read columns whose kinds are not given. */
export interface InferOptions {
  /** The column to predict: it gets the role `target`, and few different values make it categorical. */
  readonly target?: string
  /** Roles by column name; they win over what inference says. */
  readonly roles?: Readonly<Record<string, ColumnRole>>
  /** Kinds by column name; they win over what inference says. */
  readonly kinds?: Readonly<Record<string, ColumnKind>>
  /** The spellings of a missing value. Default: the empty cell, `?`, `NA`, `N/A`, `null`, `NULL`, `NaN`, `nan`. */
  readonly nulls?: readonly string[]
  /** Whether a null's spelling in quotes is a null too. By default it is that text, as R and this writer mean it. */
  readonly quotedNulls?: boolean
  /**
   * What to do with a column of at least a hundred numbers in which one cell, or up to one in a thousand, is a word:
   * refuse it (`error`, the default), read the words as missing (`null`), or keep it as text or categories (`keep`).
   */
  readonly strays?: 'error' | 'null' | 'keep'
}

export interface CsvOptions extends InferOptions {
  readonly delimiter?: CsvDelimiter
  /** What the columns must be. Nothing is inferred then, and a cell that does not fit is an error. */
  readonly schema?: Schema
  /** The file's name for error messages. */
  readonly path?: string
  readonly signal?: AbortSignal
  /** Steps are bytes: those read so far, of all when their number is known and of those read so far otherwise. */
  readonly onProgress?: (progress: RunProgress) => void
}

export const defaultNulls: readonly string[] = ['', '?', 'NA', 'N/A', 'null', 'NULL', 'NaN', 'nan']

/** Refuses options that contradict one another or that do not exist. */
export function checkCsvOptions(options: CsvOptions): void {
  checkChoiceOption('parseCsv', 'delimiter', options.delimiter ?? 'auto', ['auto', ',', ';', '\t', '|'])
  checkChoiceOption('parseCsv', 'strays', options.strays ?? 'error', ['error', 'null', 'keep'])
  if (options.schema === undefined) return
  for (const option of ['target', 'roles', 'kinds'] as const) {
    if (options[option] === undefined) continue
    throw optionError('parseCsv', option, options[option], `cannot be combined with 'schema', which says it already`)
  }
}

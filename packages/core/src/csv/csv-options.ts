import type { ColumnKind, ColumnRole, RunProgress, Schema } from '@asdf/contract'
import type { MarkConventions, ReadRemark, ShowOption } from '../infer/infer-rules.ts'
import type { SourceRows } from './source-rows.ts'
import { columnRoles } from '../check-table.ts'
import { datetimePattern } from '../infer/datetime-pattern.ts'
import { checkChoiceOption, checkOptionNames, optionError } from '../options.ts'

/** What separates the cells of a line; a blank stands for runs of blanks and tabs. */
export type CsvDelimiter = 'auto' | ',' | ';' | '\t' | '|' | ' '

/** How to read columns whose kinds are not given. */
export interface InferOptions {
  /** The column to predict: it gets the role `target`, and few different values make it categorical. */
  readonly target?: string
  /** Roles by column name; they win over what inference says. A column with the role `weight` is read as numeric. */
  readonly roles?: Readonly<Record<string, ColumnRole>>
  /** Kinds by column name; they win over what inference says. */
  readonly kinds?: Readonly<Record<string, ColumnKind>>
  /**
   * How the datetimes of a column are written, by column name, such as `dd/mm/yyyy`; for columns that two readings fit.
   * The letters are those of `DatetimeField.pattern`, or `strptime`'s, as in `%d/%m/%Y`.
   */
  readonly dateFormats?: Readonly<Record<string, string>>
  /**
   * The spellings of a missing value. Default: `defaultNulls`, which are the empty cell, `?`, `NA`, `N/A`, `null`, `NULL`,
   * `NaN`, `nan`; `[...defaultNulls, '-999']` adds to them.
   */
  readonly nulls?: readonly string[]
  /** Called once for each remark, while columns are inferred or checked. */
  readonly onRemark?: (remark: ReadRemark) => void
  /**
   * How remarks and errors name the options that they advise, for programs whose users see other names, such as flags of a
   * command. By default as code.
   */
  readonly showOption?: ShowOption
  /**
   * The decimal mark of numbers that can be read in two ways, such as `1,234`. By default the one that other columns show,
   * and the comma in text whose delimiter is `;`.
   */
  readonly decimalMark?: '.' | ','
  /** Whether a null's spelling in quotes is a null too. By default it is that text, as R and this writer mean it. */
  readonly quotedNulls?: boolean
  /**
   * What to do with a column in which most cells are numbers, or datetimes, and some are other words: refuse it (`error`),
   * read the words as missing (`null`), or keep it as text or categories (`keep`). By default a column of at least a hundred
   * such cells is refused when one cell, or up to one in a thousand, is a word, and is text with a remark when there are more.
   */
  readonly strays?: 'error' | 'null' | 'keep'
}

export interface CsvOptions extends InferOptions {
  readonly delimiter?: CsvDelimiter
  /**
   * Whether the first line names the columns. By default it does, and one that looks like a row of values is an
   * `ASDF_FILE_INVALID`; `true` takes it as it is, `false` reads it as a row and names the columns `column1`, `column2` ….
   */
  readonly header?: boolean
  /** Two columns of one name: refuse them (`error`, the default), or call the later ones `name_2`, `name_3` … (`number`). */
  readonly duplicates?: 'error' | 'number'
  /**
   * The encoding of the text, by a name that `TextDecoder` knows, such as `windows-1252` or `euc-kr`. By default UTF-8, and
   * UTF-16 where a byte order mark says so.
   */
  readonly encoding?: string
  /** What the columns must be. Nothing is inferred then, and a cell that does not fit is an error. */
  readonly schema?: Schema
  /** The file's name for error messages. */
  readonly path?: string
  /** Called with the file's cells as they are spelled, to write them again to the letter. They hold on to its bytes. */
  readonly onSource?: (source: SourceRows) => void
  /** Called with what separates the cells of the text, before its rows are read: one character, a blank for runs of them. */
  readonly onDelimiter?: (delimiter: string) => void
  readonly signal?: AbortSignal
  /**
   * First the phase `read`, whose steps are bytes: those read so far, of all when their number is known and of those
   * read so far otherwise. Then `reread`, likewise, when a column of numbers turned out to be texts. Last `infer`, or
   * `check` with a schema, whose steps are columns.
   */
  readonly onProgress?: (progress: RunProgress) => void
}

const columnKinds: readonly ColumnKind[] = ['numeric', 'categorical', 'boolean', 'datetime', 'text']

/** The spellings of a missing value unless the option `nulls` says otherwise. */
export const defaultNulls: readonly string[] = ['', '?', 'NA', 'N/A', 'null', 'NULL', 'NaN', 'nan']

const csvOptions: Readonly<Record<keyof CsvOptions, true>> = {
  schema: true,
  delimiter: true,
  encoding: true,
  header: true,
  duplicates: true,
  path: true,
  signal: true,
  onProgress: true,
  onSource: true,
  onDelimiter: true,
  target: true,
  roles: true,
  kinds: true,
  nulls: true,
  quotedNulls: true,
  strays: true,
  dateFormats: true,
  decimalMark: true,
  onRemark: true,
  showOption: true,
}

/** Refuses options that contradict one another or that do not exist. */
export function checkCsvOptions(options: CsvOptions): void {
  checkOptionNames('parseCsv', options, csvOptions)
  checkChoiceOption('parseCsv', 'delimiter', options.delimiter ?? 'auto', ['auto', ',', ';', '\t', '|', ' '])
  checkChoiceOption('parseCsv', 'duplicates', options.duplicates ?? 'error', ['error', 'number'])
  checkEncoding(options.encoding)
  checkInferOptions('parseCsv', options)
  const { header, schema } = options
  if (header !== undefined && typeof header !== 'boolean')
    throw optionError('parseCsv', 'header', header, 'must be true or false')
  if (schema === undefined) return
  if (!Array.isArray((schema as Partial<Schema> | null)?.fields))
    throw optionError('parseCsv', 'schema', schema, 'must be a schema: { fields }')
  for (const option of ['target', 'roles', 'kinds', 'dateFormats'] as const) {
    if (options[option] === undefined) continue
    throw optionError('parseCsv', option, options[option], `cannot be combined with 'schema', which says it already`)
  }
}

function checkEncoding(encoding: string | undefined): void {
  if (encoding === undefined) return
  try {
    new TextDecoder(encoding)
  } catch {
    throw optionError('parseCsv', 'encoding', encoding, "must be a name that TextDecoder knows, such as 'windows-1252'")
  }
}

/** Refuses roles, kinds and ways with strays that do not exist, a second target and a weight that is no number. */
export function checkInferOptions(where: string, options: InferOptions): void {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw optionError(where, 'options', options, 'must be an object')
  const { target, roles = {}, kinds = {}, nulls = [], strays = 'error', dateFormats = {}, decimalMark = '.' } = options
  if (target !== undefined && typeof target !== 'string')
    throw optionError(where, 'target', target, 'must be the name of a column')
  if (!Array.isArray(nulls) || !nulls.every((text) => typeof text === 'string'))
    throw optionError(where, 'nulls', nulls, "must be an array of texts, such as [...defaultNulls, 'none']")
  for (const [option, named] of Object.entries({ roles, kinds, dateFormats }))
    if (typeof named !== 'object' || named === null || Array.isArray(named))
      throw optionError(where, option, named, 'must be an object with the names of columns as keys')
  checkChoiceOption(where, 'strays', strays, ['error', 'null', 'keep'])
  checkChoiceOption(where, 'decimalMark', decimalMark, ['.', ','])
  for (const [name, pattern] of Object.entries(dateFormats)) checkDateFormat(where, name, pattern, kinds)
  for (const [name, kind] of Object.entries(kinds)) checkChoiceOption(where, `kinds.${name}`, kind, columnKinds)
  const targets = new Set(target === undefined ? [] : [target])
  for (const [name, role] of Object.entries(roles)) {
    checkChoiceOption(where, `roles.${name}`, role, columnRoles)
    if (role === 'target') targets.add(name)
    if (targets.size > 1)
      throw optionError(where, `roles.${name}`, role, `names a second target beside '${[...targets][0]}'`)
    if (name === target && role !== 'target')
      throw optionError(where, `roles.${name}`, role, 'contradicts the option target')
    if (role !== 'weight' || !Object.hasOwn(kinds, name) || kinds[name] === 'numeric') continue
    throw optionError(where, `kinds.${name}`, kinds[name], "must be 'numeric' for a column with the role 'weight'")
  }
}

function checkDateFormat(
  where: string,
  name: string,
  pattern: unknown,
  kinds: Readonly<Record<string, ColumnKind>>,
): void {
  if (typeof pattern !== 'string' || datetimePattern(pattern) === undefined) {
    const fault = "must be a pattern of a date or a time of day, such as 'dd/mm/yyyy', 'mm/dd/yy hh:mm' or '%d.%m.%Y'"
    throw optionError(where, `dateFormats.${name}`, pattern, fault)
  }
  if (!Object.hasOwn(kinds, name) || kinds[name] === 'datetime') return
  throw optionError(where, `kinds.${name}`, kinds[name], "must be 'datetime' for a column with a date format")
}

/** The kind that the options give a column, whatever its cells. */
export function givenKind(
  name: string,
  { roles = {}, kinds = {}, dateFormats = {} }: InferOptions,
): ColumnKind | undefined {
  if (Object.hasOwn(kinds, name)) return kinds[name]
  if (Object.hasOwn(dateFormats, name)) return 'datetime'
  return Object.hasOwn(roles, name) && roles[name] === 'weight' ? 'numeric' : undefined
}

/** What the marks in numbers mean, for texts that have no delimiter. */
export function marksOf({ decimalMark }: InferOptions): MarkConventions {
  return {
    commaIsDecimal: decimalMark === ',',
    pointGroups: decimalMark === ',',
    expectsComma: decimalMark === ',',
    isGiven: decimalMark !== undefined,
  }
}

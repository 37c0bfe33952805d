import { show } from '../options.ts'

/** Something a reader decided about a column that its user should know, such as words that it read as missing. */
export interface ReadRemark {
  readonly column: string
  /** A sentence that names the column and says what to do where the decision is wrong. */
  readonly message: string
}

/** The options that remarks and errors about cells advise to use. */
export type AdvisedOption = 'strays' | 'nulls' | 'kinds' | 'dateFormats' | 'decimalMark'

/** How to give an option a value, for a reader of messages: as a call or a command line would have it. */
export type ShowOption = (option: AdvisedOption, value: string, column?: string) => string

/** An option as the library's callers write it: `kinds: { code: 'text' }`. */
export const showInCode: ShowOption = (option, value, column) => {
  if (column !== undefined) return `${option}: { ${JSON.stringify(column)}: ${show(value)} }`
  return `${option}: ${option === 'nulls' ? `[...defaultNulls, ${show(value)}]` : show(value)}`
}

/** What decides how a column is read. */
export interface InferRules {
  /** The file or call that errors name. */
  readonly where: string
  readonly nulls: ReadonlySet<string>
  readonly quotedNulls: boolean
  /** When absent, a few words among many numbers are an error, and more make the column text. */
  readonly strays?: 'error' | 'null' | 'keep'
  readonly marks: MarkConventions
  readonly dateFormats: Readonly<Record<string, string>>
  readonly onRemark?: (remark: ReadRemark) => void
  readonly showOption: ShowOption
}

/** What decides between two readings of a mark that all cells of a column allow. */
export interface MarkConventions {
  /** `1,234` is a number between 1 and 2. */
  readonly commaIsDecimal: boolean
  /** `1.234` is a number above 1000. */
  readonly pointGroups: boolean
  /** The user said what the marks mean. */
  readonly isGiven?: boolean
  /** The options or the delimiter say that decimals have commas. */
  readonly expectsComma?: boolean
}

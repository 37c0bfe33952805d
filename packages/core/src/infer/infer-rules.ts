/** Something a reader decided about a column that its user should know, such as words that it read as missing. */
export interface ReadRemark {
  readonly column: string
  /** A sentence that names the column and says what to do where the decision is wrong. */
  readonly message: string
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
}

/** What decides between two readings of a mark that all cells of a column allow. */
export interface MarkConventions {
  /** `1,234` is a number between 1 and 2. */
  readonly commaIsDecimal: boolean
  /** `1.234` is a number above 1000. */
  readonly pointGroups: boolean
}

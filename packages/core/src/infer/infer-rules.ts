/** What decides how a column is read. */
export interface InferRules {
  /** The file or call that errors name. */
  readonly where: string
  readonly nulls: ReadonlySet<string>
  readonly quotedNulls: boolean
  readonly strays: 'error' | 'null' | 'keep'
}

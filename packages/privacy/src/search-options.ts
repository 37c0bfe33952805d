/** Options of the metrics that search for neighbors. */
export interface SearchOptions {
  /** Most rows whose nearest neighbor is searched, chosen by the seed. A number as large as the table takes all. */
  readonly rows: number
}

import type { Metric } from '@asdf/contract'

/** What a metric with options exports: call it to configure. */
export interface MetricFactory<Options> {
  (options?: Partial<Options>): Metric
  readonly id: string
  readonly defaults: Readonly<Options>
}

/** Options of the metrics that search for neighbors. */
export interface SearchOptions {
  /** Most rows whose nearest neighbor is searched, chosen by the seed. A number as large as the table takes all. */
  readonly rows: number
}

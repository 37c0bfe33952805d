import type { RunOptions } from './run.ts'
import type { Table } from './table.ts'

/** The tables that a metric compares. */
export interface MetricInput<Data = Table> {
  /** The rows the synthesizer was fitted on. */
  readonly train: Data
  readonly synthetic: Data
  /** Real rows the synthesizer never saw. */
  readonly holdout?: Data
}

/** What a metric found. */
export interface MetricResult {
  readonly value: number
  readonly interval?: readonly [low: number, high: number]
  /** The same measure for each part, such as each column. */
  readonly breakdown?: Readonly<Record<string, number>>
}

/** Measures synthetic rows beside real ones. Scores of predictions are a `PredictionMetric`. */
export interface Metric<Data = Table> {
  readonly specVersion: 1
  readonly id: string
  readonly label: string
  readonly group: 'fidelity' | 'utility' | 'privacy' | 'diversity'
  readonly goal: 'maximize' | 'minimize'
  readonly range: readonly [minimum: number, maximum: number]
  readonly needsHoldout: boolean
  readonly needsTarget: boolean
  compute(input: MetricInput<Data>, run: RunOptions): Promise<MetricResult>
}

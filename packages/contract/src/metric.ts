import type { RunOptions } from './run.ts'
import type { Table } from './table.ts'

/** The tables that a metric compares. */
export interface MetricInput<Data = Table> {
  /** The rows the synthesizer was fitted on. */
  readonly train: Data
  readonly synthetic: Data
  /** Real rows the synthesizer never saw. */
  readonly holdout?: Data
  /** Further real rows, which an attacker may know; metrics that need them take half of the hold-out when absent. */
  readonly reference?: Data
}

/** More of what a metric found than one number, to draw or to print. */
export type MetricDetails =
  /** A line: `x` ascending, `y` of the same length. */
  | {
      readonly kind: 'curve'
      readonly xLabel: string
      readonly yLabel: string
      readonly x: readonly number[]
      readonly y: readonly number[]
    }
  /** One number for each pair of names; `null` where it is not measurable. */
  | {
      readonly kind: 'matrix'
      readonly rows: readonly string[]
      readonly columns: readonly string[]
      readonly values: readonly (readonly (number | null)[])[]
    }
  /** One number for each name. */
  | { readonly kind: 'parts'; readonly values: Readonly<Record<string, number>> }

/** What a metric found. */
export interface MetricResult {
  readonly value: number
  readonly interval?: readonly [low: number, high: number]
  /** Synthetic rows that the value rests on. */
  readonly n?: number
  /** The same measure for each part, such as each column. */
  readonly breakdown?: Readonly<Record<string, number>>
  /** Parts that cannot be measured, each with the reason; they are not in `value`. */
  readonly unmeasured?: Readonly<Record<string, string>>
  /** By name: curves, matrices, further numbers of the parts. */
  readonly details?: Readonly<Record<string, MetricDetails>>
  /** `compat` repeats a defect of the reference implementation; `fixed`, the default, does not. Absent where there is none. */
  readonly mode?: 'fixed' | 'compat'
  /** What real rows that pose as synthetic reach. */
  readonly ceiling?: MetricCeiling
  /** The value beside its ceiling, in words. */
  readonly verdict?: string
}

/** What real rows reach in a metric, measured as the synthetic rows were. */
export interface MetricCeiling {
  readonly value: number
  readonly interval?: readonly [low: number, high: number]
  /** Real rows that posed as synthetic. */
  readonly n: number
}

/** Measures synthetic rows beside real ones. Scores of predictions are a `PredictionMetric`. */
export interface Metric<Data = Table> {
  readonly specVersion: 1
  readonly id: string
  readonly label: string
  readonly group: 'fidelity' | 'utility' | 'privacy' | 'diversity' | 'composite'
  readonly goal: 'maximize' | 'minimize'
  /** Least and largest value; an end may be infinite. */
  readonly range: readonly [minimum: number, maximum: number]
  readonly needsHoldout: boolean
  readonly needsTarget: boolean
  compute(input: MetricInput<Data>, run: RunOptions): Promise<MetricResult>
}

/** What the package of a metric with options exports: call it to configure. */
export interface MetricFactory<Options> {
  (options?: Partial<Options>): Metric
  readonly id: string
  readonly defaults: Readonly<Options>
}

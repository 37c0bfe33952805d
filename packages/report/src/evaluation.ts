import type { Metric, MetricResult } from '@asdf/contract'

/** Everything that a report shows, as values. It holds binned data and synthetic example rows, but no row of real data. */
export interface Evaluation {
  /** What was evaluated, such as the name of the file. */
  readonly title: string
  /** When, as it should be shown. A report has no time of its own, so that the same evaluation gives the same bytes. */
  readonly created?: string
  readonly rows: EvaluatedRows
  /** The command that repeats the evaluation. */
  readonly command?: string
  /** Versions by program, such as `{ asdf: '0.1.0', node: '22.1.0' }`. */
  readonly versions?: Readonly<Record<string, string>>
  /** Seeds by what they are for, such as `{ synth: 1, evaluate: 1 }`. */
  readonly seeds?: Readonly<Record<string, number>>
  /** What the reader must know before believing a number, such as that an attacker's generator is not the one of the file. */
  readonly warnings?: readonly string[]
  /** What holds by construction, such as "no value behind fewer than 5 training rows". */
  readonly promises?: readonly string[]
  /** Bounds that were demanded, such as `q>=0.8`. */
  readonly requirements?: readonly Requirement[]
  /**
   * Results of metrics. A `breakdown` by the names of columns ranks columns, another is a table, beside the parts in `details`
   * that have its keys, such as the groups of a sensitive column. Curves in `details` are drawn, one named `roc` beside the
   * diagonal; matrices too, and those named `real` and `synthetic` beside their difference. The `breakdown` of a composite metric
   * is its parts.
   */
  readonly measured: readonly Measured[]
  /** The distribution of each column, from `describeColumns`. */
  readonly columns?: readonly ColumnMarginals[]
  /** Rules that synthetic rows break, from `describeBrokenRules`. */
  readonly brokenRules?: readonly BrokenRule[]
  /** Rules that were found in the training rows; 0 where the search found none, absent where nobody searched. */
  readonly ruleCount?: number
  /** Curves beside those in the `details` of metrics. */
  readonly curves?: readonly Figure[]
}

/** Numbers of rows. */
export interface EvaluatedRows {
  readonly train: number
  readonly holdout?: number
  readonly synthetic: number
}

/** A bound that was demanded. */
export interface Requirement {
  /** As it was written, such as `attack-auc<=0.55`. */
  readonly text: string
  readonly value: number
  readonly isMet: boolean
}

/** A metric and what it found. */
export interface Measured extends Pick<Metric, 'id' | 'label' | 'group' | 'goal' | 'range'> {
  readonly result: MetricResult
}

/** How a column is distributed in each table. */
export type ColumnMarginals = NumberMarginals | CategoryMarginals | OtherMarginals

/** Numbers or moments, counted in bins. */
export interface NumberMarginals {
  readonly kind: 'numeric' | 'datetime'
  readonly name: string
  /** Inner edges, ascending: round numbers, or milliseconds since the Unix epoch. The first and last bin are open. */
  readonly edges: readonly number[]
  readonly shares: MarginalShares
  readonly nulls: NullShares
}

/** Categories, counted. */
export interface CategoryMarginals {
  readonly kind: 'categorical' | 'boolean'
  readonly name: string
  /** Most frequent among the training rows first; where `other` is not 0, the last stands for so many others. */
  readonly categories: readonly string[]
  readonly other: number
  readonly shares: MarginalShares
  readonly nulls: NullShares
}

/** Values that are not counted. */
export interface OtherMarginals {
  readonly kind: 'text' | 'image' | 'series'
  readonly name: string
  readonly nulls: NullShares
}

/** Shares of a table's rows by bin or category, of all rows with nulls; `null` for 1 to 4 real rows. */
export interface MarginalShares {
  readonly train: readonly (number | null)[]
  readonly synthetic: readonly number[]
  readonly holdout?: readonly (number | null)[]
}

/** Shares of rows that are null. */
export interface NullShares {
  readonly train: number
  readonly synthetic: number
  readonly holdout?: number
}

/** A rule that training rows keep and synthetic rows break. */
export interface BrokenRule {
  /** The rule as text, such as `start <= end`. */
  readonly rule: string
  /** Share of the synthetic rows that break it. */
  readonly share: number
  /** Share of the hold-out rows that break it. */
  readonly holdoutShare?: number
  /** Synthetic rows that break it: by column of the rule, the cell as text. */
  readonly examples: readonly Readonly<Record<string, string>>[]
}

/** Lines in one pair of axes. */
export interface Figure {
  /**
   * `roc` and `calibration` are drawn in the unit square beside the diagonal, `loss` over steps, `distances` as shares of rows,
   * `line` as it is.
   */
  readonly kind: 'roc' | 'calibration' | 'loss' | 'distances' | 'line'
  /** The part of the report it belongs to; by default `training` for losses, `utility` for calibration, `privacy` for others. */
  readonly group?: Metric['group'] | 'training'
  readonly label: string
  readonly xLabel: string
  readonly yLabel: string
  /** At most 8; the first is drawn in front. */
  readonly series: readonly Series[]
}

/** One line: `x` ascending, `y` of the same length; NaN interrupts it. */
export interface Series {
  readonly label: string
  readonly x: readonly number[]
  readonly y: readonly number[]
}

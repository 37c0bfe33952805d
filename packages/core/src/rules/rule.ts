/** Two columns hold the same value in every row, nulls included. */
export interface EqualRule {
  readonly kind: 'equal'
  readonly left: string
  readonly right: string
}

/** Two columns hold the same value in far more rows than chance explains, as a payment that settles a bill does. */
export interface OftenEqualRule {
  readonly kind: 'often-equal'
  readonly left: string
  readonly right: string
}

/** No value of `low` exceeds that of `high`. Both are numbers, or both datetimes. */
export interface OrderRule {
  readonly kind: 'order'
  readonly low: string
  readonly high: string
}

/** One addend of a `SumRule`. */
export interface Term {
  readonly column: string
  readonly factor: number
}

/** `column` is the sum of `terms` and `constant`, rounded to `decimals` digits. Datetimes are milliseconds. */
export interface SumRule {
  readonly kind: 'sum'
  readonly column: string
  readonly terms: readonly Term[]
  readonly constant: number
  readonly decimals: number
  /** What is rounded is counted in it, such as the milliseconds of a day; 1 when absent. */
  readonly unit?: number
}

/** A fixed datetime, in milliseconds since the Unix epoch, and how often it is added. */
export interface FixedDate {
  readonly time: number
  readonly factor: number
}

/** A side of a `LinearRule`: the sum of columns times their factors, of a constant and of fixed datetimes. */
export interface LinearSide {
  readonly terms: readonly Term[]
  /** Counted in days where the rule has datetimes, as are columns of numbers. */
  readonly constant: number
  readonly dates: readonly FixedDate[]
}

/** Two sums that a row compares, as `discount <= 0.3 * subtotal` or `end - start < 30`. */
export interface LinearRule {
  readonly kind: 'linear'
  readonly left: LinearSide
  readonly relation: '<=' | '<' | '>=' | '>' | '='
  readonly right: LinearSide
  /**
   * How far the sides may lie apart since a column is rounded; milliseconds where there are datetimes. Generated rows that
   * break an inequality by less are drawn again, real ones are not called broken.
   */
  readonly slack: number
}

/**
 * `column` is `left` times `right`, or `left` divided by `right`, times `factor`, rounded to `decimals` digits. With
 * `squares` the square of `right` takes its place, as in a body mass index.
 */
export interface ProductRule {
  readonly kind: 'product'
  readonly column: string
  readonly left: string
  readonly right: string
  readonly divides: boolean
  readonly squares?: boolean
  readonly factor: number
  readonly decimals: number
}

/** `column` is one of a few multiples of `source`, rounded to `decimals` digits, as a tax at one of three rates is. */
export interface MultipleRule {
  readonly kind: 'multiple'
  readonly column: string
  readonly source: string
  readonly factors: readonly number[]
  readonly decimals: number
  /** Columns that decide the factor, as a pay grade does a tax rate. */
  readonly by?: FactorKeys
}

/** Which of the factors the keys decide: the value of each case is one. */
export interface FactorKeys {
  readonly keys: readonly RuleKey[]
  readonly cases: readonly DependencyCase[]
}

/** A cell as JSON: the name of a category, a boolean, a number (of a datetime: milliseconds), or null. */
export type CellValue = string | number | boolean | null

/** What one combination of keys determines. */
export interface DependencyCase {
  readonly keys: readonly CellValue[]
  readonly value: CellValue
}

/**
 * The keys decide `column`, or with `presence` only whether it is null (`true` in the cases: it holds a value). `cases`
 * lists the combinations that enough rows share; nothing is said of others.
 */
export interface DependencyRule {
  readonly kind: 'dependency'
  readonly keys: readonly RuleKey[]
  readonly column: string
  readonly presence: boolean
  readonly cases: readonly DependencyCase[]
}

/** A column that decides another by its value, or with `presence` by whether it is null. */
export interface RuleKey {
  readonly column: string
  readonly presence: boolean
}

/** `column` says in which interval `source` lies: `values[i]` for numbers from `cuts[i - 1]` to below `cuts[i]`. */
export interface BinRule {
  readonly kind: 'bin'
  readonly column: string
  readonly source: string
  readonly cuts: readonly number[]
  readonly values: readonly CellValue[]
}

/** Exactly one of these columns of 0 and 1, or of false and true, is set in every row. */
export interface OneOfRule {
  readonly kind: 'one-of'
  readonly columns: readonly string[]
}

/** What a row may have in a column: no value, the number 0, or this value; with `not`, anything else. */
export interface CellState {
  readonly column: string
  readonly is: 'null' | 'zero' | { readonly value: CellValue }
  readonly not: boolean
}

/** Where `when` holds, `then` does: where the flag is 0, the time of death is null. */
export interface ImplicationRule {
  readonly kind: 'implication'
  readonly when: CellState
  readonly then: CellState
}

/** A rule that the rows of a table keep. Plain data that JSON keeps; columns are named. */
export type Rule =
  | EqualRule
  | OftenEqualRule
  | OrderRule
  | SumRule
  | LinearRule
  | ProductRule
  | MultipleRule
  | DependencyRule
  | BinRule
  | OneOfRule
  | ImplicationRule

/** A rule with how well a table keeps it. */
export interface FoundRule {
  readonly rule: Rule
  /** Rows that the rule speaks of: for most rules those that have a value in all of its columns. */
  readonly support: number
  /** Of these, rows that break it. For `often-equal`, rows whose values differ. */
  readonly exceptions: number
}

import type {
  BinRule,
  CellState,
  DependencyRule,
  EqualRule,
  MultipleRule,
  ProductRule,
  SumRule,
} from '@asdf/core/rules'

/** A column that is the copy of another. */
export interface CopyRecipe extends Computed {
  readonly kind: 'copy'
  readonly rule: EqualRule
  readonly source: string
}

/** A column that a sum, a product, a look-up or intervals give. */
export interface FormulaRecipe extends Computed {
  readonly kind: 'formula'
  readonly rule: SumRule | ProductRule | DependencyRule | BinRule
}

interface Computed {
  readonly column: string
  /** Whether the model still learns the column, for the rows to which the rule does not speak. */
  readonly isModelled: boolean
  /** Whether cells that the model draws null stay null, where the rule would give them a value. */
  readonly keepsNulls: boolean
  /** The share of training rows that break the rule. */
  readonly brokenShare: number
}

/** A column of which the model learns the factor, unless there is one only, or keys decide it. */
export interface MultipleRecipe {
  readonly kind: 'multiple'
  readonly column: string
  readonly rule: MultipleRule
  /** For models that know no categories: the factor as a number. */
  readonly asNumber: boolean
}

/** A column of which the model learns how far it lies above the largest of `anchors`, or below the smallest. */
export interface GapRecipe {
  readonly kind: 'gap'
  readonly column: string
  readonly anchors: readonly string[]
  readonly sign: 1 | -1
  /** What gaps are counted in: milliseconds for datetimes, 1 for numbers. */
  readonly unit: number
  readonly decimals: number
  /** Whether no training row has a gap below 0. */
  readonly isStrict: boolean
}

/** A column of which the model learns where it lies between bounds: 0 at the lower one, 1 at the upper one. */
export interface PositionRecipe {
  readonly kind: 'position'
  readonly column: string
  readonly lows: readonly string[]
  readonly highs: readonly string[]
  /** A lower bound of all rows. */
  readonly floor: number | null
  readonly decimals: number
}

/** Flags of which the model learns which one is set. */
export interface OneOfRecipe {
  readonly kind: 'one-of'
  readonly columns: readonly string[]
  /** For models that know no categories: the flags as they are, of which the largest wins. */
  readonly asNumbers: boolean
}

/** A column of which the model learns whether it equals `source`, and the value where it does not. */
export interface EqualOrNotRecipe {
  readonly kind: 'equal-or-not'
  readonly column: string
  readonly source: string
  /** The model's column that says so. */
  readonly flag: string
  /** Whether the model learns null where they are equal; otherwise the value. */
  readonly hidesEqual: boolean
}

/** A state that is set where another one holds: rows of the model that lack it are mended. */
export interface ForceRecipe {
  readonly kind: 'force'
  readonly column: string
  readonly when: CellState
  readonly then: CellState
}

/** Nulls that other columns decide: set where they must be. */
export interface PresenceRecipe {
  readonly kind: 'presence'
  readonly column: string
  readonly rule: DependencyRule
}

/** How one or more columns are left out of what a model learns, or learned in another form, and restored. Plain data. */
export type Recipe =
  | CopyRecipe
  | FormulaRecipe
  | MultipleRecipe
  | GapRecipe
  | PositionRecipe
  | OneOfRecipe
  | EqualOrNotRecipe
  | ForceRecipe
  | PresenceRecipe

/** Columns that a recipe writes. */
export function writtenBy(recipe: Recipe): readonly string[] {
  return recipe.kind === 'one-of' ? recipe.columns : [recipe.column]
}

/** Columns that must be restored before. */
export function readBy(recipe: Recipe): readonly string[] {
  switch (recipe.kind) {
    case 'copy':
    case 'equal-or-not':
      return [recipe.source]
    case 'formula':
      return inputsOf(recipe.rule)
    case 'presence':
      return inputsOf(recipe.rule)
    case 'multiple':
      return [recipe.rule.source, ...(recipe.rule.by?.keys ?? []).map(({ column }) => column)]
    case 'gap':
      return recipe.anchors
    case 'position':
      return [...recipe.lows, ...recipe.highs]
    case 'force':
      return [recipe.when.column]
    case 'one-of':
      return []
  }
}

/** Columns that a formula reads. */
export function inputsOf(rule: FormulaRecipe['rule']): readonly string[] {
  switch (rule.kind) {
    case 'sum':
      return rule.terms.map(({ column }) => column)
    case 'product':
      return [rule.left, rule.right]
    case 'bin':
      return [rule.source]
    case 'dependency':
      return rule.keys.map(({ column }) => column)
  }
}

/** Whether the model need not learn the factor. */
export function hasKnownFactor({ rule }: MultipleRecipe): boolean {
  return rule.factors.length === 1 || rule.by !== undefined
}

import type { FittedSynthesizer, Schema } from '@asdf/contract'
import type { Rule } from '@asdf/core/rules'
import type { Recipe } from './recipe.ts'

/** A fitted synthesizer with the rules that its rows keep. */
export interface RuleModel<Base = FittedSynthesizer> {
  readonly base: Base
  readonly recipes: readonly Recipe[]
  /** Rules that were found. */
  readonly checks: readonly Rule[]
  /** Rules that a user wrote: every row keeps them. */
  readonly declared: readonly Rule[]
  /** The columns of the restored rows. */
  readonly schema: Schema
  /** The rules in words, for the report. */
  readonly rules: readonly string[]
  /** Rows that were left out and rules that were given up, in words, for the report. */
  readonly warnings: readonly string[]
}

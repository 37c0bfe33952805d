import type { Field, SynthesizerTraits, Table } from '@asdf/contract'
import type { Recipe } from './recipe.ts'

/** What the planners share: the columns that have a recipe already, and what may still get one. */
export interface Planner {
  readonly table: Table
  readonly traits: SynthesizerTraits
  readonly recipes: Recipe[]
  field(name: string): Field
  /**
   * Whether the model may do without the column, and its inputs can be restored without it. A target it may do without only
   * where that is the only way, and it holds numbers.
   */
  canWrite(column: string, inputs: readonly string[], isOnlyWay?: boolean): boolean
  isWritten(column: string): boolean
  /** Whether restoring the first column needs the second. */
  needs(column: string, other: string): boolean
}

import type { Schema } from '@asdf/contract'
import type { TableTransform } from '@asdf/core'
import type { DependentColumn } from '@asdf/core/statistics'
import type { TrainingReport } from '../training/history.ts'
import type { Acceptance } from './acceptance.ts'
import type { GeneratorNumbers } from './sampling/row-generator.ts'
import type { TablePlan } from './table-plan.ts'
import { checkForms } from '@asdf/core'
import { withCounts } from './argument-forms.ts'

/** Everything that a fitted network over tables is sampled, saved and exported from. */
export interface TableModel<Plan extends TablePlan = TablePlan> {
  readonly id: string
  /** Its name in messages, such as `ctgan`. */
  readonly name: string
  /** Of the rows it generates. */
  readonly schema: Schema
  /** Columns that are looked up; the transform knows only the others. */
  readonly dependents: readonly DependentColumn[]
  readonly transform: TableTransform
  readonly plan: Plan
  readonly numbers: GeneratorNumbers
  /** Number of the target among the discrete columns; -1 without one. */
  readonly target: number
  /** [classes × condition width] How often the training rows of each class hold each category; see `jointCounts`. */
  readonly counts: Float64Array
  /**
   * Added to the scores of categories and modes: [classes × one-hot width] where the generator is told the class of every
   * row, [one-hot width] otherwise; empty without calibration.
   */
  readonly bias: Float32Array
  /** Picks rows out of candidates; `undefined` when every made row is one. */
  readonly acceptance: Acceptance | undefined
  readonly report: TrainingReport
}

/** How many classes the target has; one that stands for all rows without a target. */
export function classCountOf({ plan: { layout }, target }: Pick<TableModel, 'plan' | 'target'>): number {
  return target < 0 ? 1 : layout.blocks[target]!.width
}

/** How many rows the bias has. */
export function biasCountOf({ plan, target }: Pick<TableModel, 'plan' | 'target'>): number {
  return plan.conditions.kind === 'embedded' ? classCountOf({ plan, target }) : 1
}

/** [classes] The share of each class among the training rows. */
export function classShares(model: Pick<TableModel, 'plan' | 'target' | 'counts'>) {
  checkForms('classShares', { model: [model, withCounts] })
  const {
    plan: { layout },
    target,
    counts,
  } = model
  if (target < 0) return Float64Array.of(1)
  const { start, width } = layout.blocks[target]!
  const own = Float64Array.from({ length: width }, (_, label) => counts[label * layout.conditionWidth + start + label]!)
  const total = own.reduce((sum, count) => sum + count, 0)
  return own.map((count) => count / total)
}

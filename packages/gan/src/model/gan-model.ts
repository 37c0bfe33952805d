import type { FitReport, Schema } from '@asdf/contract'
import type { TableTransform } from '@asdf/core'
import type { DependentColumn } from '../dependents/dependent-columns.ts'
import type { EpochRecord } from '../fitting/run-options.ts'
import type { NetworkPlan } from '../networks/network-plan.ts'
import type { GeneratorNumbers } from '../sampling/row-generator.ts'
import type { Acceptance } from './acceptance.ts'

/** What a fit has to say. */
export interface GanReport extends FitReport {
  /** Every epoch, as `onEpoch` got it. */
  readonly history: readonly EpochRecord[]
  /** The epoch whose generator was kept. */
  readonly bestEpoch: number
}

/** Everything that a fitted model is. */
export interface GanModel {
  readonly id: string
  /** Its name in messages, such as `ctgan`. */
  readonly name: string
  /** Of the rows it makes. */
  readonly schema: Schema
  /** Columns that are looked up; the transform knows only the others. */
  readonly dependents: readonly DependentColumn[]
  readonly transform: TableTransform
  readonly plan: NetworkPlan
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
  readonly report: GanReport
}

/** How many classes the target has; one that stands for all rows without a target. */
export function classCountOf({ plan: { layout }, target }: Pick<GanModel, 'plan' | 'target'>): number {
  return target < 0 ? 1 : layout.blocks[target]!.width
}

/** How many rows the bias has. */
export function biasCountOf({ plan, target }: Pick<GanModel, 'plan' | 'target'>): number {
  return plan.conditions.kind === 'embedded' ? classCountOf({ plan, target }) : 1
}

/** [classes] The share of each class among the training rows. */
export function classShares({ plan: { layout }, target, counts }: Pick<GanModel, 'plan' | 'target' | 'counts'>) {
  if (target < 0) return Float64Array.of(1)
  const { start, width } = layout.blocks[target]!
  const own = Float64Array.from({ length: width }, (_, label) => counts[label * layout.conditionWidth + start + label]!)
  const total = own.reduce((sum, count) => sum + count, 0)
  return own.map((count) => count / total)
}

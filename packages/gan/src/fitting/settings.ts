import type { TransformOptions } from '@asdf/core'
import type { Engine } from '@asdf/nn'
import type { ConditionPlan } from '@asdf/nn/table'
import type { EarlyStopping } from '@asdf/nn/training'
import type { NetworkSizes } from '../networks/network-plan.ts'
import type { TrainerSettings } from '../training/trainer.ts'

/** How rows are picked out of more candidates, by a classifier that tells real rows from made ones. */
export interface Resampling {
  /** Candidates for each row of a sample. */
  readonly candidates: number
}

/** Everything that one of the algorithms is, put together from its options. */
export interface GanSettings {
  /** Id of the algorithm. */
  readonly id: string
  /** Its name in messages, such as `ctgan`. */
  readonly name: string
  /** The options that it was configured with, as JSON, so that a checkpoint can be matched with them. */
  readonly fingerprint: string
  readonly sizes: NetworkSizes
  readonly conditions: ConditionPlan['kind']
  /** Length of the learned vectors of categories, where conditions are embedded. */
  readonly embeddingSize: number
  /** Share of rows in which one more category is named, where conditions are embedded. */
  readonly revealShare: number
  /** Whether conditions of training come by the logarithm of frequencies. */
  readonly logFrequency: boolean
  readonly trainer: TrainerSettings
  readonly epochs: number
  readonly transform: Partial<TransformOptions>
  readonly earlyStopping: EarlyStopping | null
  readonly calibrates: boolean
  /** Whether columns that another determines are looked up instead of learned. */
  readonly findsDependents: boolean
  readonly resampling: Resampling | null
  /** What runs the networks; ONNX Runtime, looked for when it is needed, when `null`. */
  readonly engine: Engine | null
}

import type { TrainingRunOptions } from '@asdf/nn/training'
import type { GanLoss } from '../losses.ts'

/** What `fit` takes besides `RunOptions`. */
export type GanRunOptions = TrainingRunOptions<GanLoss>

import type { TableModel } from '@asdf/nn/table'
import type { TrainingReport } from '@asdf/nn/training'
import type { GanLoss } from '../losses.ts'
import type { NetworkPlan } from '../networks/network-plan.ts'

/** What a fit has to say. */
export type GanReport = TrainingReport<GanLoss>

/** Everything that a fitted model is. */
export interface GanModel extends TableModel<NetworkPlan> {
  readonly report: GanReport
}

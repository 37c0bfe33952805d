import type { PlanState } from './plan-state.ts'

/** What a fitted model consists of; classes not seen in training get the probability 0. */
export interface LogisticModel extends PlanState {
  readonly coefficients: Float64Array
}
